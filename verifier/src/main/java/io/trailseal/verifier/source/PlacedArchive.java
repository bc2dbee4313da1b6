package io.trailseal.verifier.source;

import static io.trailseal.verifier.Verdict.Obstacle.OBJECT_NOT_READABLE;

import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.S3Prefix;
import io.trailseal.verifier.check.Archive;
import io.trailseal.verifier.check.Fetched;
import io.trailseal.verifier.check.ListingException;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// A tree of files under the names its objects had in S3.
final class PlacedArchive implements Archive {
  private final Tree tree;
  private final Placement placement;

  PlacedArchive(Tree tree, Placement placement) {
    this.tree = tree;
    this.placement = placement;
  }

  @Override
  public String description() {
    return tree.description();
  }

  @Override
  public List<S3Prefix> roots() {
    List<S3Prefix> covered = placement.covered();
    return covered.stream()
        .filter(one -> covered.stream().noneMatch(other -> isInside(one, other)))
        .toList();
  }

  private static boolean isInside(S3Prefix one, S3Prefix other) {
    return !one.equals(other)
        && one.bucket().equals(other.bucket())
        && one.keyPrefix().startsWith(other.keyPrefix());
  }

  @Override
  public void list(S3Prefix prefix, ListingSink sink) throws ListingException {
    Placement.Parts parts = placement.parts(prefix);
    ListingSink to =
        parts.folders().size() + parts.towards().size() > 1 ? new EachOnce(sink) : sink;
    parts.towards().forEach(to::folder);
    ListingException trouble = null;
    for (Placement.Part part : parts.folders()) {
      try {
        tree.list(part.folder(), new Placed(part, prefix.keyPrefix(), to));
      } catch (ListingException e) {
        trouble = trouble == null ? e : trouble;
      }
    }
    if (trouble != null) {
      throw trouble;
    }
  }

  @Override
  public Fetched fetch(S3Name name) {
    for (String path : placement.paths(name)) {
      Fetched fetched = tree.read(path);
      if (!(fetched instanceof Fetched.Absent)) {
        return fetched;
      }
    }
    return Placement.isStandIn(name.key())
        ? new Fetched.Withheld(
            OBJECT_NOT_READABLE, "its name here cannot be a key, so it is not read under this one")
        : new Fetched.Absent();
  }

  @Override
  public int parallelism() {
    return Runtime.getRuntime().availableProcessors();
  }

  @Override
  public void close() throws IOException {
    tree.close();
  }

  /// From paths to keys. What a longer rule places elsewhere is left out.
  private final class Placed implements Tree.Sink {
    private final Placement.Part part;
    private final String keyPrefix;
    private final ListingSink to;

    Placed(Placement.Part part, String keyPrefix, ListingSink to) {
      this.part = part;
      this.keyPrefix = keyPrefix;
      this.to = to;
    }

    @Override
    public void folder(String path) {
      if (placement.isOf(part, path)) {
        to.folder(keyPrefix + path.substring(part.folder().length()));
      }
    }

    @Override
    public void file(String path, long bytes) {
      if (placement.isOf(part, path)) {
        to.object(placement.place(new EntryName(path, List.of())).name(), bytes);
      }
    }
  }

  /// Where several folders lie on top of each other under one prefix.
  private static final class EachOnce implements ListingSink {
    private final Set<String> told = new HashSet<>();
    private final ListingSink to;

    EachOnce(ListingSink to) {
      this.to = to;
    }

    @Override
    public void folder(String prefix) {
      if (told.add(prefix)) {
        to.folder(prefix);
      }
    }

    @Override
    public void object(S3Name name, long bytes) {
      if (told.add(name.key())) {
        to.object(name, bytes);
      }
    }
  }
}
