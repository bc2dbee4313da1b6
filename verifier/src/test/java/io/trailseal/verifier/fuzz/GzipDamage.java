package io.trailseal.verifier.fuzz;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/// Writes gzip files by hand, right and wrong in every part.
final class GzipDamage {
  private static final int BOMB_BYTES = 8 << 20;

  private final Random random;

  GzipDamage(Random random) {
    this.random = random;
  }

  /// One or more members around `content`, damaged or not.
  byte[] pack(byte[] content, Mutator mutator) {
    byte[] whole = member(content);
    return switch (random.nextInt(16)) {
      case 0 -> concat(whole, member(content));
      case 1 -> concat(whole, member(new byte[0]));
      case 2 -> concat(whole, new byte[1 + random.nextInt(2_000)]);
      case 3 -> concat(whole, Dictionary.damage(random));
      case 4 -> concat(whole, Arrays.copyOf(whole, random.nextInt(whole.length)));
      case 5 -> Arrays.copyOf(whole, random.nextInt(whole.length + 1));
      case 6 -> Arrays.copyOf(whole, whole.length - 1 - random.nextInt(8));
      case 7 -> flip(whole, whole.length - 1 - random.nextInt(8));
      case 8 -> flip(whole, random.nextInt(12));
      case 9 -> flip(whole, random.nextInt(whole.length));
      case 10 -> mutator.damage(whole, List.of(whole));
      case 11 ->
          random.nextInt(20) == 0
              ? member(new byte[random.nextInt(BOMB_BYTES)])
              : concat(Dictionary.damage(random), whole);
      default -> whole;
    };
  }

  private byte[] flip(byte[] bytes, int at) {
    byte[] changed = bytes.clone();
    changed[at] ^= (byte) (1 << random.nextInt(8));
    return changed;
  }

  private byte[] member(byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    boolean plain = random.nextInt(3) > 0;
    int flags = plain ? 0 : random.nextInt(random.nextInt(8) == 0 ? 256 : 32);
    out.writeBytes(new byte[] {0x1f, (byte) 0x8b, 8, (byte) flags});
    out.writeBytes(new byte[] {0, 0, 0, 0, 0, (byte) 0xff});
    if ((flags & 4) != 0) {
      int length = random.nextInt(3) == 0 ? 0xffff : random.nextInt(20);
      int claimed = random.nextInt(4) == 0 ? random.nextInt(0x10000) : length;
      out.write(claimed);
      out.write(claimed >>> 8);
      out.writeBytes(new byte[length]);
    }
    for (int flag : new int[] {8, 16}) {
      if ((flags & flag) != 0) {
        out.writeBytes(Dictionary.utf8("name".repeat(random.nextInt(9))));
        out.writeBytes(random.nextInt(8) == 0 ? new byte[0] : new byte[1]);
      }
    }
    if ((flags & 2) != 0) {
      CRC32 crc = new CRC32();
      crc.update(out.toByteArray());
      int sum = (int) crc.getValue() ^ (random.nextInt(3) == 0 ? 1 : 0);
      out.write(sum);
      out.write(sum >>> 8);
    }
    out.writeBytes(deflate(content));
    CRC32 crc = new CRC32();
    crc.update(content);
    putLittleEndian(out, (int) crc.getValue());
    putLittleEndian(out, content.length);
    return out.toByteArray();
  }

  private byte[] deflate(byte[] content) {
    try (Deflater deflater = new Deflater(random.nextInt(10), true)) {
      deflater.setInput(content);
      deflater.finish();
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      byte[] buffer = new byte[8192];
      while (!deflater.finished()) {
        out.write(buffer, 0, deflater.deflate(buffer));
      }
      return out.toByteArray();
    }
  }

  private static void putLittleEndian(ByteArrayOutputStream out, int value) {
    for (int i = 0; i < 4; i++) {
      out.write(value >>> (8 * i));
    }
  }

  static byte[] concat(byte[] one, byte[] other) {
    return Mutator.insert(one, one.length, other);
  }
}
