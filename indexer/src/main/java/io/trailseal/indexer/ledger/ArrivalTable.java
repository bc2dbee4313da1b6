package io.trailseal.indexer.ledger;

import io.trailseal.indexer.ledger.LedgerEntry.Arrived;
import io.trailseal.indexer.ledger.LedgerEntry.BucketCompared;
import io.trailseal.indexer.ledger.LedgerEntry.MessageKept;
import io.trailseal.indexer.ledger.LedgerEntry.ObjectParked;
import io.trailseal.indexer.ledger.LedgerEntry.ObjectReceived;
import io.trailseal.indexer.ledger.LedgerEntry.ObjectRemoved;
import io.trailseal.indexer.ledger.LedgerEntry.VersionSeen;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What follows from something coming in: its entry, unless it is here, and its rows.
final class ArrivalTable {
  private ArrivalTable() {}

  /// @throws IllegalArgumentException if there is a [VersionSeen] among them
  static void requireFromOutside(List<? extends Arrived> arrived) {
    if (arrived.stream().anyMatch(VersionSeen.class::isInstance)) {
      throw new IllegalArgumentException(
          "the ledger finds out by itself that a version was seen; append the object");
    }
  }

  static List<Appended> append(
      Connection connection,
      EntryTable.Appender entries,
      Tally tally,
      List<? extends Arrived> arrived)
      throws SQLException, IOException {
    List<Appended> appended = new ArrayList<>(arrived.size());
    try (Appender appender = new Appender(connection, entries, tally)) {
      for (Arrived each : arrived) {
        appended.add(appender.append(each));
      }
      appender.freshness.write(connection);
    }
    return appended;
  }

  private static final class Appender implements AutoCloseable {
    private final EntryTable.Appender entries;
    private final ObjectTable.Appender objects;
    private final VersionTable.Appender versions;
    private final ParkedTable.Appender parked;
    private final IntakeTable.Appender intake;
    private final FreshnessTable.Changes freshness = new FreshnessTable.Changes(Integer.MAX_VALUE);

    Appender(Connection connection, EntryTable.Appender entries, Tally tally) throws SQLException {
      this.entries = entries;
      this.objects = new ObjectTable.Appender(connection, entries, tally);
      this.versions = new VersionTable.Appender(connection);
      this.parked = new ParkedTable.Appender(connection, entries, tally);
      this.intake = new IntakeTable.Appender(connection, entries, tally);
    }

    Appended append(Arrived arrived) throws SQLException, IOException {
      return switch (arrived) {
        case ObjectReceived object -> object(object);
        case ObjectParked object -> parked.append(object);
        case ObjectRemoved removed -> intake.append(removed);
        case MessageKept message -> intake.append(message);
        case BucketCompared compared -> intake.append(compared);
        case VersionSeen _ -> throw new IllegalArgumentException("refused before");
      };
    }

    private Appended object(ObjectReceived object) throws SQLException, IOException {
      byte[] nameKey = NameKeys.of(object.name());
      ObjectTable.Known known = objects.find(object, nameKey);
      if (known.position().isPresent()) {
        LedgerPosition position = known.position().get();
        again(object, nameKey, position);
        return new Appended(position, false);
      }
      long position = objects.append(object, nameKey);
      versions.put(nameKey, object.version(), position);
      parked.cameIn(nameKey, object.version().versionId(), position);
      if (known.nameIsKnown()) {
        intake.overwritten(position);
      }
      freshness.add(object.name(), entries.at());
      return new Appended(new LedgerPosition(position), true);
    }

    /// The object is here. That S3 gave it out (again) is worth an entry where this tells of a
    /// version, or of one that could not be read before.
    private void again(ObjectReceived object, byte[] nameKey, LedgerPosition known)
        throws SQLException {
      S3Version version = object.version();
      Optional<String> versionId = version.versionId();
      if (!version.isUnknown()
          && (!versions.isHeld(nameKey, version) || parked.isWaitedFor(nameKey, versionId))) {
        long position =
            entries.append(new VersionSeen(object.name(), version, known, object.source()));
        versions.put(nameKey, version, position);
        parked.cameIn(nameKey, versionId, position);
      }
    }

    @Override
    public void close() throws SQLException {
      try (objects;
          versions;
          parked;
          intake) {
        // Closed in reverse.
      }
    }
  }
}
