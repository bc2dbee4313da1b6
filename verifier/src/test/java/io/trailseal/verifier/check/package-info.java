/// Tests of check.
@NullMarked
package io.trailseal.verifier.check;

import org.jspecify.annotations.NullMarked;
