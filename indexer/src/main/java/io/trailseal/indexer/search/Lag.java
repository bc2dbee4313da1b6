package io.trailseal.indexer.search;

/// How long it took until events could be found, since this process began. Only what is new counts:
/// events and objects younger than a week, and not what a rebuild of the index takes in again.
///
/// An event counts once the batch it came in is taken in: a question asked from then on finds it,
/// at most a second later while many are asked.
///
/// @param sinceEvent from `eventTime`, one count an event; the larger part of it is CloudTrail's
///   own, which delivers within about five minutes
/// @param sinceDelivery from when S3 had the object, its last-modified time, which is to the
///   second; one count an object, only of objects that came from S3
public record Lag(LagHistogram sinceEvent, LagHistogram sinceDelivery) {}
