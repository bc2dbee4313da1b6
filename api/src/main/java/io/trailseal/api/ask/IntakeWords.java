package io.trailseal.api.ask;

import io.trailseal.indexer.intake.IntakeStatus;
import io.trailseal.indexer.ledger.LedgerEntry.BucketCompared;
import io.trailseal.indexer.ledger.LedgerEntry.MessageKind;
import io.trailseal.indexer.ledger.LedgerEntry.ObjectRemoved;
import io.trailseal.indexer.ledger.LedgerEntry.ParkReason;
import io.trailseal.indexer.search.LagHistogram;
import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.S3Prefix;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Optional;

/// Says in words what happened on the way in.
public final class IntakeWords {
  private IntakeWords() {}

  /// What intake does: `running`, `off`.
  public static String state(IntakeStatus.State state) {
    return switch (state) {
      case OFF -> "off";
      case RUNNING -> "running";
      case PAUSED_DISK_LOW -> "resting, the disk is nearly full; it goes on by itself";
      case PAUSED_STORE_FAILING -> "resting, the store cannot be written; it is tried again";
      case STOPPED -> "stopped";
    };
  }

  /// Why an object is parked: `access denied`.
  public static String reason(ParkReason reason) {
    return word(reason);
  }

  /// What a message is: `unknown`.
  public static String kind(MessageKind kind) {
    return word(kind);
  }

  /// `delete marker 3HL4… at 2026-… by 111122223333`.
  public static String removal(ObjectRemoved removed) {
    return (removed.marker() ? "delete marker" : "removed")
        + removed.versionId().map(id -> " (version " + S3Name.printable(id) + ")").orElse("")
        + removed.at().map(at -> " at " + at).orElse("")
        + removed.by().map(by -> " by " + S3Name.printable(by)).orElse("");
  }

  /// `reconciliation of s3://bucket/AWSLogs/, delivered from 2026-11-19 to 2026-11-21`.
  public static String comparison(BucketCompared compared) {
    return word(compared.purpose())
        + " of "
        + prefix(compared.prefix())
        + days(compared.from(), compared.to());
  }

  private static String days(Optional<LocalDate> from, Optional<LocalDate> to) {
    if (from.isEmpty() && to.isEmpty()) {
      return "";
    }
    return ", delivered"
        + from.map(" from %s"::formatted).orElse("")
        + to.map(" to %s"::formatted).orElse("");
  }

  /// `s3://bucket/prefix`, printable.
  public static String prefix(S3Prefix prefix) {
    return S3Name.printable("s3://" + prefix.bucket() + "/" + prefix.keyPrefix());
  }

  /// `half within 62 s, 99% within 301 s (1,234 counted)`; of what, the caller says.
  ///
  /// @return empty where nothing was counted
  public static Optional<String> lag(LagHistogram lag) {
    if (lag.count() == 0) {
      return Optional.empty();
    }
    return Optional.of(
        "half within %s, 99%% within %s (%s counted)"
            .formatted(
                seconds(lag.quantileSeconds(0.5).orElse(0)),
                seconds(lag.quantileSeconds(0.99).orElse(0)),
                EvidenceWords.count(lag.count())));
  }

  private static String seconds(double seconds) {
    return String.format(Locale.ROOT, seconds < 10 ? "%.1f s" : "%,.0f s", seconds);
  }

  /// `12 s`, `3 min`, `5 h`, `2 days` before `now`.
  public static String ago(Instant at, Instant now) {
    long seconds = Math.max(0, now.getEpochSecond() - at.getEpochSecond());
    if (seconds < 120) {
      return seconds + " s ago";
    }
    if (seconds < 7_200) {
      return seconds / 60 + " min ago";
    }
    return seconds < 172_800 ? seconds / 3_600 + " h ago" : seconds / 86_400 + " days ago";
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
