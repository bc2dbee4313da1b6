package io.trailseal.indexer.intake;

import io.trailseal.verifier.S3Prefix;
import java.util.Set;

/// What a backfill is asked for.
///
/// @param roots of the sources to list; empty for all of them
/// @param isDry whether only to count what there is: then nothing is read and nothing written
public record BackfillOrder(Set<S3Prefix> roots, ListingScope scope, boolean isDry) {
  public BackfillOrder {
    roots = Set.copyOf(roots);
  }
}
