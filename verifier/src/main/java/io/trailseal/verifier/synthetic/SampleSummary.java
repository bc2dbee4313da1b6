package io.trailseal.verifier.synthetic;

/// What was written.
///
/// @param events all events, the story's among them
/// @param storyEvents the story's
/// @param chains accounts times regions
/// @param logFiles log files
/// @param digests digests, one for each hour of each chain
/// @param bytesInflated size of all log files before compression
/// @param bytesCompressed size of all log files as stored
public record SampleSummary(
    long events,
    long storyEvents,
    int chains,
    long logFiles,
    long digests,
    long bytesInflated,
    long bytesCompressed) {

  static final SampleSummary NOTHING = new SampleSummary(0, 0, 0, 0, 0, 0, 0);

  SampleSummary plus(SampleSummary that) {
    return new SampleSummary(
        events + that.events,
        storyEvents + that.storyEvents,
        chains + that.chains,
        logFiles + that.logFiles,
        digests + that.digests,
        bytesInflated + that.bytesInflated,
        bytesCompressed + that.bytesCompressed);
  }
}
