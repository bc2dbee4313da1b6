@NullMarked
package io.trailseal.verifier.synthetic;

import org.jspecify.annotations.NullMarked;
