@NullMarked
package io.trailseal.indexer.follow;

import org.jspecify.annotations.NullMarked;
