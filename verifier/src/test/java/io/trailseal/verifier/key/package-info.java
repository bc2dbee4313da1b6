/// Tests of key.
@NullMarked
package io.trailseal.verifier.key;

import org.jspecify.annotations.NullMarked;
