package io.trailseal.indexer.ledger;

import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.S3Prefix;
import io.trailseal.verifier.Sha256;
import io.trailseal.verifier.Verdict;
import io.trailseal.verifier.key.LearnedKey;
import java.io.Closeable;
import java.io.IOException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// What we received and concluded, and when. The one door to this package.
///
/// Threads: every method may be called from any thread. Appends are serialised inside; an append
/// returns once its entries are durable (committed and synced), and either all of a call's entries
/// are written or none.
///
/// Failures: `IOException` where the database cannot be read or written.
public interface Ledger extends Closeable {

  // ------------------------------------------------------------ appending

  /// Appends what came in, in order, or finds it. The same again is the same entry:
  /// - an object with the same name, delivered bytes and user metadata; where its version is not
  ///   known yet or is parked, a [LedgerEntry.VersionSeen] is appended and the object's entry is
  ///   answered
  /// - a parked object with the reason it is parked for already
  /// - a removal with the same name, version and marker, and where there is no version the same
  ///   time
  /// - a message with the same queue, id and body
  /// - a comparison that found something, with the same listing and figures
  ///
  /// A parked object is overtaken by one of its name and version that comes in, and where one of
  /// the two is of no known version by any of its name. Only `ingest` calls this.
  ///
  /// @throws IllegalArgumentException if there is a [LedgerEntry.VersionSeen] among them, or an
  ///   entry would be larger than 1 MiB; nothing is written then
  List<Appended> appendArrivals(List<? extends LedgerEntry.Arrived> arrived) throws IOException;

  /// Enters keys into the key ring. One that is already in it with this region and no narrower
  /// validity is left out; with other validity it is entered again and widens it. Only `custody`
  /// calls this.
  ///
  /// @return how many were entered
  /// @throws io.trailseal.verifier.key.KeyCollisionException if one of them has the fingerprint of
  ///   a different key, in the ring or among them; nothing is entered then
  int appendKeys(List<LedgerEntry.KeyLearned> keys) throws IOException;

  /// Enters what the search index is to keep. Only `ingest` calls this.
  LedgerPosition appendRetention(LedgerEntry.RetentionSet retention) throws IOException;

  /// Writes one step of custody. Only `custody` calls this. A verdict about an absent object that
  /// has come in meanwhile is left out.
  ///
  /// @throws IllegalArgumentException if a verdict names an entry that is not an object's, or an
  ///   entry would be larger than 1 MiB
  void record(CustodyStep step) throws IOException;

  /// The entries about who did what. Only `access` appends there.
  AccessLedger access();

  // ------------------------------------------------------------ following

  /// The position of the newest entry; [LedgerPosition#START] in an empty ledger.
  LedgerPosition head() throws IOException;

  /// The entries after `after`, oldest first, at most `countMax` (1 to 10,000).
  List<Recorded> read(LedgerPosition after, int countMax) throws IOException;

  /// The newest entry of evidence: of any kind but [LedgerEntry.Accessed]. What follows the ledger
  /// has nothing to read beyond it.
  LedgerPosition evidenceHead() throws IOException;

  /// The entries of evidence after `after`, oldest first, at most `countMax` (1 to 10,000). What
  /// lies between them is passed over without being read.
  List<Recorded> readEvidence(LedgerPosition after, int countMax) throws IOException;

  /// How many entries of evidence there are after `position`.
  long evidenceAfter(LedgerPosition position) throws IOException;

  /// The newest entry of evidence before `position`; [LedgerPosition#START] where there is none.
  LedgerPosition evidenceBefore(LedgerPosition position) throws IOException;

  /// How far custody has read, as its last step said.
  LedgerPosition custodyPosition() throws IOException;

  // ------------------------------------------------------------ asking

  Optional<Recorded> entry(LedgerPosition position) throws IOException;

  /// Every object entry under this name, oldest first: more than one where it was overwritten.
  List<Recorded> objectsNamed(S3Name name) throws IOException;

  /// The newest object entry under this name that is not later than `upTo`: what lay there then.
  Optional<Recorded> newestObject(S3Name name, LedgerPosition upTo) throws IOException;

  /// The newest object entry, not later than `upTo`, of each name directly in a folder, given one
  /// at a time in no particular order.
  ///
  /// @param folder its key prefix ends with a slash, or is empty for keys without one
  void forEachObjectIn(S3Prefix folder, LedgerPosition upTo, Consumer<Recorded> consumer)
      throws IOException;

  /// The first object entry whose delivered bytes hash to `delivered`.
  Optional<Recorded> objectDelivered(Sha256 delivered) throws IOException;

  /// Object entries with defects, oldest first, after `after`, at most `countMax`.
  List<Recorded> quarantined(LedgerPosition after, int countMax) throws IOException;

  ObjectCounts objectCounts() throws IOException;

  /// Whether each of these versions is here: an object entry of the name, or a
  /// [LedgerEntry.VersionSeen], with the same version id, or, where the version given has none,
  /// with the same ETag and last-modified time.
  ///
  /// @return as many as were asked for, in their order
  List<Boolean> holds(List<NamedVersion> versions) throws IOException;

  /// One version of one object.
  record NamedVersion(S3Name name, S3Version version) {}

  /// What is parked now, oldest first, after `after`, at most `countMax`: an object that has come
  /// in since is not.
  List<Recorded> parked(LedgerPosition after, int countMax) throws IOException;

  /// The newest entry by which an object of this name is parked now for a reason with an obstacle;
  /// where there is none, the newest of the others.
  Optional<Recorded> parkedNamed(S3Name name) throws IOException;

  /// The entry by which a message was kept; of those of one id with different bodies the newest.
  Optional<Recorded> keptMessage(String queue, String id) throws IOException;

  /// Entries of one kind, newest first, before `before`, at most `countMax`: removals
  /// ([LedgerEntry.ObjectRemoved]), kept messages, comparisons, and the object entries that
  /// overwrote others.
  List<Recorded> newest(IntakeList list, LedgerPosition before, int countMax) throws IOException;

  /// What [#newest] lists.
  enum IntakeList {
    REMOVED,
    OVERWRITTEN,
    MESSAGES_CONFIG,
    MESSAGES_SET_ASIDE,
    COMPARISONS
  }

  IntakeCounts intakeCounts() throws IOException;

  /// How new what is here of each account and region is, in no particular order; at most
  /// [Freshness#COUNT_MAX].
  List<Freshness> freshness() throws IOException;

  /// What was learned of keys, oldest first: one key may be there several times. See
  /// [io.trailseal.verifier.key.KeyRing#ofLearned] and [io.trailseal.verifier.key.TrustedKey].
  List<LearnedKey> keys() throws IOException;

  /// What `custody` last said about each of these object entries; one it has said nothing about is
  /// absent from the map.
  Map<LedgerPosition, Verdict> currentVerdicts(Collection<LedgerPosition> objects)
      throws IOException;

  /// The word of the current verdict ([Verdict#word()]) of every object entry that `custody` has
  /// said something about, by position. Verdicts recorded meanwhile may be among them or not.
  void forEachCurrentVerdict(VerdictSink sink) throws IOException;

  VerdictCounts verdictCounts() throws IOException;

  /// Current verdicts that are findings ([Verdict#isFinding()]) or `could not tell`, newest entry
  /// first, at most `countMax`.
  List<Recorded> openVerdicts(boolean findingsOnly, int countMax) throws IOException;

  /// The current verdict about a name that no object entry answers.
  Optional<Recorded> absentVerdict(S3Name name) throws IOException;

  /// Every current verdict that is not `intact` and was reached up to `upTo`, oldest first, given
  /// one at a time.
  void forEachOpenVerdict(LedgerPosition upTo, Consumer<Recorded> consumer) throws IOException;

  // ------------------------------------------------------------ custody's memory

  /// The newest verified digest of each chain (the one that starts last), without what it lists.
  List<DigestFacts> newestDigests() throws IOException;

  /// The newest digest under this name.
  Optional<DigestFacts> digestNamed(S3Name name) throws IOException;

  Optional<DigestFacts> digestAt(LedgerPosition position) throws IOException;

  /// Of the verified digests of this chain that start before `start` the last, without what it
  /// lists.
  Optional<DigestFacts> digestBefore(String chain, Instant start) throws IOException;

  /// Of those that start after `start` the first.
  Optional<DigestFacts> digestFollowing(String chain, Instant start) throws IOException;

  /// The verified digests about which custody has not concluded, oldest entry first, without what
  /// they list, given one at a time.
  void forEachUnconcluded(Consumer<DigestFacts> consumer) throws IOException;

  /// The verified digests whose previous digest, as they say, is `name`. What an unverified one
  /// says is nobody's business: anyone could write thousands.
  List<DigestFacts> digestsAfter(S3Name name) throws IOException;

  /// The verified digests before `newer`, newest first, without what they list: each is the one
  /// that the one before it names, with the hash and signature it names, as far back as that goes.
  ///
  /// @param countMax at most so many
  List<DigestFacts> digestsBack(DigestFacts newer, int countMax) throws IOException;

  /// The digests that say they were signed with this key and could not be verified so far.
  List<DigestFacts> digestsSignedBy(String fingerprint) throws IOException;

  /// Every listing of this log file, verified digests first.
  List<Listing> listings(S3Name log) throws IOException;

  /// The verified digests of this account and region whose time span touches `from` to `to`
  /// (whatever their trail), by start time, without what they list.
  List<DigestFacts> digestsCovering(
      String bucket, String account, String region, Instant from, Instant to) throws IOException;

  /// Every log file that this verified digest lists and no object entry answers, given one at a
  /// time.
  void forEachListedAbsent(LedgerPosition digest, Consumer<Listing> consumer) throws IOException;

  /// The newest object entries under log names whose current verdict was reached after `after` and
  /// says no more than that no digest lists them so far (`unlisted`, `injected` and the like of
  /// `could not tell`), given one at a time.
  void forEachUnsettledLog(LedgerPosition after, Consumer<Recorded> consumer) throws IOException;

  // ------------------------------------------------------------ accounts

  /// Who may use the appliance. Only `access` calls this.
  AccountTables accounts();

  // ------------------------------------------------------------ checking

  /// Re-derives what the ledger claims about itself: positions without holes, leaf hashes, lookup
  /// columns against entry bytes, current verdicts against the newest, custody's memory against
  /// entries. Each thing wrong is one sentence with the position.
  void check(FaultSink faults) throws IOException;

  /// Bytes on disk.
  long bytes() throws IOException;

  @Override
  void close() throws IOException;

  /// Receives what [#forEachCurrentVerdict(VerdictSink)] finds.
  interface VerdictSink {
    void verdict(LedgerPosition object, String word);
  }

  /// Receives what [#check(FaultSink)] finds wrong.
  interface FaultSink {
    void fault(LedgerPosition at, String what);
  }
}
