@NullMarked
package io.trailseal.indexer.export;

import org.jspecify.annotations.NullMarked;
