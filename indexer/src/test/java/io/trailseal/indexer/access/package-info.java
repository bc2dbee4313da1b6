@NullMarked
package io.trailseal.indexer.access;

import org.jspecify.annotations.NullMarked;
