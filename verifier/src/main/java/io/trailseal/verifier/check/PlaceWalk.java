package io.trailseal.verifier.check;

import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.S3Prefix;
import io.trailseal.verifier.Sha256;
import io.trailseal.verifier.Verdict;
import io.trailseal.verifier.digest.DigestFile;
import io.trailseal.verifier.digest.DigestFile.LogFile;
import io.trailseal.verifier.trail.ObjectKey;
import io.trailseal.verifier.trail.ObjectKind;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/// Walks one place, the newest day first: a digest is then known before the one it is a witness
/// for, and when a day's log files are listed every digest that may list them has been read.
///
/// Holds of each digest what its neighbours need, of each listed name 16 bytes, and the log files
/// that no digest lists. For one thread.
final class PlaceWalk {
  /// Days whose digests are read ahead.
  private static final int DAYS_AHEAD = 2;

  /// Digest objects of a day that are read ahead; a day has 24 for each trail.
  private static final int DIGESTS_AHEAD = 256;

  /// Objects under digests' names that say nothing and that no digest names: so many are held.
  private static final int UNUSABLE_MAX = 50_000;

  private final Place place;
  private final Set<String> folders;
  private final Desk desk;
  private final WalkOptions options;
  private final Tally tally;
  private final Troubles troubles;
  private final int troublesAbove;
  private final Map<S3Name, DigestExam.Witness> witnesses = new HashMap<>();
  private final TreeMap<String, List<Examined>> chains = new TreeMap<>();
  private final NameSet listedLogs = new NameSet();
  private final Map<Sha256, S3Name> missingLogs = new ConcurrentHashMap<>();
  private final Deque<Future<?>> running = new ArrayDeque<>();
  private final Leftovers leftovers = new Leftovers();
  private int unusable;
  private long listed;
  private long others;

  /// A digest object, examined.
  ///
  /// @param named whether the digest after it names it
  /// @param inScope false where it only bears witness to the one before it
  record Examined(
      ChainNode node,
      Verdict verdict,
      Instant stamp,
      boolean named,
      boolean inScope,
      boolean recovered,
      Optional<String> fingerprint) {}

  /// @param folders what CloudTrail writes there: `CloudTrail-Digest`, `CloudTrail`…
  /// @param above what could not be listed on the way here
  /// @param findingsRoom how many more findings may be held, by all places together
  PlaceWalk(
      Place place,
      Set<String> folders,
      Desk desk,
      WalkOptions options,
      Troubles above,
      AtomicInteger findingsRoom) {
    this.place = place;
    this.folders = new TreeSet<>(folders);
    this.desk = desk;
    this.options = options;
    this.tally = new Tally(findingsRoom);
    this.troubles = Troubles.after(above);
    this.troublesAbove = above.count();
  }

  /// A digest elsewhere names one here as the one before it.
  void remember(DigestExam.Witness witness) {
    witnesses.put(witness.remembers().name(), witness);
  }

  PlaceResult run() throws InterruptedException {
    NavigableMap<LocalDate, List<S3Prefix>> digestDays = new TreeMap<>();
    NavigableMap<LocalDate, List<S3Prefix>> logDays = new TreeMap<>();
    for (String folder : folders) {
      boolean digests = folder.equals(Discovery.DIGESTS);
      DayFolders.below(desk.archive, folder(folder), this::stray, troubles)
          .forEach(
              (day, prefix) -> {
                if (isInScope(day, digests)) {
                  (digests ? digestDays : logDays)
                      .computeIfAbsent(day, _ -> new ArrayList<>())
                      .add(prefix);
                }
              });
    }
    Deque<LocalDate> ahead = new ArrayDeque<>(digestDays.descendingKeySet());
    Map<LocalDate, DigestQueue> reading = new HashMap<>();
    TreeSet<LocalDate> days = new TreeSet<>(digestDays.keySet());
    days.addAll(logDays.keySet());
    for (LocalDate day : days.descendingSet()) {
      while (!ahead.isEmpty() && (reading.size() < DAYS_AHEAD || !ahead.peek().isBefore(day))) {
        LocalDate next = ahead.poll();
        reading.put(next, new DigestQueue(names(next, digestDays.getOrDefault(next, List.of()))));
      }
      DigestQueue queue = reading.remove(day);
      while (queue != null && queue.hasNext()) {
        digest(day, queue.next());
      }
      for (S3Prefix folder : logDays.getOrDefault(day, List.of())) {
        logs(day, folder);
      }
    }
    while (!running.isEmpty()) {
      await(running.poll());
    }
    return new PlaceConclusions(place, desk, options, tally, chains, leftovers, missingLogs)
        .conclude(troubles, troublesAbove, listed, others);
  }

  private S3Prefix folder(String folder) {
    S3Name original =
        new S3Name(place.bucket(), place.accountFolder() + folder + "/" + place.region() + "/");
    S3Name copy = desk.mapping.copy(original);
    return new S3Prefix(copy.bucket(), copy.key());
  }

  private boolean isInScope(LocalDate day, boolean digests) {
    Scope scope = options.scope();
    // The digest after the last one in scope is a witness to it.
    Duration beyond = digests ? Cadence.HOUR.multipliedBy(3) : Duration.ZERO;
    return scope.from().filter(from -> day.isBefore(dayOf(from))).isEmpty()
        && scope.to().filter(to -> day.isAfter(dayOf(to.plus(beyond)))).isEmpty();
  }

  static LocalDate dayOf(Instant time) {
    return time.atZone(ZoneOffset.UTC).toLocalDate();
  }

  /// Digest objects in an order, some of them read ahead.
  private final class DigestQueue {
    private final Deque<S3Name> waiting;
    private final Deque<Future<Desk.Digest>> ahead = new ArrayDeque<>();

    DigestQueue(List<S3Name> names) throws InterruptedException {
      this.waiting = new ArrayDeque<>(names);
      fill();
    }

    private void fill() throws InterruptedException {
      while (!waiting.isEmpty() && ahead.size() < DIGESTS_AHEAD) {
        ahead.add(desk.digest(waiting.poll()));
      }
    }

    boolean hasNext() {
      return !ahead.isEmpty();
    }

    Desk.Digest next() throws InterruptedException {
      Desk.Digest next = await(ahead.remove());
      fill();
      return next;
    }
  }

  /// The digest objects of a day, the newest first.
  private List<S3Name> names(LocalDate day, List<S3Prefix> dayFolders) {
    record Stamped(S3Name name, Instant stamp) {}
    List<Stamped> found = new ArrayList<>();
    for (S3Prefix folder : dayFolders) {
      list(
          folder,
          (name, bytes) -> {
            S3Name original = desk.mapping.original(name);
            Optional<ObjectKey> key =
                ObjectKey.parse(original.key()).filter(each -> each.kind() == ObjectKind.DIGEST);
            if (key.isEmpty()) {
              stray(name, bytes);
            } else if (isWanted(key.get(), day)) {
              found.add(new Stamped(original, key.get().time().orElseThrow()));
            }
          });
    }
    found.sort(Comparator.comparing(Stamped::stamp).thenComparing(Stamped::name).reversed());
    return found.stream().map(Stamped::name).toList();
  }

  private boolean isWanted(ObjectKey digest, LocalDate day) {
    Scope scope = options.scope();
    Instant end = digest.time().orElseThrow();
    boolean onItsShelf = dayOf(end).equals(day);
    return (scope.trails().isEmpty() || scope.trails().contains(digest.trailName().orElse("")))
        && (!onItsShelf
            || (scope.from().filter(from -> !end.isAfter(from)).isEmpty()
                && scope
                    .to()
                    .filter(to -> end.isAfter(to.plus(Cadence.HOUR.multipliedBy(3))))
                    .isEmpty()));
  }

  private void digest(LocalDate day, Desk.Digest read) throws InterruptedException {
    S3Name name = read.reading().name();
    ObjectKey key = ObjectKey.parse(name.key()).orElseThrow();
    Instant stamp = key.time().orElseThrow();
    Optional<DigestExam.Witness> witness = Optional.ofNullable(witnesses.remove(name));
    DigestExam exam =
        witness.isPresent() && !read.exam().proven()
            ? DigestExam.of(
                read.trimmed() ? desk.readAgain(name) : read.reading(), desk.keys, witness)
            : read.exam();
    ChainNode node = exam.node(stamp);
    boolean inScope = isInScope(exam, stamp);
    Verdict verdict = exam.verdict();
    if (!dayOf(stamp).equals(day) && node instanceof ChainNode.Unusable) {
      // Named for another day than the folder it is in: CloudTrail puts nothing there.
      leftovers.stray(name, day);
      return;
    }
    if (node instanceof ChainNode.Unusable
        && witness.isEmpty()
        && !exam.proven()
        && ++unusable > UNUSABLE_MAX) {
      leftovers.more++;
      return;
    }
    chains
        .computeIfAbsent(key.chain(), _ -> new ArrayList<>())
        .add(
            new Examined(
                node,
                verdict,
                stamp,
                witness.isPresent(),
                inScope,
                exam.recovered(),
                exam.digest().filter(_ -> exam.proven()).map(DigestFile::keyFingerprint)));
    if (exam.proven() && exam.digest().isPresent()) {
      exam.digest()
          .get()
          .previous()
          .ifPresent(
              link -> witnesses.putIfAbsent(link.name(), new DigestExam.Witness(name, link)));
      for (LogFile log : exam.digest().get().logFiles()) {
        if (inScope) {
          examine(log, name, day);
        } else {
          // Not asked about, but listed: a log file may be delivered a little late.
          listedLogs.add(log.name());
        }
      }
    }
  }

  private boolean isInScope(DigestExam exam, Instant stamp) {
    Optional<Instant> to = options.scope().to();
    Instant start = exam.digest().map(DigestFile::startTime).orElse(stamp.minus(Cadence.HOUR));
    return to.isEmpty() || start.isBefore(to.get());
  }

  private void examine(LogFile log, S3Name digest, LocalDate day) throws InterruptedException {
    if (!listedLogs.add(log.name())) {
      return;
    }
    LocalDate delivered =
        ObjectKey.parse(log.name().key())
            .flatMap(ObjectKey::time)
            .map(PlaceWalk::dayOf)
            .orElse(day);
    running.add(
        desk.log(
            log,
            digest,
            verdict -> {
              tally.log(delivered, verdict);
              if (verdict instanceof Verdict.Missing && missingLogs.size() < Leftovers.NAMES_MAX) {
                missingLogs.put(log.hash(), log.name());
              }
            }));
    while (!running.isEmpty() && running.peek().isDone()) {
      await(running.poll());
    }
  }

  private void logs(LocalDate day, S3Prefix folder) {
    list(
        folder,
        (name, bytes) -> {
          S3Name original = desk.mapping.original(name);
          if (listedLogs.contains(original)) {
            return;
          }
          Optional<ObjectKey> key = ObjectKey.parse(original.key());
          Optional<Instant> time =
              key.filter(each -> each.kind().holdsEvents()).flatMap(ObjectKey::time);
          if (time.isEmpty() || !dayOf(time.get()).equals(day)) {
            stray(name, bytes);
          } else if (options.scope().hasLog(time.get())) {
            leftovers.log(original, time.get(), key.get().kind());
          }
        });
  }

  /// Something that CloudTrail does not write there. An empty folder object is nobody's.
  private void stray(S3Name copy, long bytes) {
    S3Name name = desk.mapping.original(copy);
    boolean marker =
        ObjectKey.parse(name.key()).filter(key -> key.kind() == ObjectKind.MARKER).isPresent();
    if (marker && bytes <= 0) {
      others++;
    } else if (!listedLogs.contains(name)) {
      leftovers.stray(name, null);
    }
    listed++;
  }

  private interface Found {
    void object(S3Name name, long bytes);
  }

  private void list(S3Prefix folder, Found found) {
    try {
      desk.archive.list(
          folder,
          new Archive.ListingSink() {
            @Override
            public void folder(String prefix) {
              below(new S3Prefix(folder.bucket(), prefix));
            }

            @Override
            public void object(S3Name name, long bytes) {
              listed++;
              found.object(name, bytes);
            }
          });
    } catch (ListingException e) {
      troubles.add(folder, e);
    }
  }

  /// Folders within a day's folder: none of CloudTrail's.
  private void below(S3Prefix folder) {
    list(folder, this::stray);
  }

  private static <T> T await(Future<T> future) throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RuntimeException thrown -> throw thrown;
        case Error error -> throw error;
        case null, default -> throw new IllegalStateException("examining an object failed", e);
      }
    }
  }

  /// Chains in the order of their names, for what is concluded of them.
  static Map<String, List<Examined>> sorted(Map<String, List<Examined>> chains) {
    Map<String, List<Examined>> sorted = new LinkedHashMap<>();
    chains.forEach(
        (name, digests) ->
            sorted.put(
                name,
                digests.stream()
                    .sorted(
                        Comparator.comparing((Examined each) -> each.node().endTime())
                            .thenComparing(each -> each.node().name()))
                    .toList()));
    return sorted;
  }
}
