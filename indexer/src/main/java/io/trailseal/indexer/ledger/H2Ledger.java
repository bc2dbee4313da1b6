package io.trailseal.indexer.ledger;

import io.trailseal.indexer.ledger.LedgerEntry.KeyLearned;
import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.S3Prefix;
import io.trailseal.verifier.Sha256;
import io.trailseal.verifier.Verdict;
import io.trailseal.verifier.key.LearnedKey;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// The ledger in an H2 database.
final class H2Ledger implements Ledger {
  private static final int READ_COUNT_MAX = 10_000;

  private final Path folder;
  private final Appends appends;
  private final LedgerDatabase database;
  private final AccessLedger access;

  /// @param fileSystem prefix of one of H2's file systems: `file:` for the disk
  H2Ledger(Path folder, String fileSystem, InstantSource clock) throws IOException {
    this.folder = folder;
    this.appends = new Appends(folder, fileSystem, clock);
    this.database = appends.database();
    this.access = new H2AccessLedger(appends);
  }

  // ------------------------------------------------------------ appending

  @Override
  public List<Appended> appendArrivals(List<? extends LedgerEntry.Arrived> arrived)
      throws IOException {
    ArrivalTable.requireFromOutside(arrived);
    return appends.append(
        (connection, entries, tally) -> ArrivalTable.append(connection, entries, tally, arrived));
  }

  @Override
  public int appendKeys(List<KeyLearned> keys) throws IOException {
    return appends.append(
        (connection, entries, tally) -> KeyTable.append(connection, entries, keys));
  }

  @Override
  public LedgerPosition appendRetention(LedgerEntry.RetentionSet set) throws IOException {
    return appends.append((connection, entries, tally) -> new LedgerPosition(entries.append(set)));
  }

  @Override
  public void record(CustodyStep step) throws IOException {
    appends.append(
        (connection, entries, tally) -> {
          StepTable.write(connection, entries, tally, step);
          return true;
        });
  }

  // ------------------------------------------------------------ following

  @Override
  public LedgerPosition head() {
    return new LedgerPosition(appends.head().position());
  }

  @Override
  public AccessLedger access() {
    return access;
  }

  private static void requireCount(int countMax) {
    if (countMax < 1 || countMax > READ_COUNT_MAX) {
      throw new IllegalArgumentException(
          "1 to %,d entries can be read at once, not %,d".formatted(READ_COUNT_MAX, countMax));
    }
  }

  @Override
  public List<Recorded> read(LedgerPosition after, int countMax) throws IOException {
    requireCount(countMax);
    // What is committed but not yet synced may be gone after a crash: nobody may follow it.
    long synced = appends.head().position();
    return database.read(
        connection ->
            EntryTable.query(
                connection,
                "SELECT "
                    + EntryTable.COLUMNS
                    + " FROM entry e WHERE e.position > ? AND e.position <= ?"
                    + " ORDER BY e.position LIMIT ?",
                statement -> {
                  statement.setLong(1, after.value());
                  statement.setLong(2, synced);
                  statement.setInt(3, countMax);
                }));
  }

  @Override
  public LedgerPosition evidenceHead() {
    return new LedgerPosition(appends.evidenceHead());
  }

  @Override
  public long evidenceAfter(LedgerPosition position) throws IOException {
    long last = appends.evidenceHead();
    return position.value() >= last
        ? 0
        : database.read(
            connection -> AccessTable.evidenceBetween(connection, position.value(), last));
  }

  @Override
  public LedgerPosition evidenceBefore(LedgerPosition position) throws IOException {
    return new LedgerPosition(
        database.read(connection -> AccessTable.evidenceBefore(connection, position.value())));
  }

  @Override
  public List<Recorded> readEvidence(LedgerPosition after, int countMax) throws IOException {
    requireCount(countMax);
    long last = appends.evidenceHead();
    return after.value() >= last
        ? List.of()
        : database.read(
            connection -> AccessTable.readEvidence(connection, after.value(), last, countMax));
  }

  @Override
  public LedgerPosition custodyPosition() throws IOException {
    return new LedgerPosition(database.read(Tally::all).getOrDefault(Tally.CUSTODY_POSITION, 0L));
  }

  // ------------------------------------------------------------ asking

  @Override
  public Optional<Recorded> entry(LedgerPosition position) throws IOException {
    return position.value() > appends.head().position()
        ? Optional.empty()
        : database.read(connection -> EntryTable.entry(connection, position.value()));
  }

  @Override
  public List<Recorded> objectsNamed(S3Name name) throws IOException {
    return database.read(connection -> ObjectTable.named(connection, name));
  }

  @Override
  public Optional<Recorded> newestObject(S3Name name, LedgerPosition upTo) throws IOException {
    return database.read(connection -> ObjectQueries.newest(connection, name, upTo.value()));
  }

  @Override
  public void forEachObjectIn(S3Prefix folder, LedgerPosition upTo, Consumer<Recorded> consumer)
      throws IOException {
    Page.forEach(
        database,
        new byte[0],
        (connection, after) -> ObjectQueries.inFolder(connection, folder, after, upTo.value()),
        consumer);
  }

  @Override
  public Optional<Recorded> objectDelivered(Sha256 delivered) throws IOException {
    return database.read(connection -> ObjectTable.delivered(connection, delivered));
  }

  @Override
  public List<Recorded> quarantined(LedgerPosition after, int countMax) throws IOException {
    return database.read(
        connection -> ObjectTable.quarantined(connection, after.value(), countMax));
  }

  @Override
  public ObjectCounts objectCounts() throws IOException {
    return ObjectTable.counts(database.read(Tally::all));
  }

  @Override
  public List<Boolean> holds(List<NamedVersion> versions) throws IOException {
    return versions.isEmpty()
        ? List.of()
        : database.read(connection -> VersionTable.holds(connection, versions));
  }

  @Override
  public List<Recorded> parked(LedgerPosition after, int countMax) throws IOException {
    return database.read(connection -> ParkedTable.now(connection, after.value(), countMax));
  }

  @Override
  public Optional<Recorded> parkedNamed(S3Name name) throws IOException {
    return database.read(connection -> ParkedTable.named(connection, name));
  }

  @Override
  public Optional<Recorded> keptMessage(String queue, String id) throws IOException {
    return database.read(connection -> IntakeTable.message(connection, queue, id));
  }

  @Override
  public List<Recorded> newest(IntakeList list, LedgerPosition before, int countMax)
      throws IOException {
    return database.read(
        connection -> IntakeTable.newest(connection, list, before.value(), countMax));
  }

  @Override
  public IntakeCounts intakeCounts() throws IOException {
    return IntakeTable.counts(database.read(Tally::all));
  }

  @Override
  public List<Freshness> freshness() throws IOException {
    return database.read(FreshnessTable::read);
  }

  @Override
  public List<LearnedKey> keys() throws IOException {
    return database.read(KeyTable::all);
  }

  @Override
  public Map<LedgerPosition, Verdict> currentVerdicts(Collection<LedgerPosition> objects)
      throws IOException {
    return objects.isEmpty()
        ? Map.of()
        : database.read(connection -> VerdictTable.current(connection, objects));
  }

  @Override
  public void forEachCurrentVerdict(VerdictSink sink) throws IOException {
    long after = 0;
    while (after >= 0) {
      long start = after;
      after = database.read(connection -> VerdictTable.words(connection, start, sink));
    }
  }

  @Override
  public VerdictCounts verdictCounts() throws IOException {
    return VerdictTable.counts(database.read(Tally::all));
  }

  @Override
  public List<Recorded> openVerdicts(boolean findingsOnly, int countMax) throws IOException {
    return database.read(connection -> VerdictTable.open(connection, findingsOnly, countMax));
  }

  @Override
  public Optional<Recorded> absentVerdict(S3Name name) throws IOException {
    return database.read(connection -> VerdictTable.absent(connection, name));
  }

  @Override
  public void forEachOpenVerdict(LedgerPosition upTo, Consumer<Recorded> consumer)
      throws IOException {
    long end = Math.min(upTo.value(), appends.head().position());
    Page.forEach(
        database, 0L, (connection, from) -> VerdictTable.openFrom(connection, from, end), consumer);
  }

  // ------------------------------------------------------------ custody's memory

  @Override
  public List<DigestFacts> newestDigests() throws IOException {
    return database.read(ChainQueries::newestOfEach);
  }

  @Override
  public Optional<DigestFacts> digestNamed(S3Name name) throws IOException {
    return database.read(connection -> DigestTable.named(connection, name));
  }

  @Override
  public Optional<DigestFacts> digestAt(LedgerPosition position) throws IOException {
    return database.read(connection -> DigestTable.at(connection, position.value()));
  }

  @Override
  public Optional<DigestFacts> digestBefore(String chain, Instant start) throws IOException {
    return database.read(connection -> ChainQueries.before(connection, chain, start));
  }

  @Override
  public Optional<DigestFacts> digestFollowing(String chain, Instant start) throws IOException {
    return database.read(connection -> ChainQueries.after(connection, chain, start));
  }

  @Override
  public void forEachUnconcluded(Consumer<DigestFacts> consumer) throws IOException {
    Page.forEach(database, 0L, ChainQueries::unconcluded, consumer);
  }

  @Override
  public List<DigestFacts> digestsAfter(S3Name name) throws IOException {
    return database.read(connection -> DigestTable.after(connection, name));
  }

  @Override
  public List<DigestFacts> digestsBack(DigestFacts newer, int countMax) throws IOException {
    return database.read(connection -> ChainQueries.back(connection, newer, countMax));
  }

  @Override
  public List<DigestFacts> digestsSignedBy(String fingerprint) throws IOException {
    return database.read(connection -> DigestTable.unverifiedSignedBy(connection, fingerprint));
  }

  @Override
  public List<Listing> listings(S3Name log) throws IOException {
    return database.read(connection -> DigestTable.listings(connection, log));
  }

  @Override
  public List<DigestFacts> digestsCovering(
      String bucket, String account, String region, Instant from, Instant to) throws IOException {
    return database.read(
        connection -> DigestTable.covering(connection, bucket, account, region, from, to));
  }

  @Override
  public void forEachListedAbsent(LedgerPosition digest, Consumer<Listing> consumer)
      throws IOException {
    Page.forEach(
        database,
        0L,
        (connection, from) -> AbsenceQueries.listedAbsent(connection, digest.value(), from),
        consumer);
  }

  @Override
  public void forEachUnsettledLog(LedgerPosition after, Consumer<Recorded> consumer)
      throws IOException {
    long end = appends.head().position();
    Page.forEach(
        database,
        after.value() + 1,
        (connection, from) -> VerdictTable.unsettledLogs(connection, from, end),
        consumer);
  }

  @Override
  public AccountTables accounts() {
    return new AccountTable(appends);
  }

  // ------------------------------------------------------------ checking

  @Override
  public void check(FaultSink faults) throws IOException {
    database.readSnapshot(
        connection -> {
          new LedgerCheck(connection, faults).run();
          return true;
        });
  }

  @Override
  public long bytes() throws IOException {
    return Ledgers.bytes(folder);
  }

  @Override
  public void close() throws IOException {
    appends.close();
  }
}
