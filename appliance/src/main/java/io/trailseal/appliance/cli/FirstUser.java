package io.trailseal.appliance.cli;

import io.trailseal.api.auth.Passwords;
import io.trailseal.indexer.Store;
import io.trailseal.indexer.access.AccountException;
import io.trailseal.indexer.access.Accounts;
import io.trailseal.indexer.access.Names;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The first start: there is no default password. Either whoever set the machine up has left a file
/// with the first user's name and password, or a link is printed by which one is made.
final class FirstUser {
  private static final int FILE_BYTES_MAX = 4 * 1024;

  private static final Set<PosixFilePermission> OWNERS =
      Set.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE);

  private FirstUser() {}

  /// Makes the first user of what the file says, and deletes the file: also where there are users
  /// already, because it holds a password.
  ///
  /// @return what to tell; empty where there is no such file
  /// @throws Failure if the file is not as it must be: whoever placed it counts on it
  static Optional<String> fromFile(CommandContext context, Store store, Path file)
      throws IOException, Failure {
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    if (!store.accounts().isEmpty()) {
      Files.delete(file);
      return Optional.of("there are users already; %s was deleted unread".formatted(file));
    }
    requirePrivate(file);
    List<String> lines = Files.readAllLines(file);
    if (lines.size() != 2) {
      throw wrong(file, "must have two lines, the user's name and the password");
    }
    Optional<String> objection = Passwords.objection(lines.getFirst().strip(), lines.getLast());
    if (objection.isPresent()) {
      throw wrong(file, "is no good: " + objection.get());
    }
    String name;
    try {
      name = Names.user(lines.getFirst());
      var _ =
          store
              .accounts()
              .add(
                  name,
                  Optional.of(Passwords.hash(lines.getLast())),
                  Accounts.FIRST_ROLES,
                  Optional.empty(),
                  context.caller());
    } catch (AccountException e) {
      throw wrong(file, "is no good: " + e.getMessage());
    }
    Files.delete(file);
    return Optional.of("%s was made from %s, which is deleted".formatted(name, file));
  }

  private static void requirePrivate(Path file) throws IOException, Failure {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
        || Files.size(file) > FILE_BYTES_MAX
        || !OWNERS.containsAll(Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS))) {
      throw wrong(
          file,
          "must be a file of at most %,d bytes that only its owner may read (0600)"
              .formatted(FILE_BYTES_MAX));
    }
  }

  private static Failure wrong(Path file, String what) {
    return new Failure(
        ExitCode.INPUT_BAD,
        "%s %s".formatted(file, what),
        "correct it, or take it away and use the setup link");
  }

  /// The link by which the first user is made.
  ///
  /// @param url where the appliance listens
  static String link(Store store, String url) {
    return ("nobody has an account yet: make the first one within 24 hours, on this machine, at"
            + " %s/setup/%s")
        .formatted(url, store.accounts().offerSetup());
  }
}
