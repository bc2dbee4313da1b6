/// Bytes become history and answers. [io.trailseal.indexer.Store] opens the rooms of one store.
@NullMarked
package io.trailseal.indexer;

import org.jspecify.annotations.NullMarked;
