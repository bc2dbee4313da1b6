package io.trailseal.verifier.check;

import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.Verdict;
import io.trailseal.verifier.Verdict.Obstacle;
import io.trailseal.verifier.check.ChainNode.Signed;
import io.trailseal.verifier.check.ChainNode.Unusable;
import io.trailseal.verifier.digest.DigestFile.BackLink;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the digests of one place, all its standard chains together, say about a log file that none
/// of them lists. Immutable.
public final class Coverage {
  /// A log file may be listed by the digest of a somewhat later time than the minute in its name:
  /// the name is given when it is written, the digest goes by when it was delivered.
  public static final Duration DELIVERY_SLACK = Duration.ofMinutes(15);

  private final List<Timeline> timelines;

  private Coverage(List<Timeline> timelines) {
    this.timelines = List.copyOf(timelines);
  }

  private enum Kind {
    /// Before the oldest digest; that one has a digest before it.
    BEFORE,
    /// Before a starting digest: this chain was not there.
    NOT_BEGUN,
    COVERED,
    GAP,
    /// A digest is missing or not intact.
    BROKEN,
    /// After the newest digest, and the next one need not be here yet.
    AFTER,
    /// Long after the newest digest.
    SILENT
  }

  /// @param witness the digest to name: the one that covers the time, comes after the gap, or is
  ///   missing or not intact
  private record Segment(Instant from, Instant to, Kind kind, S3Name witness) {}

  private record Timeline(List<Segment> segments) {
    Segment at(Instant time) {
      int low = 0;
      int high = segments.size() - 1;
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (time.isBefore(segments.get(middle).to)) {
          high = middle;
        } else {
          low = middle + 1;
        }
      }
      return segments.get(low);
    }
  }

  /// @param chains the standard chains, each in the order of time
  public static Coverage of(List<? extends List<? extends ChainNode>> chains) {
    List<Timeline> timelines = new ArrayList<>();
    for (List<? extends ChainNode> chain : chains) {
      timeline(chain).ifPresent(timelines::add);
    }
    return new Coverage(timelines);
  }

  private static Optional<Timeline> timeline(List<? extends ChainNode> chain) {
    List<Segment> segments = new ArrayList<>();
    ChainNode before = null;
    for (ChainNode node : chain) {
      Instant covered = segments.isEmpty() ? Instant.MIN : segments.getLast().to;
      Instant start = start(node);
      if (start.isAfter(covered)) {
        segments.add(hole(before, node, covered));
        covered = start;
      }
      if (node.endTime().isAfter(covered)) {
        Kind kind = node instanceof Signed ? Kind.COVERED : Kind.BROKEN;
        segments.add(new Segment(covered, node.endTime(), kind, node.name()));
      }
      before = node;
    }
    if (segments.isEmpty()) {
      return Optional.empty();
    }
    Segment last = segments.getLast();
    Instant silent = Cadence.dueBy(last.to);
    segments.add(new Segment(last.to, silent, Kind.AFTER, last.witness));
    segments.add(new Segment(silent, Instant.MAX, Kind.SILENT, last.witness));
    return Optional.of(new Timeline(List.copyOf(segments)));
  }

  private static Instant start(ChainNode node) {
    return switch (node) {
      case Signed signed -> signed.startTime();
      case Unusable unusable -> unusable.endTime().minus(Cadence.HOUR);
    };
  }

  private static Segment hole(@Nullable ChainNode before, ChainNode next, Instant from) {
    Kind kind = Kind.BROKEN;
    S3Name witness = next.name();
    if (before == null) {
      boolean begins = next instanceof Signed signed && signed.previous().isEmpty();
      kind = begins ? Kind.NOT_BEGUN : Kind.BEFORE;
    } else if (next instanceof Signed signed) {
      S3Name named = signed.previous().map(BackLink::name).orElse(before.name());
      if (!named.equals(before.name())) {
        witness = named;
      } else if (before instanceof Signed || signed.previous().isEmpty()) {
        kind = Kind.GAP;
      } else {
        witness = before.name();
      }
    }
    return new Segment(from, start(next), kind, witness);
  }

  /// What is to be said of a log file that no digest lists.
  ///
  /// @param delivered the minute of delivery, as its name says
  public Verdict unlisted(S3Name log, Instant delivered) {
    Verdict.Injected injected = null;
    Verdict.Unlisted inGap = null;
    for (Timeline timeline : timelines) {
      Segment here = timeline.at(delivered);
      // A gap after it settles nothing later: CloudTrail writes a last digest when logging stops.
      Segment soon = here.kind == Kind.COVERED ? timeline.at(delivered.plus(DELIVERY_SLACK)) : here;
      switch (soon.kind) {
        case COVERED, GAP, SILENT -> {
          if (here.kind == Kind.COVERED) {
            injected = new Verdict.Injected(log, here.witness);
          } else if (here.kind == Kind.GAP) {
            inGap = new Verdict.Unlisted(log, here.witness);
          }
        }
        case NOT_BEGUN -> {}
        case BROKEN -> {
          return new Verdict.Undecided(
              log,
              Obstacle.NO_DIGEST_YET,
              "the one of its delivery time, " + soon.witness + ", is missing or not intact");
        }
        case AFTER -> {
          return new Verdict.Undecided(
              log,
              Obstacle.NO_DIGEST_YET,
              "the newest one, %s, ends before or soon after its delivery".formatted(soon.witness));
        }
        case BEFORE -> {
          return new Verdict.Undecided(
              log, Obstacle.BEFORE_FIRST_DIGEST, "the first one is " + soon.witness);
        }
      }
    }
    if (injected != null) {
      return injected;
    }
    if (inGap != null) {
      return inGap;
    }
    return new Verdict.Undecided(
        log,
        Obstacle.NO_DIGEST_YET,
        timelines.isEmpty() ? "no digest of its account and region could be verified" : "");
  }

  /// A digest that covers a time, or the nearest one; empty where there are none at all.
  public Optional<S3Name> nearest(Instant time) {
    return timelines.isEmpty()
        ? Optional.empty()
        : Optional.of(timelines.getFirst().at(time).witness);
  }

  /// Whether every chain that was there at a time covers it.
  public boolean covers(Instant time) {
    return !timelines.isEmpty()
        && timelines.stream()
            .map(timeline -> timeline.at(time).kind)
            .allMatch(kind -> kind == Kind.COVERED || kind == Kind.NOT_BEGUN)
        && timelines.stream().anyMatch(timeline -> timeline.at(time).kind == Kind.COVERED);
  }
}
