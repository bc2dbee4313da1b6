package io.trailseal.indexer.search;

/// How many events match.
///
/// @param count so many, or where this is not exact, more than this
/// @param isExact whether all were counted. Where at least N was asked for, at most N that match
///   are always counted exactly; more are where that costs nothing, and else `count` is N
public record Total(long count, boolean isExact) {}
