package io.trailseal.appliance.lifecycle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/// The folder of one store, and the files in it that are ours rather than the store's.
///
/// @param folder absolute
public record Home(Path folder) {
  /// The environment variable that names it.
  public static final String VARIABLE = "TRAILSEAL_HOME";

  public Home {
    if (!folder.isAbsolute()) {
      throw new IllegalArgumentException("a home is an absolute path, this is " + folder);
    }
  }

  /// Where a store lies if nobody says anything: `XDG_DATA_HOME/trailseal`, else
  /// `~/.local/share/trailseal`.
  ///
  /// @param workingFolder what a relative `TRAILSEAL_HOME` is relative to
  public static Home fromEnvironment(Map<String, String> environment, Path workingFolder) {
    String named = environment.getOrDefault(VARIABLE, "");
    if (!named.isEmpty()) {
      return new Home(workingFolder.resolve(named).normalize());
    }
    String data = environment.getOrDefault("XDG_DATA_HOME", "");
    // The XDG rules: a relative path there is to be ignored.
    if (!data.isEmpty() && Path.of(data).isAbsolute()) {
      return new Home(Path.of(data, "trailseal"));
    }
    String user = environment.getOrDefault("HOME", "");
    if (user.isEmpty()) {
      user = System.getProperty("user.home", "/");
    }
    return new Home(workingFolder.resolve(Path.of(user, ".local", "share", "trailseal")));
  }

  /// The home of `trailseal demo` under this one. It is a store of its own: the demo never touches
  /// the user's.
  public Home demo() {
    return new Home(folder.resolve("demo"));
  }

  /// The home of `trailseal demo --aws`: another one.
  public Home demoAws() {
    return new Home(folder.resolve("demo-aws"));
  }

  public Path logFile() {
    return folder.resolve("trailseal.log");
  }

  public Path settingsFile() {
    return folder.resolve("settings.properties");
  }

  /// Where reports of re-verifications are kept.
  public Path reports() {
    return folder.resolve("reports");
  }

  /// Whether a store was ever opened here.
  public boolean hasStore() {
    return Files.isDirectory(folder.resolve("ledger"));
  }

  /// Creates the folder where it is missing, for nobody else to look into. A folder that exists
  /// keeps the permissions its owner gave it.
  public void create() throws IOException {
    for (Path part = folder; part != null; part = part.getParent()) {
      if (Files.exists(part) && !Files.isDirectory(part)) {
        throw new IOException("%s must be a folder, is a file".formatted(part));
      }
    }
    createPrivate(folder);
  }

  static void createPrivate(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      return;
    }
    Path parent = folder.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    if (isPosix(folder)) {
      Files.createDirectory(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } else {
      Files.createDirectory(folder);
    }
  }

  static void makePrivate(Path file, String permissions) throws IOException {
    if (isPosix(file)) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }
  }

  private static boolean isPosix(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  static boolean exists(Path path) {
    return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
  }
}
