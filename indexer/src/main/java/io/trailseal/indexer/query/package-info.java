/// What may one ask? The query tree and its parser, free of any engine.
@NullMarked
package io.trailseal.indexer.query;

import org.jspecify.annotations.NullMarked;
