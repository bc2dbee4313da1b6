package io.trailseal.indexer.ledger;

import io.trailseal.indexer.vault.VaultRef;
import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.S3Prefix;
import io.trailseal.verifier.Sha256;
import io.trailseal.verifier.Verdict;
import io.trailseal.verifier.key.Provenance;
import io.trailseal.verifier.key.PublishedKey;
import io.trailseal.verifier.trail.Defect;
import io.trailseal.verifier.trail.ObjectKind;
import io.trailseal.verifier.trail.ObjectReading;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// One thing that happened: something came in, we reached a verdict, learned a key, or somebody did
/// something. Entries are only ever appended.
public sealed interface LedgerEntry {

  /// Something came in through `ingest`: an object, or what a queue or a listing said about one.
  sealed interface Arrived extends LedgerEntry {}

  /// An object came in.
  ///
  /// @param name where the source says it is in S3
  /// @param deliveredBytes length as delivered
  /// @param kept where its bytes lie; empty only where it was over the size limit or could not be
  ///   read at all, and then `defects` says so
  /// @param reading what its bytes told when it came in; for an object that was never read, kind
  ///   UNRECOGNIZED and the hash of nothing
  /// @param userMetadata S3 user metadata without the `x-amz-meta-` prefix, keys in lower case,
  ///   among it a digest's `signature`
  /// @param version which version of it S3 said this is; unknown where it did not come from S3
  /// @param source where it came from, for a person: `folder /data/bucket`, `zip /data/a.zip`,
  ///   `queue https://…`, `reconciliation of s3://…`
  record ObjectReceived(
      S3Name name,
      long deliveredBytes,
      Optional<VaultRef> kept,
      ObjectReading reading,
      Map<String, String> userMetadata,
      S3Version version,
      String source)
      implements Arrived {
    public ObjectReceived {
      // Sorted, because the entry's bytes are hashed and must not depend on a map's whim.
      userMetadata = Collections.unmodifiableMap(new TreeMap<>(userMetadata));
    }

    /// An object that did not come from S3 itself.
    public ObjectReceived(
        S3Name name,
        long deliveredBytes,
        Optional<VaultRef> kept,
        ObjectReading reading,
        Map<String, String> userMetadata,
        String source) {
      this(name, deliveredBytes, kept, reading, userMetadata, S3Version.UNKNOWN, source);
    }

    public ObjectKind kind() {
      return reading.kind();
    }

    public Sha256 delivered() {
      return reading.delivered();
    }

    public List<Defect> defects() {
      return reading.defects();
    }

    /// Set aside for a person to look at: something is wrong with its bytes. What could be read of
    /// it is searchable all the same.
    public boolean isQuarantined() {
      return !reading.defects().isEmpty();
    }
  }

  /// The same object (name, bytes, user metadata) was seen under another version id, ETag or time
  /// than it came in with: somebody wrote the same again, or it had come from elsewhere first. Its
  /// events are not entered twice. Also entered where the version is known and was parked: it can
  /// be read again. The ledger makes this entry itself when such an object is appended.
  ///
  /// @param object the entry it came in with
  record VersionSeen(S3Name name, S3Version version, LedgerPosition object, String source)
      implements Arrived {}

  /// An object was announced or listed and could not be read, for a reason that will not pass by
  /// itself. Overtaken when it comes in. Never evidence of tampering, and while it is parked for a
  /// reason with an obstacle, the object is not `missing`.
  ///
  /// @param versionId of the version that was asked for, where one was
  /// @param detail what S3 said and what to do, for a person, printable
  /// @param source as [ObjectReceived#source]
  record ObjectParked(
      S3Name name, Optional<String> versionId, ParkReason reason, String detail, String source)
      implements Arrived {}

  /// Why an object is parked. The names are written to ledgers.
  enum ParkReason {
    /// In an archive tier: somebody has to restore it.
    ARCHIVED(Optional.of(Verdict.Obstacle.ARCHIVED)),
    /// S3 refuses: a permission is missing.
    ACCESS_DENIED(Optional.of(Verdict.Obstacle.ACCESS_DENIED)),
    /// S3 would answer and may not decrypt it: `kms:Decrypt` is missing, or the key is disabled.
    KEY_DENIED(Optional.of(Verdict.Obstacle.ACCESS_DENIED)),
    /// S3 knows no such object (any more): deleted before it was read, or never there.
    NOT_THERE(Optional.empty()),
    /// S3 answers with something that is no object of ours to read.
    NOT_READABLE(Optional.of(Verdict.Obstacle.OBJECT_NOT_READABLE));

    private final Optional<Verdict.Obstacle> obstacle;

    ParkReason(Optional<Verdict.Obstacle> obstacle) {
      this.obstacle = obstacle;
    }

    /// What keeps us from telling whether it is missing; empty where S3 itself says it is not
    /// there.
    public Optional<Verdict.Obstacle> obstacle() {
      return obstacle;
    }
  }

  /// Somebody removed an object in the bucket, or put a delete marker over it. What we hold of it
  /// stays.
  ///
  /// @param versionId of what was removed, or of the delete marker
  /// @param marker whether a delete marker was put; the bytes are still in the bucket then
  /// @param at when, as S3 says
  /// @param by whom, as S3 says: an account, a principal, `s3.amazonaws.com` for a lifecycle rule
  record ObjectRemoved(
      S3Name name,
      Optional<String> versionId,
      boolean marker,
      Optional<Instant> at,
      Optional<String> by,
      String source)
      implements Arrived {}

  /// A message that is more than an announcement of objects, or is none that we understand, with
  /// its body as it came.
  ///
  /// @param queue which queue, for a person, printable
  /// @param id SQS's MessageId, printable
  /// @param body where its body lies
  /// @param detail what it is, or what is wrong with it and what to do, printable
  record MessageKept(String queue, String id, VaultRef body, MessageKind kind, String detail)
      implements Arrived {}

  /// What becomes of a kept message. The names are written to ledgers.
  enum MessageKind {
    /// AWS Config told a change or an evaluation: content that lies in no object. Acknowledged.
    CONFIG,
    /// Nobody here knows what it is: left to the queue's redrive policy.
    UNKNOWN,
    /// It names a bucket that is not among the sources, or what nobody may be asked to read: left
    /// to the queue's redrive policy.
    FOREIGN;

    /// Whether the queue may forget it once it is entered.
    public boolean isAcknowledged() {
      return this == CONFIG;
    }
  }

  /// A part of a bucket was listed to its end and held against what is here.
  ///
  /// @param prefix what was listed
  /// @param purpose why
  /// @param from first day of delivery listed, inclusive; empty for no limit
  /// @param to last day, inclusive
  /// @param objects how many objects (versions, where those could be listed) the listing has
  /// @param found how many of them nobody had announced before
  /// @param parked how many of them could not be read
  /// @param listing SHA-256 over the listing's lines in their order: key, version id, ETag, length
  record BucketCompared(
      S3Prefix prefix,
      Purpose purpose,
      Optional<LocalDate> from,
      Optional<LocalDate> to,
      long objects,
      long found,
      long parked,
      Sha256 listing,
      String source)
      implements Arrived {
    /// Why a bucket was listed. The names are written to ledgers.
    public enum Purpose {
      /// Somebody asked for what lies there.
      BACKFILL,
      /// By the clock: what no notification announced counts as lost by the notifications.
      RECONCILIATION
    }
  }

  /// `custody` concluded something. The newest verdict about an object is the current one.
  ///
  /// @param object the entry of the object it is about; empty for an object that is not there
  record VerdictReached(Verdict verdict, Optional<LedgerPosition> object) implements LedgerEntry {}

  /// What the search index keeps was set: from when on it holds events. What it holds no longer is
  /// dropped from it; vault and ledger keep everything.
  ///
  /// @param from the first month of event time it keeps; empty where it keeps all
  /// @param dropped the months that it held until then and drops, oldest first
  /// @param events how many events it held of those
  /// @param bytes how large those were on disk
  /// @param by who decided, for a person, printable
  record RetentionSet(
      Optional<YearMonth> from, List<YearMonth> dropped, long events, long bytes, String by)
      implements LedgerEntry {
    public RetentionSet {
      dropped = List.copyOf(dropped);
    }
  }

  /// A public key entered the key ring, or one that is in it was learned with other validity.
  ///
  /// @param key as it was learned now; its validity in the ring is that of all learnings together
  /// @param region the AWS region whose digests it signs
  /// @param provenance how it was learned; when, is the time of the entry
  record KeyLearned(PublishedKey key, String region, Provenance provenance)
      implements LedgerEntry {}

  /// Somebody did something, or tried to: an entry of the access record. Nothing follows it: it
  /// says nothing about the evidence.
  ///
  /// @param details what belongs to it, in the order of their names
  record Accessed(
      Who who, AccessAction action, AccessOutcome outcome, Map<AccessDetail, String> details)
      implements LedgerEntry {
    /// Characters of all its texts together. So that an entry always fits; whoever makes one cuts
    /// what is longer and says so.
    public static final int CHARACTERS_MAX = 24 * 1024;

    public Accessed {
      details = Collections.unmodifiableMap(inOrder(details));
      long characters = who.characters();
      for (Map.Entry<AccessDetail, String> each : details.entrySet()) {
        characters += each.getValue().length();
        if (each.getKey().isNumber()
            && !Long.toString(Long.parseLong(each.getValue())).equals(each.getValue())) {
          throw new IllegalArgumentException(
              "%s is not a number as it is written: %s"
                  .formatted(each.getKey().member(), each.getValue()));
        }
      }
      if (characters > CHARACTERS_MAX) {
        throw new IllegalArgumentException(
            "an entry of the access record has at most %,d characters, this one has %,d"
                .formatted(CHARACTERS_MAX, characters));
      }
    }

    private static Map<AccessDetail, String> inOrder(Map<AccessDetail, String> details) {
      Map<AccessDetail, String> sorted = new EnumMap<>(AccessDetail.class);
      sorted.putAll(details);
      return sorted;
    }

    /// Who did it.
    ///
    /// @param kind how they are known: a word like USER, TOKEN, MACHINE; STRANGER where they are
    ///   not
    /// @param name theirs, or, of a stranger, the one they claimed
    /// @param credential by which token or key, by its public part
    /// @param roles which they had then: words, without order
    /// @param address where they asked from
    public record Who(
        String kind, String name, Optional<String> credential, Set<String> roles, String address) {
      public Who {
        // Sorted, because the entry's bytes are hashed.
        roles = Collections.unmodifiableSortedSet(new TreeSet<>(roles));
        if (roles.stream().anyMatch(role -> role.isEmpty() || role.contains(" "))) {
          throw new IllegalArgumentException("a role is a word: " + roles);
        }
      }

      private long characters() {
        return (long) kind.length()
            + name.length()
            + credential.map(String::length).orElse(0)
            + roles.stream().mapToLong(String::length).sum()
            + address.length();
      }
    }
  }
}
