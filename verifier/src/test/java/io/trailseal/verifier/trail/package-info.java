/// Tests of reading.
@NullMarked
package io.trailseal.verifier.trail;

import org.jspecify.annotations.NullMarked;
