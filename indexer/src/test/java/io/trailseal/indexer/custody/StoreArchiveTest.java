package io.trailseal.indexer.custody;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailseal.indexer.ledger.LedgerEntry.ObjectReceived;
import io.trailseal.indexer.ledger.LedgerPosition;
import io.trailseal.verifier.Payload;
import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.S3Prefix;
import io.trailseal.verifier.Sha256;
import io.trailseal.verifier.Verdict.Obstacle;
import io.trailseal.verifier.check.Archive.ListingSink;
import io.trailseal.verifier.check.Fetched;
import io.trailseal.verifier.check.ListingException;
import io.trailseal.verifier.trail.Defect;
import io.trailseal.verifier.trail.ObjectKind;
import io.trailseal.verifier.trail.ObjectReading;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Goal: what a walk is shown is the newest object of every name, each once, and nothing else.
final class StoreArchiveTest {
  private static final String BUCKET = Archive.SETTINGS.bucket();

  @TempDir Path folder;
  private Archive archive;

  @BeforeEach
  void open() throws IOException {
    archive = new Archive(folder);
  }

  @AfterEach
  void everyTestEndsWithAWholeLedger() throws IOException {
    archive.close();
  }

  private StoreArchive store() throws Exception {
    return store(archive.ledger.head(), new ArrayList<>());
  }

  private StoreArchive store(LedgerPosition asOf, List<String> damage) throws Exception {
    return StoreArchive.open(
        archive.ledger,
        archive.vault,
        asOf,
        2,
        (name, at, what) -> damage.add(name + " " + at + " " + what));
  }

  /// Everything under a prefix, level by level, as a walk goes; asserts that nothing is told twice.
  private static Map<S3Name, Long> walk(StoreArchive store, S3Prefix prefix)
      throws ListingException {
    var found = new TreeMap<S3Name, Long>();
    var folders = new TreeSet<String>();
    store.list(
        prefix,
        new ListingSink() {
          @Override
          public void folder(String told) {
            assertThat(told).startsWith(prefix.keyPrefix()).endsWith("/");
            assertThat(told.substring(prefix.keyPrefix().length(), told.length() - 1))
                .doesNotContain("/");
            assertThat(folders.add(told)).isTrue();
          }

          @Override
          public void object(S3Name name, long bytes) {
            assertThat(prefix.contains(name)).isTrue();
            assertThat(name.key().substring(prefix.keyPrefix().length())).doesNotContain("/");
            assertThat(found.put(name, bytes)).isNull();
          }
        });
    for (String each : folders) {
      found.putAll(walk(store, new S3Prefix(prefix.bucket(), each)));
    }
    return found;
  }

  @Test
  void everythingTakenInIsListedAndComesBackAsItWas() throws Exception {
    archive.receive(archive.everything());
    StoreArchive store = store();
    assertThat(store.roots()).containsExactly(new S3Prefix(BUCKET, ""));
    assertThat(walk(store, new S3Prefix(BUCKET, "")).keySet())
        .extracting(S3Name::key)
        .containsExactlyInAnyOrderElementsOf(archive.everything());
    for (String key : archive.everything()) {
      var stored = archive.bucket.get(key).orElseThrow();
      try (Fetched fetched = store.fetch(new S3Name(BUCKET, key))) {
        assertThat(fetched).isInstanceOf(Fetched.Present.class);
        var present = (Fetched.Present) fetched;
        assertThat(present.delivered()).isEqualTo(stored.content().toByteArray());
        assertThat(present.userMetadata()).isEqualTo(stored.metadata());
      }
    }
    assertThat(store.fetch(new S3Name(BUCKET, "nothing/here"))).isInstanceOf(Fetched.Absent.class);
    assertThat(store.fetch(new S3Name("elsewhere", archive.everything().getFirst())))
        .isInstanceOf(Fetched.Absent.class);
  }

  /// Keys that S3 allows and file systems do not, in hundreds of folders and in one folder of more
  /// objects than a page holds.
  @Test
  void oddKeysAreListedAsS3WouldListThem() throws Exception {
    long seed = 20261121;
    var random = new Random(seed);
    var keys = new TreeSet<String>();
    String[] parts = {"", "a", "b", "a0", "a.", "..", "é", "\uffff", "\ud800", " ", "0", "\n"};
    for (int i = 0; i < 1_500; i++) {
      var key = new StringBuilder();
      for (int depth = random.nextInt(5); depth >= 0; depth--) {
        key.append(parts[random.nextInt(parts.length)]).append('/');
      }
      if (random.nextInt(8) > 0) {
        key.append(parts[random.nextInt(parts.length)]);
      }
      keys.add(key.toString());
      keys.add("one folder/" + i);
    }
    keys.add("at the root");
    var order = new ArrayList<>(keys);
    Collections.shuffle(order, random);
    Payload bytes = Payload.copyOf("{}".getBytes(StandardCharsets.UTF_8));
    var ref = archive.vault.append(List.of(bytes)).getFirst();
    archive.ledger.appendArrivals(
        order.stream()
            .map(
                key ->
                    new ObjectReceived(
                        new S3Name(BUCKET, key),
                        2,
                        Optional.of(ref),
                        new ObjectReading(
                            ObjectKind.UNRECOGNIZED,
                            bytes.hash(),
                            Optional.of(bytes.hash()),
                            2,
                            0,
                            List.of()),
                        Map.of(),
                        "this test"))
            .toList());
    assertThat(walk(store(), new S3Prefix(BUCKET, "")).keySet())
        .as("seed %d", seed)
        .extracting(S3Name::key)
        .containsExactlyInAnyOrderElementsOf(keys);
  }

  @Test
  void ofAnOverwrittenObjectTheNewestVersionIsShownAsOfTheTimeAskedFor() throws Exception {
    String key = archive.logs().getFirst();
    var name = new S3Name(BUCKET, key);
    archive.receive(List.of(key));
    LedgerPosition before = archive.ledger.head();
    archive.receive(key, Payload.copyOf("short".getBytes(StandardCharsets.UTF_8)), Map.of());
    archive.receive(archive.logs().get(1), Payload.copyOf(new byte[3]), Map.of());

    assertThat(walk(store(), new S3Prefix(BUCKET, ""))).hasSize(2).containsEntry(name, 5L);
    assertThat(((Fetched.Present) store().fetch(name)).delivered()).hasSize(5);

    StoreArchive then = store(before, new ArrayList<>());
    int genuine = archive.bucket.get(key).orElseThrow().content().length();
    assertThat(walk(then, new S3Prefix(BUCKET, "")))
        .containsExactly(Map.entry(name, (long) genuine));
    assertThat(((Fetched.Present) then.fetch(name)).delivered()).hasSize(genuine);
    assertThat(then.fetch(new S3Name(BUCKET, archive.logs().get(1))))
        .isInstanceOf(Fetched.Absent.class);
  }

  @Test
  void whatWasTakenInWithoutItsBytesIsWithheldForTheReasonItCameWith() throws Exception {
    receiveWithoutBytes("large", new Defect(0, "over the limit: it has 65 MiB"));
    receiveWithoutBytes("unreadable", new Defect(0, "the disk says no"));
    assertThat(store().fetch(new S3Name(BUCKET, "large")))
        .isEqualTo(
            new Fetched.Withheld(Obstacle.OBJECT_OVER_LIMIT, "over the limit: it has 65 MiB"));
    assertThat(store().fetch(new S3Name(BUCKET, "unreadable")))
        .isEqualTo(new Fetched.Withheld(Obstacle.OBJECT_NOT_READABLE, "the disk says no"));
  }

  private void receiveWithoutBytes(String key, Defect defect) throws IOException {
    archive.ledger.appendArrivals(
        List.of(
            new ObjectReceived(
                new S3Name(BUCKET, key),
                70_000_000,
                Optional.empty(),
                new ObjectReading(
                    ObjectKind.UNRECOGNIZED,
                    Sha256.of(new byte[0]),
                    Optional.empty(),
                    0,
                    0,
                    List.of(defect)),
                Map.of(),
                "this test")));
  }

  @Test
  void bytesThatTheVaultDoesNotGiveBackAreWithheldAndToldAsDamage() throws Exception {
    archive.receive(archive.everything());
    String victim = archive.logs().get(2);
    var name = new S3Name(BUCKET, victim);
    spoil(archive, folder, name);
    var damage = new ArrayList<String>();
    StoreArchive store = store(archive.ledger.head(), damage);
    var withheld = (Fetched.Withheld) store.fetch(name);
    assertThat(withheld.obstacle()).isEqualTo(Obstacle.OBJECT_NOT_READABLE);
    assertThat(withheld.detail()).contains("cannot give back", "SHA-256");
    assertThat(damage).hasSize(1).first().asString().startsWith(name + " ");
    assertThat(store.fetch(new S3Name(BUCKET, archive.logs().getFirst())))
        .isInstanceOf(Fetched.Present.class);
    assertThat(damage).hasSize(1);
  }

  /// Turns one bit of an object's bytes in the vault around.
  static void spoil(Archive archive, Path folder, S3Name name) throws IOException {
    var ref = DigestDesk.object(archive.ledger.objectsNamed(name).getLast()).kept().orElseThrow();
    try (var packs = Files.list(folder.resolve("vault"))) {
      Path pack =
          packs
              .filter(file -> file.toString().endsWith(".pack"))
              .sorted()
              .findFirst()
              .orElseThrow();
      try (var file = new RandomAccessFile(pack.toFile(), "rw")) {
        long at = ref.offset() + ref.length();
        file.seek(at);
        int old = file.read();
        file.seek(at);
        file.write(old ^ 1);
      }
    }
  }
}
