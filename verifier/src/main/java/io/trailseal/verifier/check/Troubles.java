package io.trailseal.verifier.check;

import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.S3Prefix;
import io.trailseal.verifier.Verdict;
import java.util.ArrayList;
import java.util.List;

/// The parts of an archive that could not be listed to their end. What seems to be absent there may
/// be there: that is never evidence of tampering. For one thread.
final class Troubles {
  private final Mapping mapping;
  private final List<S3Prefix> folders = new ArrayList<>();
  private final List<Verdict.Undecided> verdicts = new ArrayList<>();

  Troubles(Mapping mapping) {
    this.mapping = mapping;
  }

  /// Those of another part, and from now on one's own.
  static Troubles after(Troubles others) {
    Troubles troubles = new Troubles(others.mapping);
    troubles.folders.addAll(others.folders);
    troubles.verdicts.addAll(others.verdicts);
    return troubles;
  }

  /// @param folder as the archive names it
  void add(S3Prefix folder, ListingException e) {
    String key = folder.keyPrefix();
    S3Name shown = new S3Name(folder.bucket(), key.isEmpty() ? "/" : key);
    S3Name original = key.isEmpty() ? shown : mapping.original(shown);
    folders.add(new S3Prefix(original.bucket(), key.isEmpty() ? "" : original.key()));
    verdicts.add(
        new Verdict.Undecided(
            shown, e.obstacle(), "the folder could not be listed to its end: " + e.detail()));
  }

  /// One verdict for each folder, the first `from` left out.
  List<Verdict.Undecided> verdicts(int from) {
    return List.copyOf(verdicts.subList(from, verdicts.size()));
  }

  int count() {
    return verdicts.size();
  }

  /// What to say of something absent: the same, or that it may be in a folder that could not be
  /// listed.
  Verdict excuse(Verdict absent) {
    for (int i = 0; i < folders.size(); i++) {
      if (folders.get(i).contains(absent.subject())) {
        return new Verdict.Undecided(
            absent.subject(),
            verdicts.get(i).obstacle(),
            "it was not seen, and its folder could not be listed to its end");
      }
    }
    return absent;
  }
}
