package io.trailseal.verifier.synthetic;

import io.trailseal.verifier.S3Name;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/// What somebody who may write to the bucket, and does not have CloudTrail's signing key, can do to
/// a trail after it was written.
///
/// Names are kept: scripts and drills use them.
public enum Tampering {
  LOG_MODIFIED("log-modified", "an event in a log file was changed", LogTampering::modify),
  LOG_EVENT_REMOVED(
      "log-event-removed", "an event was taken out of a log file", LogTampering::removeEvent),
  LOG_DELETED("log-deleted", "a log file was deleted", LogTampering::delete),
  LOG_TRUNCATED("log-truncated", "a log file was cut in half", LogTampering::truncate),
  LOG_EMPTY("log-empty", "a log file was emptied", LogTampering::empty),
  LOG_GARBAGE("log-garbage", "a log file was overwritten with garbage", LogTampering::garbage),
  LOG_UNCOMPRESSED(
      "log-uncompressed",
      "a log file was stored without compression under its old name",
      LogTampering::uncompress),
  LOG_APPENDED_GARBAGE(
      "log-appended-garbage", "garbage was appended to a log file", LogTampering::appendGarbage),
  LOG_APPENDED_MEMBER(
      "log-appended-member",
      "a second gzip member with a forged event was appended to a log file",
      LogTampering::appendMember),
  LOG_CRC_DAMAGED(
      "log-crc-damaged",
      "the checksum at the end of a log file was changed",
      LogTampering::damageCrc),
  LOG_TRAILER_CUT(
      "log-trailer-cut",
      "the gzip trailer of a log file, checksum and length, was cut off",
      LogTampering::cutTrailer),
  LOG_SWAPPED("log-swapped", "two log files were exchanged", LogTampering::swap),
  LOG_RENAMED("log-renamed", "a log file was given another name", LogTampering::rename),
  LOG_INJECTED(
      "log-injected", "a log file that CloudTrail never wrote was added", LogTampering::inject),
  DIGEST_DELETED("digest-deleted", "a digest was deleted", DigestTampering::delete),
  DIGEST_DELETED_RUN2(
      "digest-deleted-run2", "two digests in a row were deleted", DigestTampering::deleteTwo),
  DIGEST_AND_LOGS_DELETED_RUN3(
      "digest-and-logs-deleted-run3",
      "three hours in a row were deleted, digests and log files",
      DigestTampering::deleteThreeHours),
  DIGEST_TAIL_DELETED(
      "digest-tail-deleted",
      "the newest digest of a chain was deleted, which the bucket alone cannot show",
      DigestTampering::deleteNewest),
  DIGEST_MODIFIED(
      "digest-modified", "a log file was struck from a digest", DigestTampering::modify),
  DIGEST_REFORMATTED(
      "digest-reformatted",
      "a digest was written anew with the same JSON and other white space",
      DigestTampering::reformat),
  DIGEST_APPENDED_MEMBER(
      "digest-appended-member",
      "a second gzip member was appended to a digest",
      DigestTampering::appendMember),
  DIGEST_BAD_SIGNATURE(
      "digest-bad-signature",
      "a digit of a digest's signature was changed",
      DigestTampering::badSignature),
  DIGEST_SIGNATURE_NOTHEX(
      "digest-signature-nothex",
      "a digest's signature was replaced by text that is none",
      DigestTampering::signatureNotHex),
  DIGEST_METADATA_LOST(
      "digest-metadata-lost",
      "a digest's user metadata, and with it its signature, was lost",
      DigestTampering::loseMetadata),
  DIGEST_GARBAGE(
      "digest-garbage", "a digest was overwritten with garbage", DigestTampering::garbage),
  DIGEST_MISSING_FIELD(
      "digest-missing-field", "a field was taken out of a digest", DigestTampering::dropField),
  DIGEST_RESIGNED_WRONG_KEY(
      "digest-resigned-wrong-key",
      "a digest was changed and signed with a key that is not the one it names",
      DigestTampering::resignWrongKey),
  DIGEST_RESIGNED_OWN_FP(
      "digest-resigned-own-fp",
      "a digest was changed, signed with an intruder's key, and names that key",
      DigestTampering::resignOwnKey),
  DIGEST_SWAPPED("digest-swapped", "two digests were exchanged", DigestTampering::swap),
  DIGEST_REPLAYED(
      "digest-replayed", "a digest was overwritten with an older one", DigestTampering::replay),
  DIGEST_RENAMED("digest-renamed", "a digest was given another name", DigestTampering::rename),
  LIST_POISON(
      "list-poison",
      "an object named like a digest of the year 9999 was put into a day's folder",
      DigestTampering::poisonListing);

  /// The five of the demo.
  public static final List<Tampering> DEMO =
      List.of(LOG_MODIFIED, LOG_DELETED, LOG_INJECTED, DIGEST_DELETED, DIGEST_MODIFIED);

  private final String kebabName;
  private final String title;

  @SuppressWarnings("ImmutableEnumChecker") // method references, which hold no state
  private final Act act;

  /// How it is done.
  @FunctionalInterface
  interface Act {
    Done apply(TamperScene scene) throws IOException;
  }

  /// What was done: the objects concerned and a sentence.
  record Done(List<String> keys, String sentence) {}

  Tampering(String kebabName, String title, Act act) {
    this.kebabName = kebabName;
    this.title = title;
    this.act = act;
  }

  /// `log-modified` and so on.
  public String kebabName() {
    return kebabName;
  }

  /// One line for a list.
  public String title() {
    return title;
  }

  /// The tampering of that name.
  ///
  /// @throws IllegalArgumentException naming the nearest known name
  public static Tampering byName(String name) {
    for (Tampering tampering : values()) {
      if (tampering.kebabName.equals(name)) {
        return tampering;
      }
    }
    Tampering nearest =
        Arrays.stream(values())
            .min(Comparator.comparingInt(known -> distance(known.kebabName, name)))
            .orElseThrow();
    throw new IllegalArgumentException(
        "no tampering is called %s, the nearest is %s; all are: %s"
            .formatted(
                S3Name.printable(name),
                nearest.kebabName,
                Arrays.stream(values())
                    .map(Tampering::kebabName)
                    .collect(Collectors.joining(", "))));
  }

  /// Tampers with a sample that was written with these settings and not touched since, other
  /// tamperings excepted.
  ///
  /// @param index which tampering of this run it is, from 0: each index has a place of its own, in
  ///   another chain or hours apart, so that tamperings do not hide each other
  /// @throws IllegalArgumentException if the sample is too small for it
  public Planted apply(Bucket bucket, SampleSettings settings, int index) throws IOException {
    TamperScene scene = TamperScene.at(bucket, settings, this, index);
    Done done = act.apply(scene);
    return new Planted(this, done.keys, done.sentence);
  }

  /// Levenshtein's, on names of at most a few dozen letters.
  private static int distance(String a, String b) {
    String shortened = b.length() > 100 ? b.substring(0, 100) : b;
    int[] row = new int[shortened.length() + 1];
    Arrays.setAll(row, i -> i);
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= shortened.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == shortened.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[shortened.length()];
  }
}
