package io.trailseal.indexer.custody;

import io.trailseal.indexer.ledger.Ledger;
import io.trailseal.indexer.ledger.LedgerEntry.ObjectParked;
import io.trailseal.indexer.ledger.LedgerEntry.ObjectReceived;
import io.trailseal.indexer.ledger.LedgerPosition;
import io.trailseal.indexer.ledger.Recorded;
import io.trailseal.indexer.vault.Vault;
import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.S3Prefix;
import io.trailseal.verifier.Verdict;
import io.trailseal.verifier.Verdict.Obstacle;
import io.trailseal.verifier.check.Archive;
import io.trailseal.verifier.check.Fetched;
import io.trailseal.verifier.check.ListingException;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/// The store as an archive to walk: of every name the newest object, as of the moment it was
/// opened. What comes in later is not seen, so that a walk of hours finds one state of things.
///
/// Objects that were announced, are not here and are parked because S3 has them and does not give
/// them to us are withheld for that reason, as they would be in the bucket. Of these what is parked
/// now counts, [#PARKED_MAX] at most.
///
/// An object taken in over the limit or unreadable has no bytes here: withheld, for the reason it
/// came in with. Bytes that the vault does not give back as they were put in are withheld too, and
/// told to [DamageSink]: that is our own fault, and never CloudTrail's or an attacker's in the
/// bucket.
///
/// Memory: the names of all folders, about 300 bytes each. CloudTrail makes two a day for each
/// account and region, so a thousand of these over a year need 200 MB.
///
/// Threads: any.
public final class StoreArchive implements Archive {
  private static final int PAGE_COUNT = 1_000;

  /// About 30 MB. Of more than that, what no digest names is not said to be there.
  private static final int PARKED_MAX = 100_000;

  private final Ledger ledger;
  private final Vault vault;
  private final LedgerPosition asOf;
  private final int parallelism;
  private final DamageSink damage;
  private final Map<String, NavigableSet<String>> folders;
  private final Map<S3Prefix, NavigableSet<S3Name>> parked;

  /// Is told of stored bytes that cannot be read back. By several threads.
  @FunctionalInterface
  public interface DamageSink {
    /// @param what what was found, for a person
    void damaged(S3Name name, LedgerPosition at, String what);
  }

  private StoreArchive(
      Ledger ledger,
      Vault vault,
      LedgerPosition asOf,
      int parallelism,
      DamageSink damage,
      Map<String, NavigableSet<String>> folders,
      Map<S3Prefix, NavigableSet<S3Name>> parked) {
    this.ledger = ledger;
    this.vault = vault;
    this.asOf = asOf;
    this.parallelism = parallelism;
    this.damage = damage;
    this.folders = folders;
    this.parked = parked;
  }

  /// Reads through the ledger once for the folders that there are.
  ///
  /// @param asOf the last entry that counts
  /// @param parallelism how many objects may be read at once
  /// @throws InterruptedException if the thread was interrupted meanwhile
  public static StoreArchive open(
      Ledger ledger, Vault vault, LedgerPosition asOf, int parallelism, DamageSink damage)
      throws IOException, InterruptedException {
    var folders = new TreeMap<String, NavigableSet<String>>();
    LedgerPosition at = LedgerPosition.START;
    List<Recorded> page = ledger.readEvidence(at, PAGE_COUNT);
    while (!page.isEmpty() && at.compareTo(asOf) < 0) {
      if (Thread.interrupted()) {
        throw new InterruptedException("while reading the ledger through");
      }
      for (Recorded recorded : page) {
        if (recorded.position().compareTo(asOf) <= 0
            && recorded.entry() instanceof ObjectReceived object) {
          addFolder(folders, folder(object.name()));
        }
      }
      at = page.getLast().position();
      page = ledger.readEvidence(at, PAGE_COUNT);
    }
    Map<S3Prefix, NavigableSet<S3Name>> parked = parked(ledger);
    parked.keySet().forEach(folder -> addFolder(folders, folder));
    return new StoreArchive(ledger, vault, asOf, parallelism, damage, folders, parked);
  }

  private static S3Prefix folder(S3Name name) {
    return new S3Prefix(name.bucket(), name.key().substring(0, name.key().lastIndexOf('/') + 1));
  }

  private static void addFolder(Map<String, NavigableSet<String>> folders, S3Prefix folder) {
    folders.computeIfAbsent(folder.bucket(), _ -> new TreeSet<>()).add(folder.keyPrefix());
  }

  private static Map<S3Prefix, NavigableSet<S3Name>> parked(Ledger ledger) throws IOException {
    Map<S3Prefix, NavigableSet<S3Name>> parked = new HashMap<>();
    int count = 0;
    List<Recorded> page = ledger.parked(LedgerPosition.START, PAGE_COUNT);
    while (!page.isEmpty() && count < PARKED_MAX) {
      for (Recorded recorded : page) {
        if (recorded.entry() instanceof ObjectParked object
            && Parkings.obstacle(object).isPresent()
            && parked
                .computeIfAbsent(folder(object.name()), _ -> new TreeSet<>())
                .add(object.name())) {
          count++;
        }
      }
      page = ledger.parked(page.getLast().position(), PAGE_COUNT);
    }
    return parked;
  }

  @Override
  public String description() {
    return "the store, as of entry " + asOf;
  }

  @Override
  public List<S3Prefix> roots() {
    return folders.keySet().stream().map(bucket -> new S3Prefix(bucket, "")).toList();
  }

  @Override
  public void list(S3Prefix prefix, ListingSink sink) throws ListingException {
    NavigableSet<String> ofBucket = folders.getOrDefault(prefix.bucket(), new TreeSet<>());
    String base = prefix.keyPrefix();
    String next = ofBucket.higher(base);
    while (next != null && next.startsWith(base)) {
      String child = next.substring(0, next.indexOf('/', base.length()));
      sink.folder(child + "/");
      // '0' is the character after '/': past everything that lies in this one.
      next = ofBucket.ceiling(child + "0");
    }
    if (!ofBucket.contains(base)) {
      return;
    }
    try {
      ledger.forEachObjectIn(
          prefix,
          asOf,
          recorded -> {
            ObjectReceived object = DigestDesk.object(recorded);
            sink.object(object.name(), object.deliveredBytes());
          });
      for (S3Name name : parked.getOrDefault(prefix, new TreeSet<>())) {
        if (ledger.newestObject(name, asOf).isEmpty()) {
          sink.object(name, -1);
        }
      }
    } catch (IOException e) {
      throw new ListingException(
          Obstacle.OBJECT_NOT_READABLE, S3Name.printable(String.valueOf(e.getMessage())));
    }
  }

  @Override
  public Fetched fetch(S3Name name) {
    Optional<Recorded> found;
    try {
      found = ledger.newestObject(name, asOf);
    } catch (IOException e) {
      return withheld(e);
    }
    if (found.isEmpty()) {
      return notHere(name);
    }
    ObjectReceived object = DigestDesk.object(found.get());
    if (object.kept().isEmpty()) {
      return new Fetched.Withheld(LogDesk.whyUnread(object), DigestDesk.firstDefect(object));
    }
    try {
      return new Fetched.Present(vault.read(object.kept().get()), object.userMetadata());
    } catch (IOException e) {
      damage.damaged(
          name, found.get().position(), S3Name.printable(String.valueOf(e.getMessage())));
      return withheld(e);
    }
  }

  private Fetched notHere(S3Name name) {
    try {
      Optional<Verdict.Undecided> obstacle = new Parkings(ledger).obstacle(name);
      return obstacle.isPresent()
          ? new Fetched.Withheld(obstacle.get().obstacle(), obstacle.get().detail())
          : new Fetched.Absent();
    } catch (IOException e) {
      return withheld(e);
    }
  }

  private static Fetched withheld(IOException e) {
    return new Fetched.Withheld(
        Obstacle.OBJECT_NOT_READABLE,
        "the store cannot give back what it took in: "
            + S3Name.printable(String.valueOf(e.getMessage())));
  }

  @Override
  public int parallelism() {
    return parallelism;
  }

  /// The rooms stay open: they are not this archive's.
  @Override
  public void close() {}
}
