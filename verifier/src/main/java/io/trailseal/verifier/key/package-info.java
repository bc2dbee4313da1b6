/// Whose keys, from where, valid when?
@NullMarked
package io.trailseal.verifier.key;

import org.jspecify.annotations.NullMarked;
