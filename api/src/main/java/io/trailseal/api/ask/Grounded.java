package io.trailseal.api.ask;

import io.trailseal.indexer.proof.Grounds;
import io.trailseal.indexer.search.EventHit;

/// An event, and what speaks for its log file or against it.
public record Grounded(EventHit hit, Grounds grounds) {}
