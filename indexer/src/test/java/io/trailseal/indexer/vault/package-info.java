@NullMarked
package io.trailseal.indexer.vault;

import org.jspecify.annotations.NullMarked;
