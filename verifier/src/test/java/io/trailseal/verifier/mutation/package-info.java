/// Exhaustive mutation: on a small archive, whatever is changed is found, or changes nothing.
///
/// That it changes nothing is never taken from the code under test: an `Oracle` proves it with the
/// JDK's inflater and a JSON parser alone. `verifier/bench/mutations` is the complete run.
@NullMarked
package io.trailseal.verifier.mutation;

import org.jspecify.annotations.NullMarked;
