package io.trailseal.indexer.vault;

import io.trailseal.indexer.vault.PackFormat.RecordHeader;
import java.io.IOException;

/// What the end of the last pack looks like: decides whether appending can go on there.
///
/// @param goodEnd where the last whole record ends
/// @param cutShort what was cut short after it, empty where nothing was
/// @param damaged what else is wrong, empty where nothing is
record PackTail(long goodEnd, String cutShort, String damaged) {
  /// Looked at first. A usual last record lies in it whole.
  private static final int WINDOW_BYTES = 1024 * 1024;

  /// Looks only as far back as needed to find a record from which all others can be reached.
  static PackTail of(PackFile file, long marker, long length) throws IOException {
    PackWalk walk = new PackWalk(file, marker, length);
    long largest = Vault.OBJECT_BYTES_MAX + 2L * PackFormat.RECORD_HEADER_BYTES;
    long start = length;
    for (long back : new long[] {WINDOW_BYTES, largest}) {
      start = walk.nextRecord(Math.max(PackFormat.FILE_HEADER_BYTES, length - back));
      if (start < length) {
        break;
      }
    }
    Finding finding = new Finding();
    // Without a single header in reach, the pack is either without records or damaged over more
    // than one whole record: then it is worth the time to read it all.
    walk.walk(start < length ? start : PackFormat.FILE_HEADER_BYTES, finding);
    return new PackTail(finding.goodEnd, finding.cutShort, finding.damaged);
  }

  private static final class Finding implements PackWalk.Visitor {
    private long goodEnd = PackFormat.FILE_HEADER_BYTES;
    private String cutShort = "";
    private String damaged = "";

    @Override
    public void record(long offset, RecordHeader header) {
      goodEnd = offset + header.bytesInPack();
    }

    @Override
    public void bad(long offset, long end, String what) {
      goodEnd = end;
      damaged = "at %d: %s".formatted(offset, what);
    }

    @Override
    public void cutShort(long offset, String what) {
      goodEnd = offset;
      cutShort = what;
    }
  }
}
