/// The bytes exactly as AWS delivered them.
@NullMarked
package io.trailseal.indexer.vault;

import org.jspecify.annotations.NullMarked;
