/// How this module reads JSON: one set of limits for every file it opens.
///
/// ## Trust
///
/// The JSON is hostile. Depth, string length, name length and number length are limited, so that a
/// small file cannot cost much memory or overflow the stack.
///
/// ## Threads
///
/// [io.trailseal.verifier.json.StrictJson] may be shared; a parser belongs to one thread.
///
/// ## Failures
///
/// What is not JSON or is over a limit is a [tools.jackson.core.JacksonException], which is
/// unchecked: whoever parses catches it and says what it means for the file at hand. This package
/// is not exported.
@NullMarked
package io.trailseal.verifier.json;

import org.jspecify.annotations.NullMarked;
