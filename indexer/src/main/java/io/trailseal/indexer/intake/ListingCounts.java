package io.trailseal.indexer.intake;

/// What a listing has come to.
///
/// @param folders folders listed to their end, and taken in
/// @param listed objects listed: versions, where those may be listed
/// @param listedBytes of them
/// @param found of them not here before
/// @param foundBytes of them
/// @param read objects read and taken in
/// @param readBytes of them
/// @param parked of those found, objects that cannot be read until somebody does something
/// @param removed delete markers
/// @param skipped empty folder objects and AWS Config's writability check files: nothing to take in
/// @param left objects too new, not among those listed: their notification may be under way
/// @param failed objects that could not be read although they were tried again
public record ListingCounts(
    long folders,
    long listed,
    long listedBytes,
    long found,
    long foundBytes,
    long read,
    long readBytes,
    long parked,
    long removed,
    long skipped,
    long left,
    long failed) {
  public static final ListingCounts NONE = new ListingCounts(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

  ListingCounts plus(ListingCounts more) {
    return new ListingCounts(
        folders + more.folders,
        listed + more.listed,
        listedBytes + more.listedBytes,
        found + more.found,
        foundBytes + more.foundBytes,
        read + more.read,
        readBytes + more.readBytes,
        parked + more.parked,
        removed + more.removed,
        skipped + more.skipped,
        left + more.left,
        failed + more.failed);
  }
}
