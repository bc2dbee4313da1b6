package io.trailseal.indexer.intake;

import io.trailseal.indexer.ingest.Bucket;
import io.trailseal.indexer.ingest.SourceException;
import io.trailseal.verifier.S3Prefix;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Divides a bucket into folders that are listed one by one: days of an account and region where
/// the layout is AWS's, whatever else there is as a whole, and what lies beside such folders. Lists
/// folders, in the order of their names as S3 sorts them, from the root down.
///
/// Memory is that of one level's names for each level, at most [#FOLDERS_MAX]; a level with more is
/// listed as a whole. For one thread.
final class FolderWalk {
  /// Far more than AWS makes: accounts of an organization, at most.
  static final int FOLDERS_MAX = 50_000;

  /// S3 sorts by the bytes of UTF-8.
  static final Comparator<String> ORDER =
      (a, b) ->
          Arrays.compareUnsigned(
              a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));

  /// What of a folder is listed.
  enum Extent {
    /// Only what lies directly in it.
    BESIDE,
    /// Everything, however deep.
    WHOLE
  }

  /// One folder to list.
  ///
  /// @param done how much of the walk is behind it, from 0 to 1, about
  record Folder(S3Prefix prefix, Extent extent, double done) {}

  /// How far a walk has come: this folder and all before it. In the order of a walk, what lies
  /// beside a folder's folders comes before them.
  record Cursor(String prefix, Extent extent) {
    static Cursor after(Folder folder) {
      return new Cursor(folder.prefix().keyPrefix(), folder.extent());
    }
  }

  /// Is told the folders.
  interface Sink {
    void folder(Folder folder) throws InterruptedException;
  }

  private final Bucket bucket;
  private final ListingScope scope;
  private final Optional<Cursor> after;
  private final Relisting relisting;
  private final Sink sink;

  /// @param after folders up to there are passed over
  FolderWalk(
      Bucket bucket, ListingScope scope, Optional<Cursor> after, Relisting relisting, Sink sink) {
    this.bucket = bucket;
    this.scope = scope;
    this.after = after;
    this.relisting = relisting;
    this.sink = sink;
  }

  /// @throws SourceException if a level could not be listed to its end
  void run() throws SourceException, InterruptedException {
    S3Prefix root = bucket.root();
    String key = root.keyPrefix();
    visit(root, Layout.of(key.substring(0, key.lastIndexOf('/') + 1)), 0, 1);
  }

  private void visit(S3Prefix folder, Layout layout, double from, double to)
      throws SourceException, InterruptedException {
    switch (layout) {
      case Layout.Day _, Layout.Strange _ -> tell(folder, Extent.WHOLE, to);
      case Layout.Above _, Layout.Inside _ -> level(folder, from, to);
    }
  }

  private void level(S3Prefix level, double from, double to)
      throws SourceException, InterruptedException {
    Names names = new Names(level.keyPrefix());
    relisting.run(
        () -> {
          names.clear();
          bucket.list(level, names);
        });
    if (names.tooMany) {
      tell(level, Extent.WHOLE, to);
      return;
    }
    if (names.hasObjects && scope.isEverything()) {
      tell(level, Extent.BESIDE, from);
    }
    List<String> folders = names.folders.stream().distinct().sorted(ORDER).toList();
    int n = folders.size();
    for (int i = 0; i < n; i++) {
      String name = folders.get(i);
      Layout layout = Layout.of(name);
      double end = from + (to - from) * (i + 1) / n;
      if (scope.mayHold(layout) && !isBehind(name)) {
        visit(new S3Prefix(level.bucket(), name), layout, end - (to - from) / n, end);
      }
    }
  }

  /// Whether a folder with all that is in it was walked before.
  private boolean isBehind(String folder) {
    return after.isPresent()
        && !after.get().prefix().startsWith(folder)
        && ORDER.compare(folder, after.get().prefix()) < 0;
  }

  private void tell(S3Prefix prefix, Extent extent, double done) throws InterruptedException {
    boolean behind =
        after
            .filter(
                cursor ->
                    extent == Extent.BESIDE
                        ? cursor.prefix().startsWith(prefix.keyPrefix())
                        : cursor.equals(new Cursor(prefix.keyPrefix(), extent)))
            .isPresent();
    if (!behind) {
      sink.folder(new Folder(prefix, extent, done));
    }
  }

  private final class Names implements Bucket.ListingSink {
    private final String level;
    private final List<String> folders = new ArrayList<>();
    private boolean hasObjects;
    private boolean tooMany;

    Names(String level) {
      this.level = level;
    }

    void clear() {
      folders.clear();
      hasObjects = false;
      tooMany = false;
    }

    @Override
    public void folder(String prefix) {
      if (tooMany || folders.size() == FOLDERS_MAX) {
        tooMany = true;
        folders.clear();
      } else if (prefix.length() > level.length()
          && prefix.startsWith(level)
          && scope.mayHold(Layout.of(prefix))) {
        // One that lies elsewhere, which only a liar answers, would have us walk in circles.
        folders.add(prefix);
      }
    }

    @Override
    public void entry(Bucket.ListedVersion entry) {
      hasObjects = true;
    }
  }
}
