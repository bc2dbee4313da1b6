@NullMarked
package io.trailseal.indexer.query;

import org.jspecify.annotations.NullMarked;
