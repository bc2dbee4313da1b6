@NullMarked
package io.trailseal.indexer.ledger;

import org.jspecify.annotations.NullMarked;
