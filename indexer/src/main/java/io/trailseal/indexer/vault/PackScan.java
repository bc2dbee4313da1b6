package io.trailseal.indexer.vault;

import io.trailseal.indexer.vault.PackFormat.RecordHeader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Looks through packs for [Vault#scan(Vault.DamageSink)].
final class PackScan {
  /// Bad stretches that wait for a later record to say whether they had been synced. A pack with
  /// more is damaged beyond doubt, so the oldest are reported without waiting.
  private static final int UNDECIDED_COUNT_MAX = 1_000;

  private final Vault.DamageSink damage;
  private long packs;
  private long objects;
  private long objectBytes;
  private long leftoverBytes;

  PackScan(Vault.DamageSink damage) {
    this.damage = damage;
  }

  void pack(long number, PackFile file, long end) throws IOException {
    packs++;
    if (end < PackFormat.FILE_HEADER_BYTES) {
      // The pack was being created: nothing can be in it.
      leftoverBytes += end;
      return;
    }
    byte[] fileHeader = new byte[PackFormat.FILE_HEADER_BYTES];
    file.read(0, fileHeader, 0, fileHeader.length);
    String fault = PackFormat.fileHeaderFault(fileHeader, number);
    long marker = PackFormat.marker(fileHeader);
    if (!fault.isEmpty()) {
      damage.damaged(number, 0, fault);
      marker = markerOfFirstRecord(file, end, marker);
    }
    Visitor visitor = new Visitor(number, end);
    new PackWalk(file, marker, end).walk(PackFormat.FILE_HEADER_BYTES, visitor);
    visitor.finish();
  }

  private static long markerOfFirstRecord(PackFile file, long end, long otherwise)
      throws IOException {
    if (end < PackFormat.FILE_HEADER_BYTES + PackFormat.RECORD_HEADER_BYTES) {
      return otherwise;
    }
    byte[] bytes = new byte[PackFormat.RECORD_HEADER_BYTES];
    file.read(PackFormat.FILE_HEADER_BYTES, bytes, 0, bytes.length);
    RecordHeader header = PackFormat.recordHeader(bytes, 0);
    return header == null ? otherwise : header.marker();
  }

  VaultScan result() {
    return new VaultScan(packs, objects, objectBytes, leftoverBytes);
  }

  private record Stretch(long offset, long end, String what) {}

  private final class Visitor implements PackWalk.Visitor {
    private final long number;
    private final long end;
    private final List<Stretch> undecided = new ArrayList<>();

    Visitor(long number, long end) {
      this.number = number;
      this.end = end;
    }

    @Override
    public void record(long offset, RecordHeader header) {
      objects++;
      objectBytes += header.length();
      undecided.removeIf(
          stretch -> {
            boolean wasSynced = stretch.offset() < header.settled();
            if (wasSynced) {
              damage.damaged(number, stretch.offset(), stretch.what());
            }
            return wasSynced;
          });
    }

    @Override
    public void bad(long offset, long stretchEnd, String what) {
      undecided.add(new Stretch(offset, stretchEnd, what));
      if (undecided.size() > UNDECIDED_COUNT_MAX) {
        Stretch oldest = undecided.removeFirst();
        damage.damaged(number, oldest.offset(), oldest.what());
      }
    }

    @Override
    public void cutShort(long offset, String what) {
      undecided.add(new Stretch(offset, end, what));
    }

    void finish() {
      for (Stretch stretch : undecided) {
        leftoverBytes += stretch.end() - stretch.offset();
        damage.leftover(number, stretch.offset(), stretch.what());
      }
    }
  }
}
