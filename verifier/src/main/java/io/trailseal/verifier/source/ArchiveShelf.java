package io.trailseal.verifier.source;

import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.check.Archive;
import io.trailseal.verifier.trail.Defect;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The files of an archive. It is gone through twice: the first time for the totals, the digests
/// that say where things belong, and the sidecars, which may lie before or after their objects.
final class ArchiveShelf implements Shelf {
  /// Sidecars are kept in memory while an archive is taken in. CloudTrail's are 700 bytes, so this
  /// is enough for some 80,000 digests: ten years of one account and region.
  static final long SIDECARS_BYTES_MAX = 96L * 1024 * 1024;

  /// What the bookkeeping of one sidecar costs besides its name and bytes.
  private static final int SIDECAR_OVERHEAD_BYTES = 300;

  private final Path file;
  private final String format;
  private final Opener opener;
  private final Map<String, Slot> sidecars = new HashMap<>();
  private final Deque<Slot> orphans = new ArrayDeque<>();
  private @Nullable ArchiveEntries entries;
  private long index;

  interface Opener {
    ArchiveEntries open(Path file) throws IOException;
  }

  /// A sidecar met in the first pass.
  private static final class Slot {
    private final long index;
    private final EntryName name;
    private final byte[] bytes;
    private boolean hasObject;

    Slot(long index, EntryName name, byte[] bytes) {
      this.index = index;
      this.name = name;
      this.bytes = bytes;
    }
  }

  ArchiveShelf(Path file, String format, Opener opener) {
    this.file = file;
    this.format = format;
    this.opener = opener;
  }

  @Override
  public String description() {
    return format + " " + S3Name.printable(file.toAbsolutePath().normalize().toString());
  }

  @Override
  public String name() {
    Path last = file.getFileName();
    return last == null ? format : last.toString();
  }

  @Override
  public Survey survey() throws IOException {
    long objects = 0;
    long bytes = 0;
    long sidecarBytes = 0;
    DigestSample digests = new DigestSample();
    try (ArchiveEntries surveyed = opener.open(file)) {
      long at = 0;
      for (var entry = surveyed.next(); entry != null; entry = surveyed.next()) {
        long entryIndex = at++;
        EntryName name = EntryName.inArchive(entry.rawName());
        if (isNothing(entry, name)) {
          continue;
        }
        if (isReadableSidecar(entry, name)
            && entry.read(Sidecar.BYTES_MAX) instanceof Content.Whole whole) {
          sidecarBytes += whole.bytes().length + 2L * name.path().length() + SIDECAR_OVERHEAD_BYTES;
          if (sidecarBytes > SIDECARS_BYTES_MAX) {
            throw new BrokenShelfException(
                entryIndex,
                "an archive may hold %,d bytes of %s files, this one has more; unpack it and import the folder"
                    .formatted(SIDECARS_BYTES_MAX, Sidecar.SUFFIX));
          }
          sidecars.putIfAbsent(name.path(), new Slot(entryIndex, name, whole.bytes()));
          continue;
        }
        objects++;
        bytes += Math.min(entry.bytesExpected(), Archive.OBJECT_BYTES_MAX);
        if (entry.refusal().isEmpty()
            && DigestSample.isNamedLikeDigest(name.path())
            && digests.wants(name.path())
            && entry.read(DigestSample.DELIVERED_BYTES_MAX) instanceof Content.Whole whole) {
          digests.offer(name.path(), whole::bytes);
        }
      }
    } catch (BrokenShelfException e) {
      if (sidecarBytes > SIDECARS_BYTES_MAX) {
        throw e;
      }
      // What comes before the break can still be taken in; the second pass reports the break.
    }
    return new Survey(objects, bytes, digests);
  }

  private static boolean isNothing(ArchiveEntries.Entry entry, EntryName name) {
    return (entry.isFolder() && entry.bytesExpected() == 0) || Litter.isLitter(name.path());
  }

  private static boolean isReadableSidecar(ArchiveEntries.Entry entry, EntryName name) {
    return Sidecar.isNamedLikeOne(name.path())
        && entry.refusal().isEmpty()
        && entry.bytesExpected() <= Sidecar.BYTES_MAX;
  }

  @Override
  public @Nullable Item next() throws IOException {
    if (entries == null) {
      entries = opener.open(file);
    }
    for (var entry = entries.next(); entry != null; entry = entries.next()) {
      long entryIndex = index++;
      EntryName name = EntryName.inArchive(entry.rawName());
      if (isNothing(entry, name)) {
        continue;
      }
      Slot slot = sidecars.get(name.path());
      if (slot != null && slot.index == entryIndex) {
        // Its object may still come; at the end it is known whether there was one.
        orphans.add(slot);
        continue;
      }
      Slot beside = sidecars.get(name.path() + Sidecar.SUFFIX);
      if (beside != null) {
        beside.hasObject = true;
      }
      return new EntryItem(name, entry, beside);
    }
    for (Slot orphan = orphans.poll(); orphan != null; orphan = orphans.poll()) {
      if (!orphan.hasObject) {
        return new OrphanItem(orphan);
      }
    }
    return null;
  }

  @Override
  public void close() throws IOException {
    if (entries != null) {
      entries.close();
    }
  }

  private record EntryItem(EntryName name, ArchiveEntries.Entry entry, @Nullable Slot slot)
      implements Item {
    @Override
    public long bytesExpected() {
      return entry.bytesExpected();
    }

    @Override
    public Content read() {
      if (entry.refusal().isPresent()) {
        return new Content.Withheld(entry.bytesExpected(), new Defect(0, entry.refusal().get()));
      }
      try {
        return entry.read(Archive.OBJECT_BYTES_MAX);
      } catch (BrokenShelfException e) {
        return new Content.Withheld(entry.bytesExpected(), e.defect());
      } catch (IOException e) {
        return Content.unreadable(entry.bytesExpected(), e);
      }
    }

    @Override
    public Optional<Beside> beside() {
      return slot == null
          ? Optional.empty()
          : Optional.of(new Beside(slot.name, new Content.Whole(slot.bytes, List.of())));
    }
  }

  /// A file that is named like a sidecar and has no object: an object of its own.
  private record OrphanItem(Slot slot) implements Item {
    @Override
    public EntryName name() {
      return slot.name;
    }

    @Override
    public long bytesExpected() {
      return slot.bytes.length;
    }

    @Override
    public Content read() {
      return new Content.Whole(slot.bytes, List.of());
    }

    @Override
    public Optional<Beside> beside() {
      return Optional.empty();
    }
  }
}
