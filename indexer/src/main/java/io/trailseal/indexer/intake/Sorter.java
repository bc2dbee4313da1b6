package io.trailseal.indexer.intake;

import io.trailseal.indexer.ingest.MessageQueue.Message;
import io.trailseal.indexer.intake.Wanted.Place;
import io.trailseal.indexer.ledger.Ledger;
import io.trailseal.indexer.ledger.Ledger.NamedVersion;
import io.trailseal.indexer.ledger.LedgerEntry.MessageKind;
import io.trailseal.indexer.ledger.LedgerEntry.ObjectRemoved;
import io.trailseal.indexer.ledger.S3Version;
import io.trailseal.indexer.notice.Notice;
import io.trailseal.indexer.notice.Notice.Announced;
import io.trailseal.indexer.notice.Notice.Removal;
import io.trailseal.indexer.notice.Notices;
import io.trailseal.verifier.Payload;
import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.trail.ObjectKey;
import io.trailseal.verifier.trail.ObjectKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// From messages to what is wanted because of them. Here it is decided what nobody reads: other
/// people's buckets, keys outside our part of a bucket, what is known to be no object, and versions
/// that are here.
///
/// Threads: any.
final class Sorter {
  private static final Logger LOG = LoggerFactory.getLogger(Sorter.class);

  private static final int EXCERPT_MAX = 200;

  /// A message that made taking in fail is kept instead when it comes this often: before, it may
  /// have been something that passes.
  private static final int SUSPECT_RECEIVES = 3;

  private static final String FAILED =
      "taking in what it announces failed each time it was tried; see the log for the failure";

  private static final int VERSIONS_ASKED_AT_A_TIME = 1_000;

  private static final long TOLD_AGAIN_AFTER_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final String source;
  private final List<BucketDesk> desks;
  private final Set<String> buckets = new LinkedHashSet<>();
  private final Ledger ledger;
  private final AtomicLong toldNanos = new AtomicLong(System.nanoTime() - TOLD_AGAIN_AFTER_NANOS);
  private final AtomicLong untold = new AtomicLong();
  private final Suspects suspects;

  /// @param source for the ledger's entries
  /// @param suspects messages of which taking in what they announce failed
  Sorter(String source, List<BucketDesk> desks, Ledger ledger, Suspects suspects) {
    this.source = source;
    this.desks = desks;
    this.ledger = ledger;
    this.suspects = suspects;
    desks.forEach(desk -> buckets.add(desk.bucket().root().bucket()));
  }

  /// @param wanted in the message's order
  /// @param setAside whether the message stays in its queue whatever becomes of what is wanted
  /// @param outside how many objects it names that are in our buckets and not in our part of them
  record Sorted(Message message, List<Wanted> wanted, boolean setAside, int outside) {

    /// The buckets whose objects are to be read.
    Set<BucketDesk> desks() {
      Set<BucketDesk> desks = new HashSet<>();
      for (Wanted each : wanted) {
        if (each instanceof Wanted.ToRead(var places, _)) {
          places.forEach(place -> desks.add(place.desk()));
        }
      }
      return desks;
    }
  }

  List<Sorted> sort(List<Message> messages) {
    List<Sorted> sorted = messages.stream().map(this::sort).toList();
    Set<NamedVersion> known = known(sorted);
    if (known.isEmpty()) {
      return sorted;
    }
    return sorted.stream()
        .map(
            each ->
                new Sorted(
                    each.message(),
                    each.wanted().stream().filter(wanted -> !isKnown(wanted, known)).toList(),
                    each.setAside(),
                    each.outside()))
        .toList();
  }

  private Sorted sort(Message message) {
    if (message.receives() >= SUSPECT_RECEIVES && suspects.contains(message.id())) {
      if (message.receives() == SUSPECT_RECEIVES) {
        LOG.warn(
            "{}: message {} is set aside: {}",
            source,
            S3Name.excerpt(message.id(), EXCERPT_MAX),
            FAILED);
      }
      return new Sorted(message, List.of(keep(message, MessageKind.UNKNOWN, FAILED)), true, 0);
    }
    return switch (Notices.read(message.body())) {
      case Notice.Objects(var objects) -> objects(message, objects, Optional.empty());
      case Notice.Nothing _ -> new Sorted(message, List.of(), false, 0);
      case Notice.Content(var what, var objects) ->
          objects(message, objects, Optional.of(keep(message, MessageKind.CONFIG, what)));
      case Notice.Unknown(var why) -> {
        told(message, why);
        yield new Sorted(message, List.of(keep(message, MessageKind.UNKNOWN, why)), true, 0);
      }
    };
  }

  private Sorted objects(
      Message message, List<Announced> objects, Optional<Wanted.ToKeep> content) {
    List<Wanted> wanted = new ArrayList<>();
    content.ifPresent(wanted::add);
    int outside = 0;
    String foreign = null;
    for (Announced object : objects) {
      if (!buckets.contains(object.bucket())) {
        foreign = foreign == null ? foreignBucket(object.bucket()) : foreign;
        continue;
      }
      List<Place> places = places(object);
      if (places.isEmpty()) {
        outside++;
      } else if (!isMarker(places.getFirst().name(), object)) {
        wanted.add(
            object.removal().isPresent()
                ? removal(places, object, object.removal().get())
                : new Wanted.ToRead(places, object.versionId()));
      }
    }
    if (foreign != null) {
      told(message, foreign);
      // One message is kept once: as what was told it is more than as what was not for us.
      if (content.isEmpty()) {
        wanted.add(keep(message, MessageKind.FOREIGN, foreign));
      }
    }
    return new Sorted(message, wanted, foreign != null && content.isEmpty(), outside);
  }

  private static Wanted.ToKeep keep(Message message, MessageKind kind, String detail) {
    return new Wanted.ToKeep(
        S3Name.excerpt(message.id(), EXCERPT_MAX),
        Payload.adopt(message.body().getBytes(StandardCharsets.UTF_8)),
        kind,
        detail);
  }

  /// Where in our parts of the buckets it may be.
  private List<Place> places(Announced object) {
    List<Place> places = new ArrayList<>();
    for (String key : object.keys()) {
      S3Name name = new S3Name(object.bucket(), key);
      for (BucketDesk desk : desks) {
        if (desk.contains(name)) {
          places.add(new Place(desk, name));
        }
      }
    }
    return places;
  }

  /// What CloudTrail and Config leave in a bucket to see whether they may write to it. With content
  /// it is something else under that name, and taken in.
  private static boolean isMarker(S3Name name, Announced object) {
    return object.bytes().orElse(0) == 0
        && ObjectKey.parse(name.key()).filter(key -> key.kind() == ObjectKind.MARKER).isPresent();
  }

  private Wanted removal(List<Place> places, Announced object, Removal removal) {
    return new Wanted.ToEnter(
        new ObjectRemoved(
            heldName(places),
            object.versionId(),
            removal.marker(),
            object.at(),
            removal.by(),
            source));
  }

  /// Where it is unclear how the key was meant: the one of which something is here.
  private S3Name heldName(List<Place> places) {
    if (places.size() > 1) {
      for (Place place : places) {
        try {
          if (!ledger.objectsNamed(place.name()).isEmpty()) {
            return place.name();
          }
        } catch (IOException e) {
          LOG.warn("the ledger does not say whether it has {}", place.name(), e);
        }
      }
    }
    return places.getFirst().name();
  }

  private String foreignBucket(String bucket) {
    return "it announces an object of the bucket '%s', and intake reads %s; add the bucket to the settings or take its notifications off this queue"
        .formatted(
            S3Name.excerpt(bucket, EXCERPT_MAX),
            buckets.isEmpty()
                ? "no bucket"
                : S3Name.excerpt(String.join(", ", buckets), EXCERPT_MAX));
  }

  /// In the log, but not each: whoever may send to the queue could fill the disk with it. All of
  /// them are in the ledger.
  private void told(Message message, String why) {
    if (message.receives() > 1) {
      return;
    }
    long now = System.nanoTime();
    long before = toldNanos.get();
    if (now - before >= TOLD_AGAIN_AFTER_NANOS && toldNanos.compareAndSet(before, now)) {
      LOG.warn(
          "{}: message {} is set aside: {} ({} others were, since one was told)",
          source,
          S3Name.excerpt(message.id(), EXCERPT_MAX),
          why,
          untold.getAndSet(0));
    } else {
      untold.incrementAndGet();
    }
  }

  /// Of the versions that are announced, those that are here.
  private Set<NamedVersion> known(List<Sorted> sorted) {
    List<NamedVersion> asked =
        sorted.stream()
            .flatMap(each -> each.wanted().stream())
            .flatMap(wanted -> versions(wanted).stream())
            .distinct()
            .toList();
    Set<NamedVersion> known = new HashSet<>();
    try {
      for (int from = 0; from < asked.size(); from += VERSIONS_ASKED_AT_A_TIME) {
        List<NamedVersion> some =
            asked.subList(from, Math.min(asked.size(), from + VERSIONS_ASKED_AT_A_TIME));
        List<Boolean> held = ledger.holds(some);
        for (int i = 0; i < some.size(); i++) {
          if (held.get(i)) {
            known.add(some.get(i));
          }
        }
      }
    } catch (IOException e) {
      // Only a short cut: what is here already is found again by its bytes.
      LOG.warn("{}: the ledger does not say which versions it has", source, e);
    }
    return known;
  }

  private static List<NamedVersion> versions(Wanted wanted) {
    if (!(wanted instanceof Wanted.ToRead(var places, var versionId)) || versionId.isEmpty()) {
      return List.of();
    }
    S3Version version = new S3Version(versionId, Optional.empty(), Optional.empty());
    return places.stream().map(place -> new NamedVersion(place.name(), version)).toList();
  }

  private static boolean isKnown(Wanted wanted, Set<NamedVersion> known) {
    return versions(wanted).stream().anyMatch(known::contains);
  }
}
