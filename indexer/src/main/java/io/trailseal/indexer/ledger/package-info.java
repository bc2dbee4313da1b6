/// What did we receive and conclude, and when?
@NullMarked
package io.trailseal.indexer.ledger;

import org.jspecify.annotations.NullMarked;
