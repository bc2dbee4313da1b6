@NullMarked
package io.trailseal.indexer.intake;

import org.jspecify.annotations.NullMarked;
