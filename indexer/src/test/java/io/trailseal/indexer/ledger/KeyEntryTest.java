package io.trailseal.indexer.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trailseal.indexer.ledger.LedgerEntry.KeyLearned;
import io.trailseal.verifier.Payload;
import io.trailseal.verifier.key.KeyCollisionException;
import io.trailseal.verifier.key.KeyRing;
import io.trailseal.verifier.key.LearnedKey;
import io.trailseal.verifier.key.Provenance;
import io.trailseal.verifier.key.Provenance.Decision;
import io.trailseal.verifier.key.Provenance.Origin;
import io.trailseal.verifier.key.PublishedKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The key ring as the ledger keeps it.
final class KeyEntryTest {
  private static final InstantSource CLOCK = InstantSource.fixed(Samples.NOON);

  @TempDir Path folder;

  private Ledger open() throws IOException {
    return Ledgers.open(folder, CLOCK);
  }

  private static List<String> faults(Ledger ledger) throws IOException {
    List<String> faults = new ArrayList<>();
    ledger.check((at, what) -> faults.add(at + " " + what));
    return faults;
  }

  private static KeyLearned valid(KeyLearned key, Duration earlier, Duration later) {
    PublishedKey was = key.key();
    return new KeyLearned(
        new PublishedKey(
            was.fingerprint(),
            was.der(),
            was.validFrom().minus(earlier),
            was.validTo().plus(later)),
        key.region(),
        Provenance.of(new Origin.File("/later.json"), Decision.CONFIRMED, "bob"));
  }

  /// Another key that claims the fingerprint of `name`'s; making real MD5 twins is not needed here.
  private static KeyLearned impostor(String name) {
    KeyLearned key = Samples.key(name);
    return new KeyLearned(
        new PublishedKey(
            key.key().fingerprint(),
            Payload.copyOf(new byte[] {0x30, 0}),
            key.key().validFrom(),
            key.key().validTo().plus(Duration.ofDays(9))),
        "us-east-1",
        key.provenance());
  }

  @Test
  void everyProvenanceComesBackWithTheTimeOfItsEntry() throws IOException {
    List<Provenance> provenances =
        List.of(
            Provenance.told("file keys.json, trusted by somebody"),
            Provenance.of(new Origin.File("/ä\ud800\"\n.json"), Decision.IMPORT, "ada\u0000"),
            Provenance.of(
                new Origin.ApiCall(Instant.EPOCH, Samples.NOON),
                Decision.FINGERPRINT_GIVEN,
                "bob"));
    List<KeyLearned> keys = new ArrayList<>();
    for (Provenance provenance : provenances) {
      KeyLearned key = Samples.key("key " + keys.size());
      keys.add(new KeyLearned(key.key(), key.region(), provenance));
    }
    try (Ledger ledger = open()) {
      assertThat(ledger.appendKeys(keys)).isEqualTo(3);
    }
    try (Ledger ledger = open()) {
      assertThat(ledger.keys()).extracting(LearnedKey::provenance).isEqualTo(provenances);
      assertThat(ledger.keys()).extracting(LearnedKey::at).containsOnly(Samples.NOON);
      assertThat(ledger.read(LedgerPosition.START, 10)).extracting(Recorded::entry).isEqualTo(keys);
      assertThat(faults(ledger)).isEmpty();
    }
  }

  @Test
  void anEntryOfAnEarlierLedgerIsStillCanonical() throws IOException {
    String body =
        "{\"v\":1,\"at\":\"2026-11-20T12:00:00Z\",\"what\":\"key\","
            + "\"fingerprint\":\"0cc175b9c0f1b6a831c399e269772661\",\"region\":\"eu-central-1\","
            + "\"der\":\"YQ==\",\"validFrom\":\"2026-01-01T00:00:00Z\","
            + "\"validTo\":\"2027-01-01T00:00:00Z\",\"provenance\":\"file a, trusted by root\"}";
    EntryParser.Parsed parsed = EntryParser.parse(1, body.getBytes(StandardCharsets.US_ASCII));
    assertThat(parsed.entry())
        .isEqualTo(
            new KeyLearned(
                Samples.key("a").key(),
                "eu-central-1",
                Provenance.told("file a, trusted by root")));
    assertThat(new String(EntryFormat.body(parsed.at(), parsed.entry()), StandardCharsets.US_ASCII))
        .isEqualTo(body);
  }

  @Test
  void aKnownKeyIsEnteredAgainOnlyWhereItWidens() throws IOException {
    KeyLearned key = Samples.key("a");
    Duration day = Duration.ofDays(1);
    Duration none = Duration.ZERO;
    try (Ledger ledger = open()) {
      assertThat(ledger.appendKeys(List.of(key))).isEqualTo(1);
      assertThat(ledger.appendKeys(List.of(valid(key, day.negated(), none)))).isZero();
      assertThat(ledger.appendKeys(List.of(valid(key, none, day), valid(key, day, none))))
          .isEqualTo(2);
      // Each part of it is known by now, so the whole is too.
      assertThat(ledger.appendKeys(List.of(valid(key, day, day)))).isZero();
      assertThat(KeyRing.ofLearned(ledger.keys()).find(key.key().fingerprint()))
          .contains(valid(key, day, day).key());
      KeyLearned elsewhere = new KeyLearned(key.key(), "us-east-1", key.provenance());
      assertThat(ledger.appendKeys(List.of(elsewhere, elsewhere))).isEqualTo(1);
      assertThat(faults(ledger)).isEmpty();
    }
  }

  @Test
  void aSecondKeyOfOneFingerprintIsRefusedWithAllThatCameWithIt() throws IOException {
    try (Ledger ledger = open()) {
      ledger.appendKeys(List.of(Samples.key("a")));
      assertThatThrownBy(() -> ledger.appendKeys(List.of(Samples.key("b"), impostor("a"))))
          .isInstanceOf(KeyCollisionException.class)
          .hasMessageContaining(Samples.key("a").key().fingerprint());
      assertThat(ledger.head()).isEqualTo(new LedgerPosition(1));
      assertThat(ledger.appendKeys(List.of(Samples.key("b")))).isEqualTo(1);
      assertThat(faults(ledger)).isEmpty();
    }
  }

  @Test
  void oneThatWasSmuggledInIsFoundByTheCheckAndNotUsed() throws IOException {
    KeyLearned key = Samples.key("a");
    try (Ledger ledger = open()) {
      ledger.appendKeys(List.of(key));
    }
    smuggle(impostor("a"));
    try (Ledger ledger = open()) {
      assertThat(KeyRing.ofLearned(ledger.keys()).find(key.key().fingerprint()))
          .contains(key.key());
      assertThat(faults(ledger))
          .containsExactly(
              "2 the key's fingerprint is not that of its bytes",
              "2 the key has the fingerprint of another key; it is not used");
    }
  }

  /// As a program of ours from before it refused such keys, or somebody else's, would write it.
  private void smuggle(KeyLearned key) throws IOException {
    try (LedgerDatabase database = new LedgerDatabase(folder, "file:", _ -> {})) {
      database.write(
          connection -> {
            try (EntryTable.Appender entries =
                    new EntryTable.Appender(
                        connection, EntryTable.newest(connection), Samples.NOON);
                var insert =
                    connection.prepareStatement("INSERT INTO key_entry (position) VALUES (?)")) {
              insert.setLong(1, entries.append(key));
              insert.executeUpdate();
            }
            return true;
          },
          done -> done);
    }
  }
}
