/// The one loop by which derived rooms advance, catch up and rebuild.
@NullMarked
package io.trailseal.indexer.follow;

import org.jspecify.annotations.NullMarked;
