package io.trailseal.indexer.ledger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.util.concurrent.atomic.AtomicInteger;
import org.h2.store.fs.FileBaseDefault;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/// The real disk behind a file system of H2 that fails when told to.
///
/// Public, because H2 makes its instances.
public final class FaultyDisk extends FilePathWrapper {
  public FaultyDisk() {}

  static final String PREFIX = "faulty:";

  /// Which operation fails.
  enum Fault {
    NONE,
    /// The write does nothing.
    WRITE,
    /// The write is done half.
    WRITE_HALF,
    /// Everything was written; whether it is on disk is not known.
    SYNC
  }

  /// How many operations of that kind still succeed.
  private static final AtomicInteger LEFT = new AtomicInteger();

  static volatile Fault fault = Fault.NONE;

  static void register() {
    FilePath.register(new FaultyDisk());
  }

  static void failAfter(int operations, Fault kind) {
    LEFT.set(operations);
    fault = kind;
  }

  private static boolean fails() {
    return LEFT.decrementAndGet() < 0;
  }

  @Override
  public String getScheme() {
    return "faulty";
  }

  @Override
  public FileChannel open(String mode) throws IOException {
    return new Channel(getBase().open(mode));
  }

  private static final class Channel extends FileBaseDefault {
    private final FileChannel base;

    Channel(FileChannel base) {
      this.base = base;
    }

    @Override
    public synchronized int write(ByteBuffer source, long position) throws IOException {
      if (fault == Fault.WRITE && fails()) {
        throw new IOException("No space left on device");
      }
      if (fault == Fault.WRITE_HALF && fails()) {
        ByteBuffer half = source.duplicate();
        half.limit(half.position() + half.remaining() / 2);
        while (half.hasRemaining()) {
          base.write(half, position + half.position() - source.position());
        }
        throw new IOException("No space left on device");
      }
      return base.write(source, position);
    }

    @Override
    public void force(boolean metaData) throws IOException {
      if (fault == Fault.SYNC && fails()) {
        throw new IOException("Input/output error");
      }
      base.force(metaData);
    }

    @Override
    public synchronized int read(ByteBuffer target, long position) throws IOException {
      return base.read(target, position);
    }

    @Override
    public long size() throws IOException {
      return base.size();
    }

    @Override
    protected void implTruncate(long size) throws IOException {
      base.truncate(size);
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) throws IOException {
      return base.tryLock(position, size, shared);
    }

    @Override
    protected void implCloseChannel() throws IOException {
      base.close();
    }
  }
}
