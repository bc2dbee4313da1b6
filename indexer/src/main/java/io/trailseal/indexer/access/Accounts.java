package io.trailseal.indexer.access;

import io.trailseal.indexer.access.AccountException.Reason;
import io.trailseal.indexer.ledger.AccessAction;
import io.trailseal.indexer.ledger.AccessDetail;
import io.trailseal.indexer.ledger.AccountTables.UserRow;
import io.trailseal.indexer.ledger.Ledger;
import io.trailseal.indexer.ledger.LedgerEntry.Accessed;
import io.trailseal.verifier.S3Name;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
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
  private final SignInFailures failures;

  private Accounts(AccountBook book, Credentials credentials, InstantSource clock) {
    this.book = book;
    this.credentials = credentials;
    this.vouched = new Vouched(book, clock);
    this.failures = new SignInFailures(book);
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
        .map(UserRows::account)
        .sorted((one, other) -> one.name().compareTo(other.name()))
        .toList();
  }

  /// @param name as it is kept: see [Names#user]
  public Optional<Account> user(String name) throws IOException {
    return Optional.ofNullable(book.page().users().get(name)).map(UserRows::account);
  }

  /// The hash to hold a password against; empty where nothing may sign in under this name.
  public Optional<String> passwordHash(String name) throws IOException {
    return Optional.ofNullable(book.page().users().get(name))
        .filter(user -> !user.disabled())
        .flatMap(UserRow::password);
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
  /// @param from the address they come from
  /// @throws AccountException if the word is not good (any more), or the name is none
  public Account setUp(String word, String name, String passwordHash, String from)
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
      Caller themselves =
          new Caller(
              Caller.Kind.USER, wanted, Optional.empty(), FIRST_ROLES, Optional.empty(), from);
      Account made =
          enter(wanted, Optional.of(passwordHash), FIRST_ROLES, Optional.empty(), themselves);
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
  /// @param by who makes them
  /// @throws AccountException if there is one of that name, or something of it is impossible
  public Account add(
      String name,
      Optional<String> passwordHash,
      Set<Role> roles,
      Optional<Set<String>> awsAccounts,
      Caller by)
      throws IOException, AccountException {
    String wanted = Names.user(name);
    Optional<Set<String>> allowed = Names.accounts(awsAccounts);
    book.lock().lock();
    try {
      return enter(wanted, passwordHash, roles, allowed, by);
    } finally {
      book.lock().unlock();
    }
  }

  private Account enter(
      String name,
      Optional<String> passwordHash,
      Set<Role> roles,
      Optional<Set<String>> awsAccounts,
      Caller by)
      throws IOException, AccountException {
    var users = book.page().users();
    if (users.containsKey(name)) {
      throw new AccountException(Reason.TAKEN, "there is a user %s already".formatted(name));
    }
    if (users.size() >= USERS_MAX) {
      throw new AccountException(
          Reason.TAKEN, "there are %,d users, which is the most there can be".formatted(USERS_MAX));
    }
    UserRow row = UserRows.made(name, passwordHash, roles, awsAccounts, now());
    String change =
        "added: %s, %s password"
            .formatted(
                Names.rights(roles, awsAccounts), passwordHash.isPresent() ? "with a" : "without");
    book.put(List.of(row), List.of(), List.of(changed(name, change, by)));
    return UserRows.account(row);
  }

  static Accessed changed(String name, String change, Caller by) {
    return AccessRecord.accessed(
        by,
        Deed.of(AccessAction.ACCOUNT_CHANGED)
            .with(AccessDetail.SUBJECT, name)
            .with(AccessDetail.CHANGE, change));
  }

  /// Sets the password anew. Sessions end, and waiting after guesses does.
  ///
  /// @param by who sets it
  public Account resetPassword(String name, String passwordHash, Caller by)
      throws IOException, AccountException {
    return change(
        Names.user(name),
        "another password",
        by,
        user -> UserRows.withPassword(user, passwordHash));
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
          name, disabled ? "disabled" : "enabled", by, user -> UserRows.disabled(user, disabled));
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
      boolean setsUpAccounts = roles.contains(Role.OPERATOR) && allowed.isEmpty();
      if (!setsUpAccounts && by.kind() != Caller.Kind.MACHINE) {
        requireAnotherOperator(name);
      }
      return change(
          Names.user(name),
          "may from now on: " + Names.rights(roles, allowed),
          by,
          user -> UserRows.withRights(user, roles, allowed));
    } finally {
      book.lock().unlock();
    }
  }

  private void requireAnotherOperator(String typed) throws IOException, AccountException {
    String name = kept(typed);
    boolean isOperator = user(name).filter(Accounts::isOperator).isPresent();
    boolean another =
        users().stream().anyMatch(other -> !other.name().equals(name) && isOperator(other));
    if (isOperator && !another) {
      throw new AccountException(
          Reason.LAST_OPERATOR,
          "%s is the last operator: nobody could set up accounts after that".formatted(name));
    }
  }

  /// Who sets up accounts. Whom somebody else vouches for does not count: tomorrow they may not.
  private static boolean isOperator(Account account) {
    return !account.disabled()
        && account.roles().contains(Role.OPERATOR)
        && account.accounts().isEmpty()
        && !Names.isVouched(account.name());
  }

  /// @param what was changed, for the access record
  private Account change(String typed, String what, Caller by, UnaryOperator<UserRow> to)
      throws IOException, AccountException {
    String name = kept(typed);
    return change(name, _ -> changed(name, what, by), to);
  }

  private Account change(String name, Function<UserRow, Accessed> entry, UnaryOperator<UserRow> to)
      throws IOException, AccountException {
    book.lock().lock();
    try {
      UserRow before = book.page().users().get(name);
      if (before == null) {
        throw new AccountException(
            Reason.UNKNOWN, "there is no user %s".formatted(S3Name.excerpt(name, 80)));
      }
      UserRow after = to.apply(before);
      book.put(List.of(after), List.of(), List.of(entry.apply(after)));
      return UserRows.account(after);
    } finally {
      book.lock().unlock();
    }
  }

  /// The name as it is kept, where somebody has it as it is or in small letters.
  private String kept(String typed) throws IOException {
    return book.page().users().containsKey(typed) ? typed : typed.strip().toLowerCase(Locale.ROOT);
  }

  // ------------------------------------------------------------ signing in

  /// Until when nobody can sign in under this name, whether somebody has it or not; empty where
  /// they can now.
  public Optional<Instant> lockedUntil(String name) throws IOException {
    return failures.waitUntil(name, now());
  }

  /// A sign-in under this name failed. Survives a restart for names that somebody has, and is
  /// written by and by: were it written here, how long it takes would tell which names those are.
  /// Entering it in the access record is for the caller, who knows from where it came.
  public void signInFailed(String name) throws IOException {
    failures.failed(name, now());
  }

  /// A sign-in under this name was as it should be; enters that.
  ///
  /// @param generation of the account when that was looked at
  /// @param from the address it came from
  /// @return empty where it is another by now: the password was set anew, or the user disabled
  /// @throws AccountException if there is nobody of this name
  public Optional<Account> signedIn(String name, long generation, String from)
      throws IOException, AccountException {
    Instant now = now();
    book.lock().lock();
    try {
      if (user(name).filter(user -> user.generation() != generation).isPresent()) {
        return Optional.empty();
      }
      return Optional.of(
          change(
              name,
              user ->
                  AccessRecord.accessed(
                      UserRows.account(user).caller(from), Deed.of(AccessAction.SIGNED_IN)),
              user -> UserRows.signedIn(user, now)));
    } finally {
      book.lock().unlock();
    }
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  /// Writes what is not written yet.
  @Override
  public void close() throws IOException {
    failures.flush();
    credentials.close();
  }
}
