package io.trailseal.indexer.access;

import io.trailseal.indexer.access.AccountException.Reason;
import io.trailseal.indexer.ledger.AccountTables.UserRow;
import io.trailseal.indexer.ledger.Ledger;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/// Who may use the appliance: users, and the tokens and access keys they have. Passwords come in
/// and go out hashed; hashing them is for whoever asks for them.
///
/// Threads: any. Finding out who somebody is touches no disk; a change is on disk when it returns.
///
/// Failures: `IOException` where the ledger's database cannot be read or written; a change may then
/// be done or not.
public final class Accounts implements Closeable {
  /// All of them are held in memory.
  static final int USERS_MAX = 10_000;

  private final AccountBook book;
  private final Credentials credentials;
  private final Vouched vouched;
  private final InstantSource clock;
  private final SetupLink setupLink = new SetupLink();
  private final Guesses strangers = new Guesses();

  private Accounts(AccountBook book, Credentials credentials, InstantSource clock) {
    this.book = book;
    this.credentials = credentials;
    this.vouched = new Vouched(book, clock);
    this.clock = clock;
  }

  /// @param home where the key lies that seals access keys
  public static Accounts open(Ledger ledger, Path home, InstantSource clock) throws IOException {
    AccountBook book = new AccountBook(ledger.accounts());
    book.page();
    SealingKey sealing = new SealingKey(home.resolve("access-keys.key"));
    return new Accounts(book, new Credentials(book, sealing, clock), clock);
  }

  /// Tokens and access keys.
  public Credentials credentials() {
    return credentials;
  }

  /// Users for whom an identity provider vouches.
  public Vouched vouched() {
    return vouched;
  }

  // ------------------------------------------------------------ asking

  /// Whether there is no user yet, so that the first is to be made.
  public boolean isEmpty() throws IOException {
    return book.page().users().isEmpty();
  }

  /// Everybody, by name.
  public List<Account> users() throws IOException {
    return book.page().users().values().stream()
        .map(Accounts::account)
        .sorted((one, other) -> one.name().compareTo(other.name()))
        .toList();
  }

  /// @param name as it is kept: see [Names#user]
  public Optional<Account> user(String name) throws IOException {
    return Optional.ofNullable(book.page().users().get(name)).map(Accounts::account);
  }

  /// The hash to hold a password against; empty where nothing may sign in under this name.
  public Optional<String> passwordHash(String name) throws IOException {
    return Optional.ofNullable(book.page().users().get(name))
        .filter(user -> !user.disabled())
        .flatMap(UserRow::password);
  }

  static Account account(UserRow row) {
    return new Account(
        row.name(),
        Names.rolesOf(row.roles()),
        Names.accountsOf(row.accounts()),
        row.password().isPresent(),
        row.disabled(),
        row.generation(),
        row.createdAt(),
        row.lastUsedAt(),
        row.lockedUntil());
  }

  // ------------------------------------------------------------ first start

  /// Makes the word with which the first user is made, which is good for a day, once; the word
  /// before it no longer is.
  public String offerSetup() {
    return setupLink.offer(clock.instant());
  }

  /// Whether the first user can be made with this word.
  public boolean canSetUp(String word) throws IOException {
    return isEmpty() && setupLink.isGood(word, clock.instant());
  }

  /// Makes the first user, with the roles operator and auditor: all there is. Of several who try at
  /// once it is one.
  ///
  /// @throws AccountException if the word is not good (any more), or the name is none
  public Account setUp(String word, String name, String passwordHash)
      throws IOException, AccountException {
    String wanted = Names.user(name);
    book.lock().lock();
    try {
      if (!canSetUp(word)) {
        throw new AccountException(
            Reason.UNKNOWN,
            "this setup link was used, or is too old; start the appliance again for another, or"
                + " type trailseal user add on the machine");
      }
      Account made = enter(wanted, Optional.of(passwordHash), FIRST_ROLES, Optional.empty());
      setupLink.used();
      return made;
    } finally {
      book.lock().unlock();
    }
  }

  /// Somebody has to be able to do everything; who it is makes others who can do less.
  public static final Set<Role> FIRST_ROLES = Set.of(Role.OPERATOR, Role.AUDITOR);

  // ------------------------------------------------------------ changing

  /// Makes a user.
  ///
  /// @param passwordHash empty for one who only has tokens
  /// @param awsAccounts whose events they may see; empty for all
  /// @throws AccountException if there is one of that name, or something of it is impossible
  public Account add(
      String name,
      Optional<String> passwordHash,
      Set<Role> roles,
      Optional<Set<String>> awsAccounts)
      throws IOException, AccountException {
    String wanted = Names.user(name);
    Optional<Set<String>> allowed = Names.accounts(awsAccounts);
    book.lock().lock();
    try {
      return enter(wanted, passwordHash, roles, allowed);
    } finally {
      book.lock().unlock();
    }
  }

  private Account enter(
      String name,
      Optional<String> passwordHash,
      Set<Role> roles,
      Optional<Set<String>> awsAccounts)
      throws IOException, AccountException {
    var users = book.page().users();
    if (users.containsKey(name)) {
      throw new AccountException(Reason.TAKEN, "there is a user %s already".formatted(name));
    }
    if (users.size() >= USERS_MAX) {
      throw new AccountException(
          Reason.TAKEN, "there are %,d users, which is the most there can be".formatted(USERS_MAX));
    }
    UserRow row =
        new UserRow(
            name,
            passwordHash,
            Names.rolesRow(roles),
            Names.accountsRow(awsAccounts),
            false,
            1,
            now(),
            Optional.empty(),
            0,
            Optional.empty());
    book.put(List.of(row), List.of());
    return account(row);
  }

  /// Sets the password anew. Sessions end, and waiting after guesses does.
  public Account resetPassword(String name, String passwordHash)
      throws IOException, AccountException {
    return change(
        Names.user(name),
        user ->
            row(
                user,
                Optional.of(passwordHash),
                user.disabled(),
                user.generation() + 1,
                user.lastUsedAt(),
                0,
                Optional.empty()));
  }

  /// Nothing of this user is accepted any more, or all of it is again. Sessions end.
  ///
  /// @param by who wants it: only on the machine itself the last operator can be disabled
  public Account setDisabled(String name, boolean disabled, Caller by)
      throws IOException, AccountException {
    book.lock().lock();
    try {
      if (disabled && by.kind() != Caller.Kind.MACHINE) {
        requireAnotherOperator(name);
      }
      return change(
          name,
          user ->
              row(
                  user,
                  user.password(),
                  disabled,
                  user.generation() + 1,
                  user.lastUsedAt(),
                  0,
                  Optional.empty()));
    } finally {
      book.lock().unlock();
    }
  }

  /// What this user may do from now on, sessions and tokens included.
  public Account setRights(
      String name, Set<Role> roles, Optional<Set<String>> awsAccounts, Caller by)
      throws IOException, AccountException {
    Optional<Set<String>> allowed = Names.accounts(awsAccounts);
    book.lock().lock();
    try {
      if (!roles.contains(Role.OPERATOR) && by.kind() != Caller.Kind.MACHINE) {
        requireAnotherOperator(name);
      }
      return change(
          Names.user(name),
          user ->
              new UserRow(
                  user.name(),
                  user.password(),
                  Names.rolesRow(roles),
                  Names.accountsRow(allowed),
                  user.disabled(),
                  user.generation(),
                  user.createdAt(),
                  user.lastUsedAt(),
                  user.failures(),
                  user.lockedUntil()));
    } finally {
      book.lock().unlock();
    }
  }

  private void requireAnotherOperator(String name) throws IOException, AccountException {
    boolean isOperator = user(name).filter(Accounts::isOperator).isPresent();
    boolean another =
        users().stream().anyMatch(other -> !other.name().equals(name) && isOperator(other));
    if (isOperator && !another) {
      throw new AccountException(
          Reason.LAST_OPERATOR,
          "%s is the last operator: nobody could set up accounts after that".formatted(name));
    }
  }

  /// Whom somebody else vouches for does not count: tomorrow they may not.
  private static boolean isOperator(Account account) {
    return !account.disabled()
        && account.roles().contains(Role.OPERATOR)
        && !Names.isVouched(account.name());
  }

  private Account change(String name, UnaryOperator<UserRow> to)
      throws IOException, AccountException {
    String wanted = Names.anyUser(name);
    book.lock().lock();
    try {
      UserRow before = book.page().users().get(wanted);
      if (before == null) {
        throw new AccountException(Reason.UNKNOWN, "there is no user %s".formatted(wanted));
      }
      UserRow after = to.apply(before);
      book.put(List.of(after), List.of());
      return account(after);
    } finally {
      book.lock().unlock();
    }
  }

  private static UserRow row(
      UserRow user,
      Optional<String> password,
      boolean disabled,
      long generation,
      Optional<Instant> lastUsedAt,
      int failures,
      Optional<Instant> lockedUntil) {
    return new UserRow(
        user.name(),
        password,
        user.roles(),
        user.accounts(),
        disabled,
        generation,
        user.createdAt(),
        lastUsedAt,
        failures,
        lockedUntil);
  }

  // ------------------------------------------------------------ signing in

  /// Until when nobody can sign in under this name, whether somebody has it or not; empty where
  /// they can now.
  public Optional<Instant> lockedUntil(String name) throws IOException {
    Instant now = now();
    UserRow user = book.page().users().get(name);
    return user == null
        ? strangers.waitUntil(name, now)
        : user.lockedUntil().filter(until -> until.isAfter(now));
  }

  /// A sign-in under this name failed. Survives a restart for names that somebody has.
  public void signInFailed(String name) throws IOException {
    Instant now = now();
    if (book.page().users().containsKey(name)) {
      signInEnded(
          name,
          user ->
              row(
                  user,
                  user.password(),
                  user.disabled(),
                  user.generation(),
                  user.lastUsedAt(),
                  user.failures() + 1,
                  Guesses.waitUntil(user.failures() + 1, now)));
    } else {
      strangers.failed(name, now);
    }
  }

  /// A sign-in under this name was as it should be.
  public Account signedIn(String name) throws IOException {
    Instant now = now();
    return signInEnded(
        name,
        user ->
            row(
                user,
                user.password(),
                user.disabled(),
                user.generation(),
                Optional.of(now),
                0,
                Optional.empty()));
  }

  private Account signInEnded(String name, UnaryOperator<UserRow> to) throws IOException {
    try {
      return change(name, to);
    } catch (AccountException e) {
      throw new IllegalArgumentException("users are never taken away: " + name, e);
    }
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  /// Writes what is not written yet.
  @Override
  public void close() throws IOException {
    credentials.close();
  }
}
