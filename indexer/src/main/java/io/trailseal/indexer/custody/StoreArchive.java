package io.trailseal.indexer.custody;

import io.trailseal.indexer.ledger.Ledger;
import io.trailseal.indexer.ledger.LedgerEntry.ObjectReceived;
import io.trailseal.indexer.ledger.LedgerPosition;
import io.trailseal.indexer.ledger.Recorded;
import io.trailseal.indexer.vault.Vault;
import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.S3Prefix;
import io.trailseal.verifier.Verdict.Obstacle;
import io.trailseal.verifier.check.Archive;
import io.trailseal.verifier.check.Fetched;
import io.trailseal.verifier.check.ListingException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/// The store as an archive to walk: of every name the newest object, as of the moment it was
/// opened. What comes in later is not seen, so that a walk of hours finds one state of things.
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

  private final Ledger ledger;
  private final Vault vault;
  private final LedgerPosition asOf;
  private final int parallelism;
  private final DamageSink damage;
  private final Map<String, NavigableSet<String>> folders;

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
      Map<String, NavigableSet<String>> folders) {
    this.ledger = ledger;
    this.vault = vault;
    this.asOf = asOf;
    this.parallelism = parallelism;
    this.damage = damage;
    this.folders = folders;
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
    List<Recorded> page = ledger.read(at, PAGE_COUNT);
    while (!page.isEmpty() && at.compareTo(asOf) < 0) {
      if (Thread.interrupted()) {
        throw new InterruptedException("while reading the ledger through");
      }
      for (Recorded recorded : page) {
        if (recorded.position().compareTo(asOf) <= 0
            && recorded.entry() instanceof ObjectReceived object) {
          String key = object.name().key();
          folders
              .computeIfAbsent(object.name().bucket(), _ -> new TreeSet<>())
              .add(key.substring(0, key.lastIndexOf('/') + 1));
        }
      }
      at = page.getLast().position();
      page = ledger.read(at, PAGE_COUNT);
    }
    return new StoreArchive(ledger, vault, asOf, parallelism, damage, folders);
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
      return new Fetched.Absent();
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
