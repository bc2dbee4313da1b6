/// Runs the verifier on arrivals and appends verdicts to the ledger.
@NullMarked
package io.trailseal.indexer.custody;

import org.jspecify.annotations.NullMarked;
