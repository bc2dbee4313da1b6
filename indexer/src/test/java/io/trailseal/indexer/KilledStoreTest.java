package io.trailseal.indexer;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailseal.indexer.ledger.Ledger;
import io.trailseal.indexer.ledger.LedgerEntry.ObjectReceived;
import io.trailseal.indexer.ledger.LedgerPosition;
import io.trailseal.indexer.ledger.Ledgers;
import io.trailseal.indexer.ledger.Recorded;
import io.trailseal.indexer.vault.Vault;
import io.trailseal.indexer.vault.VaultRef;
import io.trailseal.indexer.vault.Vaults;
import io.trailseal.verifier.Payload;
import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.trail.ObjectKind;
import io.trailseal.verifier.trail.ObjectReading;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Goal: after `kill -9` everything acknowledged is there, and the store goes on.
final class KilledStoreTest {
  private static final int BATCH_COUNT = 20;
  private static final int KILLS = 4;

  @TempDir Path home;

  /// The process that is killed: appends batches and says after each how many objects it has.
  static final class Writer {
    private Writer() {}

    public static void main(String[] args) throws IOException {
      Path home = Path.of(args[0]);
      InstantSource clock = InstantSource.fixed(Instant.parse("2026-11-20T12:00:00Z"));
      try (Vault vault = Vaults.open(home.resolve("vault"));
          Ledger ledger = Ledgers.open(home.resolve("ledger"), clock)) {
        int next = Integer.parseInt(args[1]);
        while (true) {
          List<Payload> payloads = new ArrayList<>();
          for (int i = next; i < next + BATCH_COUNT; i++) {
            payloads.add(payload(i));
          }
          List<VaultRef> refs = vault.append(payloads);
          List<ObjectReceived> objects = new ArrayList<>();
          for (int i = 0; i < BATCH_COUNT; i++) {
            objects.add(object(next + i, refs.get(i)));
          }
          ledger.appendArrivals(objects);
          next += BATCH_COUNT;
          System.out.println(next);
        }
      }
    }
  }

  private static Payload payload(int i) {
    byte[] bytes = new byte[200 + i % 5_000];
    new Random(i).nextBytes(bytes);
    return Payload.adopt(bytes);
  }

  private static ObjectReceived object(int i, VaultRef kept) {
    return new ObjectReceived(
        new S3Name("bucket", "AWSLogs/object-" + i),
        kept.length(),
        Optional.of(kept),
        new ObjectReading(
            ObjectKind.UNRECOGNIZED, kept.hash(), Optional.of(kept.hash()), 0, 0, List.of()),
        Map.of(),
        "test");
  }

  @Test
  void everythingAcknowledgedIsThereAfterKills() throws Exception {
    int acknowledged = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      acknowledged = writeUntilKilled(acknowledged, 10 + 7 * kill);
      requireAllThere(acknowledged);
    }
    assertThat(acknowledged).isPositive();
  }

  /// @return how many objects were acknowledged, all rounds together
  private int writeUntilKilled(int from, int batchesAtLeast) throws Exception {
    Process writer =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Writer.class.getName(),
                home.toString(),
                Integer.toString(from))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    int acknowledged = from;
    try (BufferedReader said =
        new BufferedReader(
            new java.io.InputStreamReader(writer.getInputStream(), StandardCharsets.UTF_8))) {
      String line = said.readLine();
      for (int batch = 0; line != null; line = said.readLine()) {
        if (line.matches("\\d+")) {
          acknowledged = Integer.parseInt(line);
          batch++;
          if (batch == batchesAtLeast) {
            // Through the handle: destroying the process would close what it said last unread.
            writer.toHandle().destroyForcibly();
          }
        }
      }
    } finally {
      writer.destroyForcibly();
      writer.waitFor();
    }
    assertThat(acknowledged).as("the writer said nothing before it died").isGreaterThan(from);
    return acknowledged;
  }

  private void requireAllThere(int acknowledged) throws IOException {
    InstantSource clock = InstantSource.fixed(Instant.parse("2026-11-20T13:00:00Z"));
    try (Vault vault = Vaults.open(home.resolve("vault"));
        Ledger ledger = Ledgers.open(home.resolve("ledger"), clock)) {
      List<String> faults = new ArrayList<>();
      ledger.check((at, what) -> faults.add(at + " " + what));
      vault.scan((pack, offset, what) -> faults.add(pack + "@" + offset + " " + what));
      assertThat(faults).isEmpty();
      assertThat(ledger.objectCounts().objects()).isGreaterThanOrEqualTo(acknowledged);
      for (int i = 0; i < acknowledged; i++) {
        Recorded recorded =
            ledger.objectsNamed(new S3Name("bucket", "AWSLogs/object-" + i)).getFirst();
        VaultRef kept = ((ObjectReceived) recorded.entry()).kept().orElseThrow();
        assertThat(vault.read(kept)).isEqualTo(payload(i).borrow());
      }
      assertThat(ledger.head()).isGreaterThan(LedgerPosition.START);
    }
  }
}
