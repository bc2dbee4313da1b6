package io.trailseal.indexer.search;

import java.time.Instant;
import java.util.Optional;

/// Where an event stands among others in order of time. No two stand at the same place, and an
/// event stands at the same one whatever comes in.
///
/// @param time eventTime, of an aggregated event its windowStart; empty where it has none that
///   makes sense
public record EventPlace(Optional<Instant> time, EventId id) {}
