package io.trailseal.verifier.trail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Real files, damaged at random: whatever comes in, reading it gives an answer.
final class MutationTest {
  private static final Path DELIVERED =
      Path.of(System.getProperty("trailseal.shared", "../shared")).resolve("data/delivered");
  private static final int ROUNDS = 4_000;
  private static final byte[] TROUBLE = "{}[]\",:\\u0\n\0é/tfn-e".getBytes(StandardCharsets.UTF_8);

  private final ObjectReader reader = new ObjectReader();

  @Test
  void damagedFilesNeverThrow() throws IOException {
    long seed = Long.getLong("test.seed", 20261121);
    Random random = new Random(seed);
    List<byte[]> files;
    try (Stream<Path> found = Files.walk(DELIVERED)) {
      files =
          found
              .filter(file -> file.toString().endsWith(".json"))
              .sorted()
              .map(MutationTest::readAll)
              .filter(content -> content.length < 60_000)
              .toList();
    }
    assertThat(files).hasSizeGreaterThan(10);
    int withDefects = 0;
    for (int round = 0; round < ROUNDS; round++) {
      byte[] content = files.get(random.nextInt(files.size())).clone();
      byte[] delivered;
      String key;
      if (round % 3 == 0) {
        key = "x.json.gz";
        delivered = damage(Gz.of(content), random);
      } else {
        key = round % 3 == 1 ? "x.json" : "x.json.gz";
        byte[] damaged = damage(content, random);
        delivered = round % 3 == 1 ? damaged : Gz.of(damaged);
      }
      var sink = new CollectedEvents();
      try {
        ObjectReading reading = reader.read(key, delivered, sink);
        sink.checkWhole();
        assertThat(reading.events()).isEqualTo(sink.events.size());
        withDefects += reading.defects().isEmpty() ? 0 : 1;
        for (CollectedEvents.Event event : sink.events) {
          byte[] raw = reader.record(delivered, event.offset(), event.endOffset());
          assertThat(raw[0]).isEqualTo((byte) '{');
          assertThat(raw[raw.length - 1]).isEqualTo((byte) '}');
        }
      } catch (RuntimeException | AssertionError e) {
        fail("seed %d, round %d".formatted(seed, round), e);
      }
    }
    // Most damage is noticed; some only changes a letter inside a string.
    assertThat(withDefects).isGreaterThan(ROUNDS / 4);
  }

  private static byte[] damage(byte[] bytes, Random random) {
    byte[] damaged = bytes.clone();
    for (int i = random.nextInt(4); i >= 0; i--) {
      int at = random.nextInt(damaged.length);
      switch (random.nextInt(4)) {
        case 0 -> damaged[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> damaged[at] = TROUBLE[random.nextInt(TROUBLE.length)];
        case 2 -> damaged = Arrays.copyOf(damaged, at + 1);
        default -> {
          int from = random.nextInt(damaged.length);
          int length = Math.min(random.nextInt(64), damaged.length - Math.max(at, from));
          System.arraycopy(damaged, from, damaged, at, length);
        }
      }
    }
    return damaged;
  }

  private static byte[] readAll(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
