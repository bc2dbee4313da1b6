package io.trailseal.indexer.job;

import io.trailseal.indexer.job.JobRefusedException.Reason;
import io.trailseal.verifier.S3Name;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Folders below which imports may be started from afar.
final class ImportFolders {
  private static final int PATHS_MAX = 100;

  private final List<Path> folders;

  ImportFolders(List<Path> folders) {
    this.folders = folders.stream().map(folder -> folder.toAbsolutePath().normalize()).toList();
  }

  /// The order with the paths as they really are: no link leads out of the folders. Of what lies
  /// elsewhere it is not even said whether it is there.
  JobOrder.Import check(JobOrder.Import order) throws JobRefusedException {
    if (order.paths().isEmpty() || order.paths().size() > PATHS_MAX) {
      throw new JobRefusedException(
          Reason.WRONG,
          "an import names 1 to %d paths, this one %d".formatted(PATHS_MAX, order.paths().size()));
    }
    if (order.bucket().filter(name -> !name.matches("[A-Za-z0-9._-]{1,255}")).isPresent()) {
      throw new JobRefusedException(
          Reason.WRONG,
          "a bucket name has 1 to 255 letters, digits, dots, hyphens and underscores");
    }
    List<Path> real = new ArrayList<>();
    for (Path path : order.paths()) {
      real.add(check(path));
    }
    return new JobOrder.Import(real, order.bucket());
  }

  private Path check(Path path) throws JobRefusedException {
    Path plain = path.normalize();
    if (!plain.isAbsolute() || folders.stream().noneMatch(plain::startsWith)) {
      throw notAllowed(path);
    }
    try {
      Path real = plain.toRealPath();
      for (Path folder : folders) {
        if (plain.startsWith(folder) && real.startsWith(folder.toRealPath())) {
          return real;
        }
      }
    } catch (IOException _) {
      throw new JobRefusedException(
          Reason.WRONG,
          "there is no file or folder %s that can be read"
              .formatted(S3Name.excerpt(path.toString(), 200)));
    }
    throw notAllowed(path);
  }

  private static JobRefusedException notAllowed(Path path) {
    return new JobRefusedException(
        Reason.NOT_ALLOWED,
        "%s does not lie in a folder from which imports may be started here"
            .formatted(S3Name.excerpt(path.toString(), 200)));
  }
}
