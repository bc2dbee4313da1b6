package io.trailseal.verifier.source;

import static io.trailseal.verifier.source.Delivered.bytes;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/// Zips with names no archiver would write.
final class RawZip {
  private RawZip() {}

  static byte[] of(Map<String, byte[]> entries) throws IOException {
    ByteBuffer local = ByteBuffer.allocate(1 << 20).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer central = ByteBuffer.allocate(1 << 20).order(ByteOrder.LITTLE_ENDIAN);
    for (var entry : entries.entrySet()) {
      byte[] name = bytes(entry.getKey());
      var deflater = new Deflater(9, true);
      deflater.setInput(entry.getValue());
      deflater.finish();
      byte[] packed = new byte[entry.getValue().length / 100 + 200];
      packed = Arrays.copyOf(packed, deflater.deflate(packed));
      deflater.end();
      CRC32 crc = new CRC32();
      crc.update(entry.getValue());
      int at = local.position();
      local.putInt(0x04034b50).putShort((short) 20).putShort((short) 0x800).putShort((short) 8);
      local.putInt(0).putInt((int) crc.getValue()).putInt(packed.length);
      local.putInt(entry.getValue().length).putShort((short) name.length).putShort((short) 0);
      local.put(name).put(packed);
      central.putInt(0x02014b50).putShort((short) 20).putShort((short) 20);
      central.putShort((short) 0x800).putShort((short) 8).putInt(0).putInt((int) crc.getValue());
      central.putInt(packed.length).putInt(entry.getValue().length).putShort((short) name.length);
      central.putShort((short) 0).putShort((short) 0).putShort((short) 0).putShort((short) 0);
      central.putInt(0).putInt(at).put(name);
    }
    int start = local.position();
    int size = central.position();
    local.put(central.flip());
    local.putInt(0x06054b50).putShort((short) 0).putShort((short) 0);
    local.putShort((short) entries.size()).putShort((short) entries.size());
    local.putInt(size).putInt(start).putShort((short) 0);
    return Arrays.copyOf(local.array(), local.position());
  }
}
