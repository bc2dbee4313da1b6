/// Tests of digest.
@NullMarked
package io.trailseal.verifier.digest;

import org.jspecify.annotations.NullMarked;
