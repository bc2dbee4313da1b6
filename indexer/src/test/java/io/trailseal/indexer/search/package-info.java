@NullMarked
package io.trailseal.indexer.search;

import org.jspecify.annotations.NullMarked;
