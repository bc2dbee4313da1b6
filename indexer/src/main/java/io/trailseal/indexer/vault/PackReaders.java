package io.trailseal.indexer.vault;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/// Open files to read from. Each is lent to one reader at a time, so that readers need no lock
/// around their seek and read.
final class PackReaders implements Closeable {
  /// Enough for a reader per core on any machine we run on; the rest is closed after use.
  private static final int IDLE_COUNT_MAX = 32;

  private final Path folder;
  private final PackFile.Opener opener;
  private final ArrayDeque<Reader> idle = new ArrayDeque<>();
  private boolean closed;

  record Reader(long pack, PackFile file) {}

  PackReaders(Path folder, PackFile.Opener opener) {
    this.folder = folder;
    this.opener = opener;
  }

  /// A file to read `pack` from, to be given back; null where there is no such pack.
  @Nullable Reader borrow(long pack) throws IOException {
    synchronized (idle) {
      requireOpen();
      for (Iterator<Reader> each = idle.iterator(); each.hasNext(); ) {
        Reader reader = each.next();
        if (reader.pack() == pack) {
          each.remove();
          return reader;
        }
      }
    }
    Path file = folder.resolve(PackFormat.fileName(pack));
    return Files.exists(file) ? new Reader(pack, opener.open(file, false)) : null;
  }

  void giveBack(Reader reader) throws IOException {
    Reader surplus;
    synchronized (idle) {
      if (closed) {
        surplus = reader;
      } else {
        idle.addFirst(reader);
        surplus = idle.size() > IDLE_COUNT_MAX ? idle.removeLast() : null;
      }
    }
    if (surplus != null) {
      surplus.file().close();
    }
  }

  private void requireOpen() throws IOException {
    if (closed) {
      throw new IOException("the vault is closed");
    }
  }

  @Override
  public void close() throws IOException {
    synchronized (idle) {
      closed = true;
      while (!idle.isEmpty()) {
        idle.removeFirst().file().close();
      }
    }
  }
}
