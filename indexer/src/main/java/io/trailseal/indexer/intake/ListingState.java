package io.trailseal.indexer.intake;

import io.trailseal.indexer.intake.FolderWalk.Cursor;
import io.trailseal.indexer.intake.FolderWalk.Extent;
import io.trailseal.verifier.S3Prefix;
import io.trailseal.verifier.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where a backfill that was stopped goes on: a small file for each bucket and scope. It may be
/// deleted at any time; then the folders are listed again, and what is here is still not read
/// again.
///
/// ```
/// trailseal-backfill 1
/// BUCKET AND SCOPE, in hex of UTF-8
/// begun at
/// the last folder done, in hex of UTF-8, and WHOLE or BESIDE
/// the hash so far, see ListingHash
/// the counts so far
/// ```
///
/// @param begunAt when it was begun first: absence is concluded of nothing younger
/// @param cursor the last folder that was listed and taken in
/// @param hash over all folders so far
record ListingState(Instant begunAt, Cursor cursor, Sha256 hash, ListingCounts counts) {
  private static final Logger LOG = LoggerFactory.getLogger(ListingState.class);
  private static final String HEADER = "trailseal-backfill 1";
  private static final int LINES = 6;

  /// Longer than any key and scope.
  private static final int FILE_BYTES_MAX = 64 * 1024;

  /// What was listed before says less and less about the bucket.
  static final Duration AGE_MAX = Duration.ofDays(7);

  /// Where the state of one bucket and scope is kept.
  record Place(Path folder, S3Prefix root, ListingScope scope) {
    private String subject() {
      return "%s %s %s".formatted(root.bucket(), scope.text(), root.keyPrefix());
    }

    private Path file() {
      return folder.resolve(
          "backfill-"
              + Sha256.of(subject().getBytes(StandardCharsets.UTF_8)).hex().substring(0, 16));
    }

    /// @param now what is older than [#AGE_MAX] is not gone on with
    Optional<ListingState> read(Instant now) throws IOException {
      try {
        if (Files.size(file()) <= FILE_BYTES_MAX) {
          ListingState state = parse(Files.readAllLines(file(), StandardCharsets.UTF_8), subject());
          Duration age = Duration.between(state.begunAt, now);
          return Optional.of(state).filter(_ -> !age.isNegative() && age.compareTo(AGE_MAX) <= 0);
        }
      } catch (NoSuchFileException _) {
        return Optional.empty();
      } catch (IllegalArgumentException | java.time.DateTimeException | IOException e) {
        LOG.warn("{} cannot be read, the backfill begins anew: {}", file(), e.toString());
      }
      return Optional.empty();
    }

    void write(ListingState state) throws IOException {
      Files.createDirectories(folder);
      Path draft = folder.resolve(file().getFileName() + ".draft");
      Files.writeString(
          draft,
          state.text(subject()),
          StandardOpenOption.CREATE,
          StandardOpenOption.TRUNCATE_EXISTING,
          StandardOpenOption.WRITE,
          StandardOpenOption.SYNC);
      Files.move(
          draft, file(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    void delete() throws IOException {
      Files.deleteIfExists(file());
    }
  }

  private String text(String subject) {
    ListingCounts c = counts;
    return String.join(
            "\n",
            HEADER,
            hex(subject),
            begunAt.toString(),
            hex(cursor.prefix()) + " " + cursor.extent(),
            hash.hex(),
            List.of(
                    c.folders(),
                    c.listed(),
                    c.listedBytes(),
                    c.found(),
                    c.foundBytes(),
                    c.read(),
                    c.readBytes(),
                    c.parked(),
                    c.removed(),
                    c.skipped(),
                    c.left(),
                    c.failed())
                .stream()
                .map(String::valueOf)
                .collect(Collectors.joining(" ")))
        + "\n";
  }

  private static ListingState parse(List<String> lines, String subject) {
    if (lines.size() != LINES
        || !lines.getFirst().equals(HEADER)
        || !lines.get(1).equals(hex(subject))) {
      throw new IllegalArgumentException("it is not this backfill's");
    }
    String[] cursor = lines.get(3).split(" ", -1);
    long[] c = Arrays.stream(lines.get(5).split(" ", -1)).mapToLong(Long::parseLong).toArray();
    if (cursor.length != 2 || c.length != 12) {
      throw new IllegalArgumentException("a line has too little or too much in it");
    }
    return new ListingState(
        Instant.parse(lines.get(2)),
        new Cursor(
            new String(HexFormat.of().parseHex(cursor[0]), StandardCharsets.UTF_8),
            Extent.valueOf(cursor[1])),
        Sha256.fromHex(lines.get(4)),
        new ListingCounts(
            c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7], c[8], c[9], c[10], c[11]));
  }

  private static String hex(String text) {
    return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
  }
}
