package io.trailseal.indexer.search;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.function.Predicate;
import org.apache.lucene.index.IndexFileNames;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FilterDirectory;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexOutput;
import org.apache.lucene.store.MMapDirectory;
import org.jspecify.annotations.Nullable;

/// The real disk, failing once on a step of a commit, or full for as long as it is told.
final class FailingDisk implements Month.Disk {
  private volatile @Nullable Fault due;
  private volatile Predicate<String> full = _ -> false;
  private volatile long usableBytes = Long.MAX_VALUE;
  private int times;

  enum Step {
    CREATE_COMMIT,
    SYNC,
    RENAME,
    SYNC_FOLDER
  }

  enum Outcome {
    FAILS_AND_DOES_NOTHING,
    FAILS_BUT_DID_THE_WORK
  }

  /// @param time the how-manieth such step from now on
  record Fault(Step step, Outcome outcome, int time) {}

  private interface Work<T> {
    T run() throws IOException;
  }

  synchronized void failOnce(Fault fault) {
    times = 0;
    due = fault;
  }

  boolean hasFailed() {
    return due == null;
  }

  /// Nothing can be written to folders whose name this holds for.
  void full(Predicate<String> folders) {
    full = folders;
  }

  void usableBytes(long bytes) {
    usableBytes = bytes;
  }

  @Override
  public long usableBytes(Path path) {
    return usableBytes;
  }

  private <T> T run(Step step, Work<T> work) throws IOException {
    Fault fault;
    synchronized (this) {
      fault = due;
      if (fault == null || fault.step != step || ++times < fault.time) {
        fault = null;
      } else {
        due = null;
      }
    }
    if (fault == null) {
      return work.run();
    }
    if (fault.outcome == Outcome.FAILS_BUT_DID_THE_WORK) {
      T done = work.run();
      if (done instanceof IndexOutput open) {
        open.close();
      }
    }
    throw new IOException("failed on purpose");
  }

  @Override
  public Directory open(Path path) throws IOException {
    String folder = path.getFileName().toString();
    return new FilterDirectory(new MMapDirectory(path)) {
      @Override
      public IndexOutput createOutput(String name, IOContext context) throws IOException {
        if (full.test(folder)) {
          throw new IOException("no space left, on purpose");
        }
        return name.startsWith(IndexFileNames.PENDING_SEGMENTS)
            ? FailingDisk.this.run(Step.CREATE_COMMIT, () -> in.createOutput(name, context))
            : in.createOutput(name, context);
      }

      @Override
      public void sync(Collection<String> names) throws IOException {
        FailingDisk.this.run(
            Step.SYNC,
            () -> {
              in.sync(names);
              return true;
            });
      }

      @Override
      public void rename(String source, String target) throws IOException {
        FailingDisk.this.run(
            Step.RENAME,
            () -> {
              in.rename(source, target);
              return true;
            });
      }

      @Override
      public void syncMetaData() throws IOException {
        FailingDisk.this.run(
            Step.SYNC_FOLDER,
            () -> {
              in.syncMetaData();
              return true;
            });
      }
    };
  }
}
