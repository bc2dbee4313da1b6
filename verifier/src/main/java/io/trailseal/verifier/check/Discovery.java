package io.trailseal.verifier.check;

import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.S3Prefix;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Finds the places of an archive by walking down from its roots as far as the regions' folders,
/// and notes what lies beside them. Lists folders, reads nothing. For one thread.
final class Discovery {
  static final String DIGESTS = "CloudTrail-Digest";
  static final Set<String> LOGS =
      Set.of(
          "CloudTrail",
          "CloudTrail-Insight",
          "CloudTrail-NetworkActivity",
          "CloudTrail-Aggregated");
  private static final String ROOT = "AWSLogs";

  /// Folders deeper than this above `AWSLogs` are not looked into.
  private static final int DEPTH_MAX = 12;

  private final Archive archive;
  private final Mapping mapping;
  private final Scope scope;

  /// The folders of each place, which are the names of what CloudTrail writes there.
  final TreeMap<Place, Set<String>> places = new TreeMap<>();

  /// Objects beside the places' folders where only CloudTrail writes.
  final List<S3Name> strays = new ArrayList<>();

  /// Strays whose names are not held.
  long more;

  /// What could not be listed.
  final Troubles troubles;

  long listed;
  long others;

  Discovery(Archive archive, Mapping mapping, Scope scope) {
    this.archive = archive;
    this.mapping = mapping;
    this.scope = scope;
    this.troubles = new Troubles(mapping);
  }

  void run() throws InterruptedException {
    Deque<S3Prefix> waiting = new ArrayDeque<>(archive.roots());
    while (!waiting.isEmpty()) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      waiting.addAll(look(waiting.poll()));
    }
  }

  /// One level. Gives what to look into next.
  private List<S3Prefix> look(S3Prefix level) {
    List<S3Prefix> next = new ArrayList<>();
    try {
      archive.list(
          level,
          new Archive.ListingSink() {
            @Override
            public void folder(String prefix) {
              classify(level, prefix, next);
            }

            @Override
            public void object(S3Name name, long bytes) {
              listed++;
              if (isOfCloudTrail(name) && (bytes != 0 || !name.key().endsWith("/"))) {
                stray(name);
              } else {
                others++;
              }
            }
          });
    } catch (ListingException e) {
      troubles.add(level, e);
    }
    return next;
  }

  private void stray(S3Name name) {
    if (strays.size() < Leftovers.NAMES_MAX) {
      strays.add(name);
    } else {
      more++;
    }
  }

  /// Whether only CloudTrail writes there: `AWSLogs/ACCT/CloudTrail…/`.
  private static boolean isOfCloudTrail(S3Name name) {
    String[] parts = name.key().split("/", -1);
    for (int i = 1; i < parts.length - 1; i++) {
      if ((parts[i].equals(DIGESTS) || LOGS.contains(parts[i])) && isAccount(parts[i - 1])) {
        return true;
      }
    }
    return false;
  }

  private void classify(S3Prefix level, String folder, List<S3Prefix> next) {
    S3Prefix original = originalOf(new S3Prefix(level.bucket(), folder));
    String[] parts = original.keyPrefix().split("/", -1);
    // The last one is empty: it ends with a slash.
    int depth = parts.length - 1;
    int root = rootOf(parts, depth);
    if (root < 0) {
      if (depth <= DEPTH_MAX) {
        next.add(new S3Prefix(level.bucket(), folder));
      }
      return;
    }
    int account = root + 1;
    if (account < depth && isOrganization(parts[account])) {
      account++;
    }
    int service = account + 1;
    if (depth <= service) {
      next.add(new S3Prefix(level.bucket(), folder));
      return;
    }
    boolean ours = parts[service].equals(DIGESTS) || LOGS.contains(parts[service]);
    if (!isAccount(parts[account])) {
      // Not CloudTrail's AWSLogs, but its own may lie deeper.
      if (depth <= DEPTH_MAX) {
        next.add(new S3Prefix(level.bucket(), folder));
      }
      return;
    }
    if (!ours) {
      return;
    }
    if (depth == service + 1) {
      next.add(new S3Prefix(level.bucket(), folder));
      return;
    }
    Place place =
        new Place(
            original.bucket(),
            String.join("/", List.of(parts).subList(0, root)),
            account > root + 1 ? parts[root + 1] : "",
            parts[account],
            parts[service + 1]);
    if (within(place)) {
      places.computeIfAbsent(place, _ -> new TreeSet<>()).add(parts[service]);
    }
  }

  private boolean within(Place place) {
    return (scope.accounts().isEmpty() || scope.accounts().contains(place.account()))
        && (scope.regions().isEmpty() || scope.regions().contains(place.region()));
  }

  /// Where `AWSLogs` stands: the last one that an account, with or without an organization,
  /// follows, or the last of all.
  private static int rootOf(String[] parts, int depth) {
    for (int i = depth - 1; i >= 0; i--) {
      if (parts[i].equals(ROOT)) {
        return i;
      }
    }
    return -1;
  }

  private S3Prefix originalOf(S3Prefix copy) {
    try {
      S3Name name = mapping.original(new S3Name(copy.bucket(), copy.keyPrefix()));
      return new S3Prefix(name.bucket(), name.key());
    } catch (IllegalArgumentException e) {
      // Longer than a key may be: nothing can lie in it.
      return copy;
    }
  }

  private static boolean isAccount(String text) {
    return text.length() == 12 && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private static boolean isOrganization(String text) {
    return text.startsWith("o-");
  }
}
