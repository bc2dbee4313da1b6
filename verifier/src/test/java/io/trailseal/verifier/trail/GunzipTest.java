package io.trailseal.verifier.trail;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailseal.verifier.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

final class GunzipTest {
  private static final byte[] CONTENT =
      "{\"Records\":[]} and some more text to deflate".getBytes(StandardCharsets.UTF_8);
  private static final byte[] WHOLE = Gz.of(CONTENT);
  private static final int MAX = 1 << 20;

  private final Gunzip gunzip = new Gunzip();

  @Test
  void inflatesOneWholeMember() {
    Gunzip.Inflation inflation = gunzip.inflate(WHOLE, MAX);
    assertThat(held(inflation)).isEqualTo(CONTENT);
    assertThat(inflation.hash).contains(Sha256.of(CONTENT));
    assertThat(inflation.defect).isEmpty();
  }

  @Test
  void thePrefixIsWhatInflatingGivesUpToThere() {
    for (int length : new int[] {0, 1, 70_000, 300_000}) {
      byte[] content = noise(length);
      byte[] gzip = Gz.of(content);
      byte[] cut = Arrays.copyOf(gzip, gzip.length * 2 / 3);
      byte[] damaged = gzip.clone();
      damaged[gzip.length / 2] ^= 0x55;
      for (int most : new int[] {0, 1, length / 2, length, length + 1, MAX}) {
        for (byte[] delivered : new byte[][] {gzip, cut, damaged}) {
          byte[] held = held(new Gunzip().inflate(delivered, MAX));
          assertThat(prefix(delivered, most))
              .as("%d of %d bytes", most, length)
              .isEqualTo(Arrays.copyOf(held, Math.min(most, held.length)));
        }
      }
    }
    assertThat(prefix(new byte[] {0x1f, (byte) 0x8b}, MAX)).isEmpty();
  }

  private byte[] prefix(byte[] gzip, int most) {
    ByteBuffer content = gunzip.prefix(gzip, most);
    byte[] bytes = new byte[content.remaining()];
    content.get(bytes);
    return bytes;
  }

  @Test
  void readsEveryOptionalPartOfTheHeader() {
    for (int flags = 0; flags < 32; flags++) {
      Gunzip.Inflation inflation = gunzip.inflate(withFlags(flags), MAX);
      assertThat(inflation.defect).as("flags %d", flags).isEmpty();
      assertThat(held(inflation)).isEqualTo(CONTENT);
    }
  }

  @Test
  void refusesReservedFlagsOtherMethodsAndAWrongHeaderChecksum() {
    byte[] reserved = WHOLE.clone();
    reserved[3] = 0x20;
    assertDefect(reserved, 3, "reserved flags");
    byte[] method = WHOLE.clone();
    method[2] = 7;
    assertDefect(method, 2, "compression method 8, found 7");
    byte[] checksum = withFlags(2);
    checksum[10] ^= 1;
    assertDefect(checksum, 10, "header checksum");
  }

  @Test
  void inflatesUpToTheLimitAndRefusesOneByteMore() {
    for (int length : new int[] {0, 1, 1_000, 70_000, 300_000}) {
      byte[] content = noise(length);
      byte[] gzip = Gz.of(content);
      Gunzip.Inflation exact = gunzip.inflate(gzip, length);
      assertThat(exact.defect).as("%d bytes", length).isEmpty();
      assertThat(held(exact)).isEqualTo(content);
      if (length > 0) {
        Gunzip.Inflation over = new Gunzip().inflate(gzip, length - 1);
        assertThat(over.defect).hasValueSatisfying(d -> assertThat(d.isOverLimit()).isTrue());
        assertThat(over.hash).isEmpty();
        assertThat(held(over)).isEqualTo(Arrays.copyOf(content, length - 1));
      }
    }
  }

  @Test
  void tellsASecondMemberAndTrailingBytesByTheirOffset() {
    assertDefect(Gz.concat(WHOLE, Gz.of("forged")), WHOLE.length, "a second member");
    assertDefect(Gz.concat(WHOLE, new byte[] {0}), WHOLE.length, "something else (1 bytes");
    assertThat(held(gunzip.inflate(Gz.concat(WHOLE, Gz.of("forged")), MAX))).isEqualTo(CONTENT);
  }

  @Test
  void tellsAWrongChecksumAndAWrongLength() {
    byte[] checksum = WHOLE.clone();
    checksum[WHOLE.length - 8] ^= 1;
    assertDefect(checksum, WHOLE.length - 8, "required checksum");
    byte[] length = WHOLE.clone();
    length[WHOLE.length - 1] ^= 1;
    assertDefect(length, WHOLE.length - 4, "required length 44");
  }

  @Test
  void keepsWhatInflatedBeforeATruncationAtAnyByte() {
    byte[] content = noise(5_000);
    byte[] whole = Gz.of(content);
    int longest = 0;
    for (int cut = 0; cut < whole.length; cut++) {
      Gunzip.Inflation inflation = gunzip.inflate(Arrays.copyOf(whole, cut), MAX);
      assertThat(inflation.defect)
          .as("cut at %d", cut)
          .hasValueSatisfying(d -> assertThat(d.reason()).contains("it is truncated"));
      assertThat(inflation.hash).isEmpty();
      assertThat(held(inflation)).isEqualTo(Arrays.copyOf(content, inflation.held));
      longest = Math.max(longest, inflation.held);
    }
    assertThat(longest).isEqualTo(content.length);
  }

  @Test
  void aSmallFileCannotMakeItAllocateMuchByClaimingALength() {
    byte[] claims = WHOLE.clone();
    Arrays.fill(claims, WHOLE.length - 4, WHOLE.length, (byte) 0x7f);
    assertThat(gunzip.inflate(claims, Gunzip.INFLATED_BYTES_MAX).bytes.length)
        .isLessThanOrEqualTo(64 * 1024);
  }

  @Test
  void aGigabyteOfZerosStopsAtTheLimitAndCanBeHashedWithoutHoldingIt() {
    long gigabyte = 1L << 30;
    byte[] bomb = Gz.zeros(gigabyte);
    assertThat(bomb.length).isLessThan(1_100_000);

    Gunzip.Inflation held = gunzip.inflate(bomb, Gunzip.INFLATED_BYTES_MAX);
    assertThat(held.defect).hasValueSatisfying(d -> assertThat(d.isOverLimit()).isTrue());
    assertThat(held.held).isEqualTo(Gunzip.INFLATED_BYTES_MAX);

    // The next small object gives the large buffer back.
    assertThat(gunzip.inflate(WHOLE, MAX).bytes.length).isLessThan(1 << 20);

    Gunzip.Inflation streamed = gunzip.stream(bomb, Gunzip.STREAMED_BYTES_MAX);
    assertThat(streamed.defect).isEmpty();
    assertThat(streamed.length).isEqualTo(gigabyte);
    assertThat(streamed.held).isZero();
    assertThat(gunzip.stream(Gz.zeros(1 << 20), (1 << 20) - 1).defect)
        .hasValueSatisfying(d -> assertThat(d.isOverLimit()).isTrue());
  }

  @Test
  void flippedBitsNeverThrowAndNeverPassForTheSameContent() {
    long seed = Long.getLong("test.seed", 20261121);
    Random random = new Random(seed);
    byte[] content = noise(2_000);
    byte[] whole = Gz.of(content);
    for (int i = 0; i < 20_000; i++) {
      byte[] damaged = whole.clone();
      int at = 2 + random.nextInt(damaged.length - 2);
      damaged[at] ^= (byte) (1 << random.nextInt(8));
      Gunzip.Inflation inflation = gunzip.inflate(damaged, MAX);
      if (inflation.defect.isEmpty()) {
        // Such as the time in the header, or the bits that fill the last byte of the data.
        assertThat(held(inflation)).as("seed %d, round %d", seed, i).isEqualTo(content);
        assertThat(inflation.hash).contains(Sha256.of(content));
      }
    }
  }

  private void assertDefect(byte[] gzip, long offset, String reason) {
    Gunzip.Inflation inflation = gunzip.inflate(gzip, MAX);
    assertThat(inflation.hash).isEmpty();
    assertThat(inflation.defect)
        .hasValueSatisfying(
            defect -> {
              assertThat(defect.reason()).startsWith("gzip: ").contains(reason);
              assertThat(defect.offset()).isEqualTo(offset);
            });
  }

  private static byte[] held(Gunzip.Inflation inflation) {
    return Arrays.copyOf(inflation.bytes, inflation.held);
  }

  /// Letters of a small alphabet: it deflates, but not to nothing.
  private static byte[] noise(int length) {
    Random random = new Random(length);
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) ('a' + random.nextInt(16));
    }
    return bytes;
  }

  /// FTEXT 1, FHCRC 2, FEXTRA 4, FNAME 8, FCOMMENT 16.
  private static byte[] withFlags(int flags) {
    byte[] header = Arrays.copyOf(WHOLE, 10);
    header[3] = (byte) flags;
    if ((flags & 4) != 0) {
      header = Gz.concat(header, new byte[] {3, 0, 'x', 0, 'y'});
    }
    if ((flags & 8) != 0) {
      header = Gz.concat(header, new byte[] {'n', 0});
    }
    if ((flags & 16) != 0) {
      header = Gz.concat(header, new byte[] {'c', 'c', 0});
    }
    if ((flags & 2) != 0) {
      CRC32 crc = new CRC32();
      crc.update(header);
      header = Gz.concat(header, new byte[] {(byte) crc.getValue(), (byte) (crc.getValue() >> 8)});
    }
    return Gz.concat(header, Arrays.copyOfRange(WHOLE, 10, WHOLE.length));
  }
}
