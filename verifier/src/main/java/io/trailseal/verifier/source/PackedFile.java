package io.trailseal.verifier.source;

import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.check.Archive;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/// Opens an archive file to be read in any order: goes through it once for its names and places.
final class PackedFile {
  /// Room that stays free on the disk a compressed tar is inflated to.
  private static final long ROOM_BYTES_MIN = 256L * 1024 * 1024;

  private final Path path;
  private final String description;
  private final EntryIndex index = new EntryIndex();
  private final DigestSample digests = new DigestSample();
  private long spooled;
  private long roomLeft;

  private PackedFile(Path path, String format) {
    this.path = path;
    this.description =
        format + " " + S3Name.printable(path.toAbsolutePath().normalize().toString());
  }

  /// @throws IOException if it has more names than are held in memory, or there is no room to
  ///   inflate it; not because it is broken
  static Archive zip(Path path, Optional<String> bucket) throws IOException {
    return new PackedFile(path, "zip").openZip(bucket);
  }

  static Archive tar(Path path, Optional<String> bucket) throws IOException {
    PackedFile packed = new PackedFile(path, "tar");
    return packed.openTar(FileChannel.open(path, StandardOpenOption.READ), false, bucket);
  }

  /// Inflates what can be an object into a file that nobody else can open: it is gone from its
  /// folder at once where the system allows that, and otherwise when it is closed.
  static Archive tarGz(Path path, Optional<String> bucket) throws IOException {
    Path inflated = Files.createTempFile("trailseal-", ".tar");
    FileChannel file;
    try {
      file =
          FileChannel.open(
              inflated,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.DELETE_ON_CLOSE);
    } catch (IOException e) {
      Files.deleteIfExists(inflated);
      throw e;
    }
    return new PackedFile(path, "tar.gz").openTar(file, true, bucket);
  }

  private Archive openZip(Optional<String> bucket) throws IOException {
    ZipEntries zip;
    try {
      zip = ZipEntries.open(path);
    } catch (BrokenShelfException e) {
      return archive(new Nothing(), Optional.of(brokenOff(e)), bucket);
    }
    try {
      Optional<String> brokenOff = Optional.empty();
      try {
        for (var entry = zip.next(); entry != null; entry = zip.next()) {
          enter(entry, entry.where(), zip);
        }
      } catch (BrokenShelfException e) {
        brokenOff = Optional.of(brokenOff(e));
      }
      return archive(zip, brokenOff, bucket);
    } catch (IOException | RuntimeException e) {
      zip.close();
      throw e;
    }
  }

  private Archive openTar(FileChannel file, boolean gzipped, Optional<String> bucket)
      throws IOException {
    TarReader reader = new TarReader(file);
    try {
      Optional<String> brokenOff = Optional.empty();
      try (TarEntries tar = TarEntries.open(path, gzipped)) {
        for (var entry = tar.next(); entry != null; entry = tar.next()) {
          boolean spool = gzipped && entry.refusal().isEmpty();
          enter(entry, spool ? spool(entry, file) : entry.where(), reader);
        }
      } catch (BrokenShelfException e) {
        brokenOff = Optional.of(brokenOff(e));
      }
      return archive(reader, brokenOff, bucket);
    } catch (IOException | RuntimeException e) {
      reader.close();
      throw e;
    }
  }

  /// Copies an entry's bytes, where it is one that will be read.
  private long spool(ArchiveEntries.Entry entry, FileChannel to) throws IOException {
    long where = spooled;
    Content content;
    try {
      content = entry.read(Archive.OBJECT_BYTES_MAX);
    } catch (BrokenShelfException _) {
      // Nothing of it is kept, so reading it says that it breaks off; so does going on.
      return where;
    }
    if (content instanceof Content.Whole whole) {
      requireRoom(whole.bytes().length);
      ByteBuffer bytes = ByteBuffer.wrap(whole.bytes());
      while (bytes.hasRemaining()) {
        spooled += to.write(bytes, spooled);
      }
    }
    return where;
  }

  private void requireRoom(long bytes) throws IOException {
    roomLeft -= bytes;
    if (roomLeft < 0) {
      Path folder = Path.of(System.getProperty("java.io.tmpdir"));
      long usable = Files.getFileStore(folder).getUsableSpace() - ROOM_BYTES_MIN;
      if (usable < bytes) {
        throw new IOException(
            "%s must be inflated to be examined, and %s has no room for it: unpack it and give the folder, or choose another place with -Djava.io.tmpdir=FOLDER"
                .formatted(description, S3Name.printable(folder.toString())));
      }
      // Asked again long before it can be used up by this one alone.
      roomLeft = usable / 4;
    }
  }

  private void enter(ArchiveEntries.Entry entry, long where, EntryReader reader)
      throws IOException {
    String name = EntryName.inArchive(entry.rawName()).path();
    if ((entry.isFolder() && entry.bytesExpected() == 0) || Litter.isLitter(name)) {
      return;
    }
    long length = entry.bytesExpected();
    if (!index.add(name, where, length)) {
      throw new IOException(
          "%s has more names than are held in memory (%,d bytes of them): unpack it and give the folder"
              .formatted(description, EntryIndex.BYTES_MAX));
    }
    if (entry.refusal().isEmpty() && DigestSample.isNamedLikeDigest(name) && digests.wants(name)) {
      digests.offer(
          name,
          () ->
              switch (reader.read(where, length, DigestSample.DELIVERED_BYTES_MAX)) {
                case Content.Whole whole -> whole.bytes();
                case Content.Withheld withheld -> throw new IOException(withheld.why().reason());
              });
    }
  }

  private String brokenOff(BrokenShelfException e) {
    return "%s: at byte %,d %s"
        .formatted(description, e.defect().offset(), S3Name.printable(e.defect().reason()));
  }

  private Archive archive(EntryReader reader, Optional<String> brokenOff, Optional<String> bucket) {
    index.sort();
    Path name = path.getFileName();
    return new PlacedArchive(
        new PackedTree(description, index, reader, brokenOff),
        Placement.infer(bucket, digests.claims(), List.of(), name == null ? "" : name.toString()));
  }

  /// For an archive of which nothing could be read.
  private static final class Nothing implements EntryReader {
    @Override
    public Content read(long where, long bytesExpected, int bytesMax) throws IOException {
      throw new IOException("nothing of the archive can be read");
    }

    @Override
    public void close() {}
  }
}
