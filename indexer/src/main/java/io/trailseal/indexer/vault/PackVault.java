package io.trailseal.indexer.vault;

import io.trailseal.verifier.Payload;
import io.trailseal.verifier.Sha256;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The vault as a row of packs. Appends go through one lock; reads need none.
final class PackVault implements Vault {
  private static final Logger LOG = LoggerFactory.getLogger(PackVault.class);

  private final Path folder;
  private final long packBytesMax;
  private final PackFile.Opener opener;
  private final PackReaders readers;
  private final ReentrantLock appending = new ReentrantLock();

  /// The pack that grows; null where the next append has to start one.
  private @Nullable PackWriter writer;

  private long nextNumber;
  private boolean closed;

  private PackVault(Path folder, long packBytesMax, PackFile.Opener opener) {
    this.folder = folder;
    this.packBytesMax = packBytesMax;
    this.opener = opener;
    this.readers = new PackReaders(folder, opener);
  }

  static PackVault open(Path folder, long packBytesMax, PackFile.Opener opener) throws IOException {
    Files.createDirectories(folder);
    PackVault vault = new PackVault(folder, packBytesMax, opener);
    NavigableMap<Long, Path> packs = vault.packs();
    if (!packs.isEmpty()) {
      vault.nextNumber = packs.lastKey() + 1;
      vault.writer = PackWriter.resume(packs.lastEntry().getValue(), packs.lastKey(), opener);
    }
    return vault;
  }

  private NavigableMap<Long, Path> packs() throws IOException {
    TreeMap<Long, Path> packs = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      files.forEach(
          file -> {
            long number = PackFormat.number(file.getFileName().toString());
            if (number >= 0) {
              packs.put(number, file);
            }
          });
    }
    return packs;
  }

  @Override
  public List<VaultRef> append(List<Payload> payloads) throws IOException {
    for (Payload payload : payloads) {
      if (payload.length() > OBJECT_BYTES_MAX) {
        throw new IllegalArgumentException(
            "an object has at most %,d bytes, this one has %,d"
                .formatted(OBJECT_BYTES_MAX, payload.length()));
      }
    }
    appending.lock();
    try {
      if (closed) {
        throw new IOException("the vault is closed");
      }
      return appendLocked(payloads);
    } finally {
      appending.unlock();
    }
  }

  private List<VaultRef> appendLocked(List<Payload> payloads) throws IOException {
    List<VaultRef> refs = new ArrayList<>(payloads.size());
    try {
      for (Payload payload : payloads) {
        PackWriter pack = writerFor(payload.length());
        refs.add(new VaultRef(pack.number(), pack.add(payload), payload.length(), payload.hash()));
      }
      if (writer != null) {
        writer.settle();
      }
      return refs;
    } catch (IOException e) {
      // None of the batch counts as kept. What of it went into a pack that was full is harmless;
      // the pack that grows goes back to its last settled end, or is left for good.
      if (writer != null && !writer.goBack()) {
        LOG.warn("leaving {} as it is after a failed append", writer);
        PackWriter left = writer;
        writer = null;
        closeQuietly(left, e);
      }
      throw e;
    }
  }

  private PackWriter writerFor(int length) throws IOException {
    PackWriter pack = writer;
    if (pack != null && !pack.hasRoomFor(length, packBytesMax)) {
      pack.settle();
      pack.close();
      writer = null;
      pack = null;
    }
    if (pack == null) {
      pack = PackWriter.create(folder.resolve(PackFormat.fileName(nextNumber)), nextNumber, opener);
      writer = pack;
      nextNumber++;
    }
    return pack;
  }

  private static void closeQuietly(PackWriter pack, IOException cause) {
    try {
      pack.close();
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  @Override
  public byte[] read(VaultRef ref) throws IOException {
    if (ref.length() < 0
        || ref.length() > OBJECT_BYTES_MAX
        || ref.offset() < PackFormat.FILE_HEADER_BYTES) {
      throw new VaultDamagedException(ref, "no object can be there");
    }
    PackReaders.Reader reader = readers.borrow(ref.pack());
    if (reader == null) {
      throw new VaultDamagedException(ref, "the pack file is missing");
    }
    byte[] bytes = new byte[ref.length()];
    try {
      reader.file().read(ref.offset() + PackFormat.RECORD_HEADER_BYTES, bytes, 0, bytes.length);
    } catch (EOFException e) {
      throw new VaultDamagedException(ref, String.valueOf(e.getMessage()));
    } finally {
      readers.giveBack(reader);
    }
    Sha256 actual = Sha256.of(bytes);
    if (!actual.equals(ref.hash())) {
      throw new VaultDamagedException(ref, "the bytes there hash to " + actual.hex());
    }
    return bytes;
  }

  @Override
  public VaultScan scan(DamageSink damage) throws IOException {
    long growing = -1;
    long growingEnd = 0;
    NavigableMap<Long, Path> packs;
    appending.lock();
    try {
      packs = packs();
      if (writer != null) {
        growing = writer.number();
        growingEnd = writer.settledEnd();
      }
    } finally {
      appending.unlock();
    }
    PackScan scan = new PackScan(damage);
    long due = 0;
    for (var pack : packs.entrySet()) {
      for (; due < pack.getKey(); due++) {
        damage.damaged(due, 0, "the pack file is missing");
      }
      due = pack.getKey() + 1;
      try (PackFile file = opener.open(pack.getValue(), false)) {
        scan.pack(pack.getKey(), file, pack.getKey() == growing ? growingEnd : file.length());
      }
    }
    return scan.result();
  }

  @Override
  public long bytes() throws IOException {
    long bytes = 0;
    for (Path pack : packs().values()) {
      bytes += Files.size(pack);
    }
    return bytes;
  }

  @Override
  public void close() throws IOException {
    appending.lock();
    try (readers) {
      closed = true;
      if (writer != null) {
        writer.close();
        writer = null;
      }
    } finally {
      appending.unlock();
    }
  }
}
