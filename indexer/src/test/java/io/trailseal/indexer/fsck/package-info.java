@NullMarked
package io.trailseal.indexer.fsck;

import org.jspecify.annotations.NullMarked;
