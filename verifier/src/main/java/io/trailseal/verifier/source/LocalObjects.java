package io.trailseal.verifier.source;

import io.trailseal.verifier.Payload;
import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.S3Prefix;
import io.trailseal.verifier.trail.Defect;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// The objects of a folder, an archive file or some files, one after the other: for whoever takes
/// all of them in. Everything that lies there is handed out, also what cannot be read.
///
/// Threads: for one at a time.
public final class LocalObjects implements Closeable {
  private final Shelf shelf;
  private final Placement placement;
  private final long objects;
  private final long bytes;
  private final Deque<LocalObject> ready = new ArrayDeque<>();
  private Shelf.@Nullable Item ahead;
  private boolean ended;
  private boolean brokeOff;

  /// Where nobody looked, and how many of these are told apart before all of it counts as that.
  private static final int REFUSED_MAX = 1_000;

  private final List<S3Prefix> refused = new ArrayList<>();

  /// One source still to be opened.
  public static final class Unopened {
    private final ShelfMaker maker;
    private final List<String> folders;
    private final boolean whole;

    /// @param folders see [Placement#infer]
    Unopened(ShelfMaker maker, List<String> folders, boolean whole) {
      this.maker = maker;
      this.folders = folders;
      this.whole = whole;
    }

    /// Whether it is a folder or an archive, where what is not in it is absent, and not just some
    /// files.
    public boolean whole() {
      return whole;
    }

    /// Surveys it.
    ///
    /// @param bucket the bucket, where somebody said so
    /// @throws IOException if it is no longer there
    public LocalObjects open(Optional<String> bucket) throws IOException {
      return LocalObjects.open(maker.make(), bucket, folders);
    }
  }

  interface ShelfMaker {
    Shelf make() throws IOException;
  }

  private LocalObjects(Shelf shelf, Placement placement, long objects, long bytes) {
    this.shelf = shelf;
    this.placement = placement;
    this.objects = objects;
    this.bytes = bytes;
  }

  /// What lies at these paths. Files of one folder that are no archives become one source.
  ///
  /// @throws IOException if a path does not exist or is neither folder nor file
  public static List<Unopened> of(List<Path> paths) throws IOException {
    return LocalShelves.of(paths);
  }

  /// Surveys the shelf.
  ///
  /// @param folders see [Placement#infer]
  static LocalObjects open(Shelf shelf, Optional<String> bucket, List<String> folders) {
    try {
      Shelf.Survey survey = shelf.survey();
      return new LocalObjects(
          shelf,
          Placement.infer(bucket, survey.digests().claims(), folders, shelf.name()),
          survey.objects(),
          survey.bytes());
    } catch (IOException e) {
      LocalObjects source =
          new LocalObjects(shelf, Placement.infer(bucket, List.of(), folders, shelf.name()), 1, 0);
      source.breakOff(e);
      return source;
    }
  }

  /// For a person, printable: `folder /data/bucket`.
  public String description() {
    return shelf.description();
  }

  /// How many there will be.
  public long objects() {
    return objects;
  }

  /// Their bytes as delivered, as far as that is known.
  public long bytes() {
    return bytes;
  }

  /// The parts of buckets that it is a copy of, as far as can be told.
  public List<S3Prefix> covered() {
    return placement.covered();
  }

  /// What in [#covered()] was not entered, so that what lies there is not absent: folders that
  /// could not be listed, and links that lead out of the source. Complete after the last object.
  public List<S3Prefix> refused() {
    return List.copyOf(refused);
  }

  /// Whether it could not be gone through to its end.
  public boolean brokeOff() {
    return brokeOff;
  }

  /// How long the next object is said to be; empty after the last.
  public OptionalLong nextBytes() {
    LocalObject waiting = ready.peek();
    if (waiting != null) {
      return OptionalLong.of(waiting.payload().map(Payload::length).orElse(0));
    }
    if (ahead == null && !ended) {
      look();
      return nextBytes();
    }
    return ahead == null ? OptionalLong.empty() : OptionalLong.of(ahead.bytesExpected());
  }

  private void look() {
    try {
      ahead = shelf.next();
      ended = ahead == null;
    } catch (IOException e) {
      breakOff(e);
    }
  }

  /// Reads the next object.
  ///
  /// @throws NoSuchElementException after the last
  public LocalObject next() {
    if (nextBytes().isEmpty()) {
      throw new NoSuchElementException("there are no more objects in " + description());
    }
    LocalObject waiting = ready.poll();
    if (waiting != null) {
      return waiting;
    }
    Shelf.Item item = Objects.requireNonNull(ahead);
    ahead = null;
    if (item instanceof FileItem file && file.refusal().isPresent()) {
      refuse(placement.place(file.name()).name());
    }
    return read(item);
  }

  private void refuse(S3Name name) {
    if (refused.size() < REFUSED_MAX) {
      String key = name.key();
      refused.add(new S3Prefix(name.bucket(), key.endsWith("/") ? key : key + "/"));
    } else {
      brokeOff = true;
    }
  }

  /// Enters the shelf itself as what could not be read to its end.
  private void breakOff(IOException e) {
    ended = true;
    brokeOff = true;
    Defect defect =
        e instanceof BrokenShelfException broken
            ? broken.defect()
            : new Defect(0, "it could not be read on: " + Content.reason(e));
    EntryName name = EntryName.inFolder(shelf.name(), List.of(defect));
    ready.add(object(name, new Content.Withheld(0, defect), Map.of(), List.of()));
  }

  private LocalObject read(Shelf.Item item) {
    // Bytes first: whether a sidecar lies beside a file is asked after the file itself.
    Content content = item.read();
    Optional<Shelf.Beside> beside = item.beside();
    if (beside.isEmpty()) {
      return object(item.name(), content, Map.of(), List.of());
    }
    String problem;
    switch (beside.get().content()) {
      case Content.Whole whole -> {
        try {
          return object(item.name(), content, Sidecar.parse(whole.bytes()), List.of());
        } catch (Sidecar.NotUserMetadataException e) {
          problem = String.valueOf(e.getMessage());
        }
      }
      case Content.Withheld withheld -> problem = withheld.why().reason();
    }
    // Whatever it is, it is not metadata, so it comes in as an object: nothing is left behind.
    ready.add(object(beside.get().name(), beside.get().content(), Map.of(), List.of()));
    Defect defect =
        new Defect(
            0,
            "its user metadata in %s cannot be used: %s"
                .formatted(S3Name.printable(lastPart(beside.get().name().path())), problem));
    return object(item.name(), content, Map.of(), List.of(defect));
  }

  private static String lastPart(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private LocalObject object(
      EntryName entry, Content content, Map<String, String> metadata, List<Defect> more) {
    Placement.Placed placed = placement.place(entry);
    List<Defect> defects = new ArrayList<>(placed.defects());
    defects.addAll(more);
    return switch (content) {
      case Content.Whole whole -> {
        defects.addAll(whole.defects());
        yield new LocalObject(
            placed.name(),
            Optional.of(Payload.adopt(whole.bytes())),
            whole.bytes().length,
            metadata,
            defects);
      }
      case Content.Withheld withheld -> {
        if (!defects.contains(withheld.why())) {
          defects.add(withheld.why());
        }
        yield new LocalObject(
            placed.name(), Optional.empty(), withheld.length(), metadata, defects);
      }
    };
  }

  @Override
  public void close() throws IOException {
    shelf.close();
  }
}
