package io.trailseal.verifier.source;

import static io.trailseal.verifier.Verdict.Obstacle.OBJECT_NOT_READABLE;
import static io.trailseal.verifier.Verdict.Obstacle.OBJECT_OVER_LIMIT;

import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.check.Archive;
import io.trailseal.verifier.check.Fetched;
import io.trailseal.verifier.check.ListingException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/// What lies in an archive file: an index of its names in memory, its bytes on disk.
///
/// Nothing is unpacked under a name in it, so a name that leads out of a folder is only a name.
final class PackedTree implements Tree {
  private final String description;
  private final EntryIndex index;
  private final EntryReader reader;
  private final Optional<String> brokenOff;

  /// @param brokenOff where and why what follows could not be read
  PackedTree(String description, EntryIndex index, EntryReader reader, Optional<String> brokenOff) {
    this.description = description;
    this.index = index;
    this.reader = reader;
    this.brokenOff = brokenOff;
  }

  @Override
  public String description() {
    return description;
  }

  @Override
  public void list(String folder, Sink sink) throws ListingException {
    byte[] prefix = folder.getBytes(StandardCharsets.UTF_8);
    int place = index.ceiling(prefix);
    while (place < index.size()) {
      byte[] name = index.name(place);
      if (!startsWith(name, prefix)) {
        break;
      }
      int slash = prefix.length;
      while (slash < name.length && name[slash] != '/') {
        slash++;
      }
      if (slash < name.length) {
        byte[] below = Arrays.copyOf(name, slash + 1);
        sink.folder(new String(below, StandardCharsets.UTF_8));
        // Past everything in it: to the first name that does not start with it.
        below[slash]++;
        place = index.ceiling(below);
      } else {
        String path = new String(name, StandardCharsets.UTF_8);
        if (!isSidecar(path)) {
          sink.file(path, index.length(place));
        }
        place++;
      }
    }
    if (brokenOff.isPresent()) {
      throw new ListingException(OBJECT_NOT_READABLE, brokenOff.get());
    }
  }

  private static boolean startsWith(byte[] name, byte[] prefix) {
    return name.length >= prefix.length
        && Arrays.equals(name, 0, prefix.length, prefix, 0, prefix.length);
  }

  private boolean isSidecar(String path) {
    return Sidecar.isNamedLikeOne(path)
        && index.find(Sidecar.objectOf(path)) >= 0
        && metadata(path).isPresent();
  }

  private Optional<Map<String, String>> metadata(String path) {
    int place = index.find(path);
    if (place < 0 || index.length(place) > Sidecar.BYTES_MAX) {
      return Optional.empty();
    }
    try {
      return reader.read(index.where(place), index.length(place), Sidecar.BYTES_MAX)
              instanceof Content.Whole whole
          ? Optional.of(Sidecar.parse(whole.bytes()))
          : Optional.empty();
    } catch (IOException | Sidecar.NotUserMetadataException _) {
      // Then it is an object, and says itself what is wrong with it.
      return Optional.empty();
    }
  }

  @Override
  public Fetched read(String path) {
    int place = index.find(path);
    if (place < 0) {
      return brokenOff.isPresent()
          ? new Fetched.Withheld(
              OBJECT_NOT_READABLE, "it is not in what could be read; " + brokenOff.get())
          : new Fetched.Absent();
    }
    if (isSidecar(path)) {
      return new Fetched.Absent();
    }
    try {
      return switch (reader.read(
          index.where(place), index.length(place), Archive.OBJECT_BYTES_MAX)) {
        case Content.Whole whole -> new Fetched.Present(whole.bytes(), metadataOf(path));
        case Content.Withheld withheld ->
            new Fetched.Withheld(
                withheld.length() > Archive.OBJECT_BYTES_MAX
                    ? OBJECT_OVER_LIMIT
                    : OBJECT_NOT_READABLE,
                S3Name.printable(withheld.why().reason()));
      };
    } catch (IOException e) {
      return new Fetched.Withheld(OBJECT_NOT_READABLE, Content.reason(e));
    }
  }

  private Map<String, String> metadataOf(String path) {
    String sidecar = path + Sidecar.SUFFIX;
    return Sidecar.isNamedLikeOne(sidecar) ? metadata(sidecar).orElse(Map.of()) : Map.of();
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
