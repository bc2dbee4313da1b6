package io.trailseal.verifier.synthetic;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/// What can become of a trail after it was written: the faults that a verifier must find, and the
/// [controls][#isControl()] that it must not call tampering.
///
/// Most are what somebody who may write to the bucket can do. Some only the holder of CloudTrail's
/// signing key could do: those show whether a verifier compares what it holds, or stops at a right
/// signature. Others CloudTrail does itself, or a tool that copies. [#who()] says which.
///
/// Names are kept: scripts and drills use them.
public enum Tampering {
  LOG_MODIFIED("an event in a log file was changed", LogTampering::modify),
  LOG_EVENT_REMOVED("an event was taken out of a log file", LogTampering::removeEvent),
  LOG_DELETED("a log file was deleted", LogTampering::delete),
  LOG_TRUNCATED("a log file was cut in half", LogTampering::truncate),
  LOG_EMPTY("a log file was emptied", LogTampering::empty),
  LOG_GARBAGE("a log file was overwritten with garbage", LogTampering::garbage),
  LOG_UNCOMPRESSED(
      "a log file was stored without compression under its old name", LogTampering::uncompress),
  LOG_APPENDED_GARBAGE("garbage was appended to a log file", LogTampering::appendGarbage),
  LOG_APPENDED_MEMBER(
      "a second gzip member with a forged event was appended to a log file",
      LogTampering::appendMember),
  LOG_CRC_DAMAGED("the checksum at the end of a log file was changed", LogTampering::damageCrc),
  LOG_TRAILER_CUT(
      "the gzip trailer of a log file, checksum and length, was cut off", LogTampering::cutTrailer),
  LOG_SWAPPED("two log files were exchanged", LogTampering::swap),
  LOG_RENAMED("a log file was given another name", LogTampering::rename),
  LOG_INJECTED("a log file that CloudTrail never wrote was added", LogTampering::inject),
  LOG_INJECTED_IN_NEWEST_HOUR(
      TamperTerms.chain(1),
      "a log file that CloudTrail never wrote was added to the newest hour",
      LogTampering::injectIntoNewest),
  LOG_REGZIP_BENIGN(
      TamperTerms.hours(1).by(Who.COPIER).asControl(),
      "a log file was compressed anew, its content the same",
      LogTampering::regzip),
  LOG_GLACIER(
      TamperTerms.hours(1).by(Who.S3).asControl(),
      "a log file lies in an archive tier and must be restored first",
      AnswerTampering::archivedLog),
  LOG_DENIED(
      TamperTerms.hours(1).by(Who.S3).asControl(),
      "access to a log file is denied",
      AnswerTampering::deniedLog),
  LOG_CONN_RESET(
      TamperTerms.hours(1).by(Who.S3).asControl(),
      "the connection breaks whenever a log file is read",
      AnswerTampering::interruptedLog),
  LOG_503(
      TamperTerms.hours(1).by(Who.S3).asControl(),
      "S3 asks to slow down whenever a log file is read",
      AnswerTampering::throttledLog),
  DIGEST_DELETED("a digest was deleted", DigestTampering::delete),
  DIGEST_DELETED_RUN2(
      TamperTerms.hours(2), "two digests in a row were deleted", DigestTampering::deleteTwo),
  DIGEST_AND_LOGS_DELETED_RUN3(
      TamperTerms.hours(3),
      "three hours in a row were deleted, digests and log files",
      DigestTampering::deleteThreeHours),
  DIGEST_TAIL_DELETED(
      TamperTerms.chain(1),
      "the newest digest of a chain was deleted",
      ChainTampering::deleteNewest),
  DIGEST_HEAD_DELETED(
      TamperTerms.chain(3),
      "the two oldest digests of a chain were deleted",
      ChainTampering::deleteHead),
  CHAIN_DELETED(
      TamperTerms.chain(1),
      "every digest of an account and region was deleted, the log files left",
      ChainTampering::deleteAll),
  CHAIN_AND_LOGS_DELETED(
      TamperTerms.chain(1),
      "everything of an account and region was deleted, which the bucket alone cannot show",
      ChainTampering::deleteAllWithLogs),
  DIGEST_MODIFIED("a log file was struck from a digest", DigestTampering::modify),
  DIGEST_REFORMATTED(
      "a digest was written anew with the same JSON and other white space",
      DigestTampering::reformat),
  DIGEST_REGZIP_BENIGN(
      TamperTerms.hours(1).by(Who.COPIER).asControl(),
      "a digest was compressed anew, its content the same",
      DigestTampering::regzip),
  DIGEST_APPENDED_MEMBER(
      "a second gzip member was appended to a digest", DigestTampering::appendMember),
  DIGEST_BAD_SIGNATURE(
      "a digit of a digest's signature was changed", DigestTampering::badSignature),
  DIGEST_SIGNATURE_NOTHEX(
      "a digest's signature was replaced by text that is none", DigestTampering::signatureNotHex),
  DIGEST_METADATA_LOST(
      TamperTerms.hours(1).by(Who.COPIER).asControl(),
      "a digest's user metadata, and with it its signature, was lost",
      DigestTampering::loseMetadata),
  DIGEST_NEWEST_METADATA_LOST(
      TamperTerms.chain(1).by(Who.COPIER).asControl(),
      "the newest digest's signature was lost, which no other digest remembers",
      ChainTampering::loseNewestMetadata),
  DIGEST_GARBAGE("a digest was overwritten with garbage", DigestTampering::garbage),
  DIGEST_MISSING_FIELD("a field was taken out of a digest", DigestTampering::dropField),
  DIGEST_RESIGNED_WRONG_KEY(
      "a digest was changed and signed with a key that is not the one it names",
      DigestTampering::resignWrongKey),
  DIGEST_RESIGNED_OWN_FP(
      "a digest was changed, signed with an intruder's key, and names that key",
      DigestTampering::resignOwnKey),
  DIGEST_SWAPPED(TamperTerms.hours(2), "two digests were exchanged", DigestTampering::swap),
  DIGEST_REPLAYED(
      TamperTerms.hours(2), "a digest was overwritten with an older one", DigestTampering::replay),
  DIGEST_NAME_OTHER_REGION(
      TamperTerms.twoRegions(),
      "a digest was overwritten with one of another region's chain",
      DigestTampering::fromOtherRegion),
  DIGEST_RENAMED("a digest was given another name", DigestTampering::rename),
  BUCKET_MOVED(
      TamperTerms.sample().by(Who.COPIER),
      "all of it was moved to another bucket",
      BucketTampering::moveBucket),
  CHAIN_COPIED(
      TamperTerms.sample().by(Who.COPIER),
      "all of it was moved under another key prefix",
      BucketTampering::copyChain),
  DIGEST_FORK(
      TamperTerms.hours(1).by(Who.KEY_HOLDER),
      "a log file was deleted and the digest that listed it signed anew without it",
      ChainTampering::fork),
  DIGEST_PREV_HASH_WRONG(
      TamperTerms.chain(3).by(Who.KEY_HOLDER),
      "a digest was signed with another hash for the one before it",
      ChainTampering::previousHashWrong),
  PREVIOUS_SIGNATURE_SWAPPED(
      TamperTerms.chain(4).by(Who.KEY_HOLDER),
      "a digest was signed with the signature of another digest for that of the one before it",
      ChainTampering::previousSignatureSwapped),
  DIGEST_OTHER_ACCOUNT(
      TamperTerms.chain(3).by(Who.KEY_HOLDER),
      "a digest was signed that says it is of another account",
      ChainTampering::otherAccount),
  DIGEST_GLACIER(
      TamperTerms.hours(1).by(Who.S3).asControl(),
      "a digest lies in an archive tier and must be restored first",
      AnswerTampering::archivedDigest),
  GAP_RESTART(
      TamperTerms.chain(5).by(Who.CLOUDTRAIL),
      "logging was stopped for three hours and started again",
      ChainTampering::gapRestart),
  GAP_RESTART_LOGS_PRESENT(
      TamperTerms.chain(5).by(Who.CLOUDTRAIL),
      "validation was switched off for three hours, in which log files were delivered",
      ChainTampering::gapRestartLogsPresent),
  GAP_RESTART_TAIL_DELETED(
      TamperTerms.chain(6),
      "logging was stopped for three hours, and the hour before was deleted",
      ChainTampering::gapRestartTailDeleted),
  RESTART_NO_GAP(
      TamperTerms.chain(3).by(Who.CLOUDTRAIL).asControl(),
      "a chain began anew without losing any time",
      ChainTampering::restartWithoutGap),
  LINKED_GAP(
      TamperTerms.chain(5).by(Who.KEY_HOLDER),
      "three hours are gone and the digest after them is linked to the one before",
      ChainTampering::linkedGap),
  KEY_UNLISTED(
      TamperTerms.sample().by(Who.KEY_SOURCE).asControl(),
      "a region's list of public keys has another key than the one that signed",
      KeyTampering::unlist),
  KEY_NONE(
      TamperTerms.sample().by(Who.KEY_SOURCE).asControl(),
      "a region's list of public keys is empty",
      KeyTampering::none),
  KEY_SPKI(
      TamperTerms.sample().by(Who.CLOUDTRAIL).asControl(),
      "a region's public key is published as SubjectPublicKeyInfo",
      KeyTampering::spki),
  BACKFILL_CHAIN_OK(
      TamperTerms.chain(5).by(Who.CLOUDTRAIL).asControl(),
      "three log files are listed by a chain of three backfill digests",
      BackfillTampering::chain),
  BACKFILL_CHAIN_MIDDLE_DELETED(
      TamperTerms.chain(5),
      "the second of three backfill digests was deleted",
      BackfillTampering::middleDeleted),
  BACKFILL_CHAIN_NEWEST_DELETED(
      TamperTerms.chain(5),
      "the newest of three backfill digests was deleted",
      BackfillTampering::newestDeleted),
  BACKFILL_OK(
      TamperTerms.chain(3).by(Who.CLOUDTRAIL).asControl(),
      "a log file is listed by a backfill digest",
      BackfillTampering::one),
  BACKFILL_EVENING(
      TamperTerms.chain(24).by(Who.CLOUDTRAIL).asControl(),
      "a log file is listed by a backfill digest that ends after 21:00 UTC",
      BackfillTampering::evening),
  BACKFILL_DELETED(
      TamperTerms.chain(3), "the only backfill digest was deleted", BackfillTampering::deleted),
  BACKFILL_NO_TIMESTAMP(
      TamperTerms.chain(3).by(Who.COPIER),
      "the metadata of a backfill digest that says when it was written was lost",
      BackfillTampering::withoutTimestamp),
  BACKFILL_LOG_MODIFIED(
      TamperTerms.chain(3),
      "an event in a log file that a backfill digest lists was changed",
      BackfillTampering::logModified),
  LIST_POISON(
      "an object named like a digest of the year 9999 was put into a day's folder",
      DigestTampering::poisonListing),
  DIGEST_INJECTED_NEWEST(
      TamperTerms.chain(1),
      "an object named like the digest after the newest was added",
      DigestTampering::injectNewest),
  DIGEST_INJECTED_MIDDLE(
      "an object named like a digest between two others was added", DigestTampering::injectBetween),
  BUCKET_CHANGED_MIDWAY(
      TamperTerms.chain(3).by(Who.CLOUDTRAIL).asControl(),
      "the trail was given another bucket",
      BucketTampering::changeBucket),
  BUCKET_AND_PREFIX_CHANGED_MIDWAY(
      TamperTerms.chain(3).by(Who.CLOUDTRAIL).asControl(),
      "the trail was given another bucket and key prefix",
      BucketTampering::changeBucketAndPrefix),
  BUCKET_AND_PREFIX_CHANGED_THEN_DELETED(
      TamperTerms.chain(5),
      "the trail was given another bucket and key prefix, and a digest deleted in the old one",
      BucketTampering::changeThenDelete);

  /// The five of the demo.
  public static final List<Tampering> DEMO =
      List.of(LOG_MODIFIED, LOG_DELETED, LOG_INJECTED, DIGEST_DELETED, DIGEST_MODIFIED);

  @SuppressWarnings("ImmutableEnumChecker") // a record of values that do not change
  private final TamperTerms terms;

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

  Tampering(String title, Act act) {
    this(TamperTerms.hours(1), title, act);
  }

  Tampering(TamperTerms terms, String title, Act act) {
    this.terms = terms;
    this.title = title;
    this.act = act;
  }

  /// `log-modified` and so on.
  public String kebabName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// One line for a list.
  public String title() {
    return title;
  }

  public Who who() {
    return terms.who();
  }

  /// Whether the evidence is as good as before or only could not be had: a verifier that calls it
  /// tampering is wrong.
  public boolean isControl() {
    return terms.control();
  }

  /// Whether it changes the sample as a whole, so that no other tampering would show beside it.
  public boolean needsWholeSample() {
    return terms.extent() == TamperTerms.Extent.SAMPLE;
  }

  TamperTerms terms() {
    return terms;
  }

  /// The tampering of that name.
  ///
  /// @throws IllegalArgumentException naming the nearest known name
  public static Tampering byName(String name) {
    return Arrays.stream(values())
        .filter(tampering -> tampering.kebabName().equals(name))
        .findFirst()
        .orElseThrow(() -> NearestName.unknown(name));
  }

  /// Says whether a sample of these settings has room for these tamperings, before it is written.
  /// Whether the hours concerned have log files only shows when it is.
  ///
  /// @throws IllegalArgumentException if it has not, with a remedy
  public static void requireRoom(SampleSettings settings, List<Tampering> run) {
    TamperSpot.requireRoom(settings, run);
  }

  /// Tampers with a sample that was written with these settings and not touched since. Each
  /// tampering has a place of its own, in another chain or hours apart, so that they do not hide
  /// each other.
  ///
  /// @return what was done, in the order of `run`
  /// @throws IllegalArgumentException if the sample is too small for it
  public static List<Planted> applyAll(Bucket bucket, SampleSettings settings, List<Tampering> run)
      throws IOException {
    List<TamperSpot> spots = TamperSpot.of(settings, run);
    List<Planted> planted = new ArrayList<>();
    for (int i = 0; i < run.size(); i++) {
      planted.add(run.get(i).apply(bucket, settings, spots.get(i), i));
    }
    return planted;
  }

  /// One tampering by itself, or several of like extent one after the other.
  ///
  /// @param index which of them it is, from 0
  /// @throws IllegalArgumentException if the sample is too small for it
  public Planted apply(Bucket bucket, SampleSettings settings, int index) throws IOException {
    List<TamperSpot> spots = TamperSpot.of(settings, Collections.nCopies(index + 1, this));
    return apply(bucket, settings, spots.get(index), index);
  }

  private Planted apply(Bucket bucket, SampleSettings settings, TamperSpot spot, int number)
      throws IOException {
    Done done = act.apply(new TamperScene(bucket, settings, this, spot, number));
    return new Planted(this, done.keys, done.sentence);
  }
}
