/// Fuzzing: everything that reads hostile bytes, given hostile bytes.
///
/// A [io.trailseal.verifier.fuzz.FuzzTarget] makes inputs and examines them; a
/// [io.trailseal.verifier.fuzz.FuzzRun] holds each examination to what all of them promise. To add
/// one: a class beside the others, a line in `FuzzTest`. An input that once failed goes to
/// `src/test/resources/fuzz/TARGET/` and is examined at every build.
@NullMarked
package io.trailseal.verifier.fuzz;

import org.jspecify.annotations.NullMarked;
