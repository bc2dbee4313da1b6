package io.trailseal.indexer.access;

import io.trailseal.indexer.access.AccountException.Reason;
import io.trailseal.indexer.ledger.AccessAction;
import io.trailseal.indexer.ledger.AccessDetail;
import io.trailseal.indexer.ledger.AccountTables.CredentialRow;
import io.trailseal.indexer.ledger.AccountTables.UserRow;
import io.trailseal.verifier.S3Name;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tokens and AWS-style access keys: what programs show instead of a password. Of a token only a
/// hash is kept; the secret of an access key is kept sealed, because a signature cannot be checked
/// without it.
///
/// Threads: any. Finding out whose a token is touches no disk.
public final class Credentials {
  private static final Logger LOG = LoggerFactory.getLogger(Credentials.class);

  /// All of them are held in memory, the revoked ones too.
  static final int CREDENTIALS_MAX = 50_000;

  /// For one user, of those that are valid.
  static final int OF_ONE_MAX = 100;

  /// Often enough for a person who asks whether a token is still in use.
  static final Duration USE_GRAIN = Duration.ofMinutes(1);

  /// How long tokens and keys are accepted after their user's last sign-in, where an identity
  /// provider vouches for the user: as long as they may at most outlive somebody's leaving.
  static final Duration VOUCHED_MAX = Duration.ofDays(30);

  private final AccountBook book;
  private final SealingKey sealing;
  private final InstantSource clock;

  /// By id, when each was last used in this process, and whether that is written.
  private final Map<String, Instant> uses = new ConcurrentHashMap<>();

  private final Map<String, Instant> usesToWrite = new ConcurrentHashMap<>();
  private final AtomicBoolean writing = new AtomicBoolean();

  Credentials(AccountBook book, SealingKey sealing, InstantSource clock) {
    this.book = book;
    this.sealing = sealing;
    this.clock = clock;
  }

  /// Every one, also revoked ones, oldest first.
  public List<Credential> all() throws IOException {
    return book.page().credentials().values().stream().map(this::credential).toList();
  }

  public Optional<Credential> find(String id) throws IOException {
    return Optional.ofNullable(book.page().credentials().get(id)).map(this::credential);
  }

  private Credential credential(CredentialRow row) {
    return new Credential(
        row.id(),
        row.accessKey(),
        row.owner(),
        row.label(),
        Names.rolesOf(row.roles()),
        Names.accountsOf(row.accounts()),
        row.createdAt(),
        row.expiresAt(),
        Optional.ofNullable(uses.get(row.id())).or(row::lastUsedAt),
        row.revokedAt());
  }

  // ------------------------------------------------------------ letting in

  /// Who asks with this token; empty where it is none that is accepted now.
  ///
  /// @param presented as it came, hostile
  /// @param from the address it came from
  public Optional<Caller> token(String presented, String from) throws IOException {
    Optional<String> id = Secrets.tokenId(presented);
    CredentialRow row = id.isEmpty() ? null : book.page().credentials().get(id.get());
    if (row == null || row.accessKey() || !Secrets.same(row.secret(), Secrets.hash(presented))) {
      return Optional.empty();
    }
    Optional<Caller> caller = caller(row, from);
    caller.ifPresent(this::used);
    return caller;
  }

  /// The public part of what was presented as a token, for the access record; empty where it is not
  /// written as one.
  ///
  /// @param presented as it came, hostile
  public static Optional<String> publicPart(String presented) {
    return Secrets.tokenId(presented);
  }

  /// The access key of this id; empty where it is none that is accepted now. Whether the request is
  /// signed with its secret is for the caller to see, who then calls [#used].
  ///
  /// @param id as it came, hostile
  /// @param from the address it came from
  public Optional<AccessKey> accessKey(String id, String from) throws IOException {
    CredentialRow row = book.page().credentials().get(id);
    if (row == null || !row.accessKey()) {
      return Optional.empty();
    }
    Optional<Caller> caller = caller(row, from);
    return caller.isEmpty()
        ? Optional.empty()
        : Optional.of(new AccessKey(sealing.open(id, row.secret()), caller.get()));
  }

  /// What its owner may and it may too.
  private Optional<Caller> caller(CredentialRow row, String from) throws IOException {
    Instant now = now();
    Credential credential = credential(row);
    UserRow owner = book.page().users().get(row.owner());
    if (owner == null || owner.disabled() || isGone(owner, now) || !credential.isValid(now)) {
      return Optional.empty();
    }
    Set<Role> roles =
        Names.rolesOf(owner.roles()).stream()
            .filter(credential.roles()::contains)
            .collect(Collectors.toSet());
    if (roles.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Caller(
            credential.kind(),
            row.owner(),
            Optional.of(row.id()),
            roles,
            both(Names.accountsOf(owner.accounts()), credential.accounts()),
            from));
  }

  /// Nobody tells us when somebody leaves for whom an identity provider vouches.
  private static boolean isGone(UserRow owner, Instant now) {
    return Names.isVouched(owner.name())
        && owner.lastUsedAt().filter(at -> now.isBefore(at.plus(VOUCHED_MAX))).isEmpty();
  }

  private static Optional<Set<String>> both(
      Optional<Set<String>> one, Optional<Set<String>> other) {
    if (one.isEmpty() || other.isEmpty()) {
      return one.or(() -> other);
    }
    return Optional.of(
        one.get().stream().filter(other.get()::contains).collect(Collectors.toSet()));
  }

  // ------------------------------------------------------------ making and taking back

  /// Makes a token or access key.
  ///
  /// @param accessKey whether it is to be an AWS-style access key
  /// @param roles what one may do with it; at most what its owner may is ever granted
  /// @param awsAccounts whose events one sees with it; empty for those its owner sees
  /// @param expiresAt empty for never
  /// @param by who makes it
  /// @throws AccountException if there is no such user, or something of it is impossible
  public Issued issue(
      boolean accessKey,
      String owner,
      String label,
      Set<Role> roles,
      Optional<Set<String>> awsAccounts,
      Optional<Instant> expiresAt,
      Caller by)
      throws IOException, AccountException {
    String whose = Names.anyUser(owner);
    String purpose = Names.label(label);
    Optional<Set<String>> allowed = Names.accounts(awsAccounts);
    Instant now = now();
    if (expiresAt.filter(end -> !end.isAfter(now)).isPresent()) {
      throw new AccountException(
          Reason.INVALID, "a token must expire later than now, was to at " + expiresAt.get());
    }
    book.lock().lock();
    try {
      requireRoom(whose, roles, now);
      String secret = accessKey ? Secrets.accessKeySecret() : Secrets.token();
      String id = accessKey ? Secrets.accessKeyId() : Secrets.tokenId(secret).orElseThrow();
      CredentialRow row =
          new CredentialRow(
              id,
              accessKey,
              whose,
              purpose,
              accessKey ? sealing.seal(id, secret) : Secrets.hash(secret),
              Names.rolesRow(roles),
              Names.accountsRow(allowed),
              now,
              expiresAt.map(end -> end.truncatedTo(ChronoUnit.MILLIS)),
              Optional.empty(),
              Optional.empty());
      Deed deed =
          deed(AccessAction.TOKEN_CREATED, row)
              .with(
                  AccessDetail.CHANGE,
                  "%s for '%s': %s, expires %s"
                      .formatted(
                          accessKey ? "access key" : "token",
                          purpose,
                          Names.rights(roles, allowed),
                          row.expiresAt().map(Instant::toString).orElse("never")));
      book.put(List.of(), List.of(row), List.of(AccessRecord.accessed(by, deed)));
      return new Issued(credential(row), secret);
    } finally {
      book.lock().unlock();
    }
  }

  private void requireRoom(String owner, Set<Role> roles, Instant now)
      throws IOException, AccountException {
    UserRow user = book.page().users().get(owner);
    if (user == null) {
      throw new AccountException(Reason.UNKNOWN, "there is no user %s".formatted(owner));
    }
    if (!Names.rolesOf(user.roles()).containsAll(roles)) {
      throw new AccountException(
          Reason.INVALID,
          "a token can have roles its owner has: %s has %s, not %s"
              .formatted(owner, Names.words(Names.rolesOf(user.roles())), Names.words(roles)));
    }
    long valid =
        all().stream().filter(other -> other.owner().equals(owner) && other.isValid(now)).count();
    if (valid >= OF_ONE_MAX || book.page().credentials().size() >= CREDENTIALS_MAX) {
      throw new AccountException(
          Reason.TAKEN,
          "a user can have %,d valid tokens, and there can be %,d in all; revoke some"
              .formatted(OF_ONE_MAX, CREDENTIALS_MAX));
    }
  }

  /// Takes a token or access key back; it is not accepted from here on. Once is enough.
  ///
  /// @param id as it was typed
  /// @param by who takes it back
  /// @throws AccountException if there is none of this id
  public Credential revoke(String id, Caller by) throws IOException, AccountException {
    book.lock().lock();
    try {
      CredentialRow row = book.page().credentials().get(id);
      if (row == null) {
        throw new AccountException(
            Reason.UNKNOWN, "there is no token %s".formatted(S3Name.excerpt(id, 80)));
      }
      if (row.revokedAt().isPresent()) {
        return credential(row);
      }
      CredentialRow revoked = row(row, row.lastUsedAt(), Optional.of(now()));
      book.put(
          List.of(),
          List.of(revoked),
          List.of(AccessRecord.accessed(by, deed(AccessAction.TOKEN_REVOKED, row))));
      return credential(revoked);
    } finally {
      book.lock().unlock();
    }
  }

  private static Deed deed(AccessAction action, CredentialRow row) {
    return Deed.of(action).with(AccessDetail.SUBJECT, "%s of %s".formatted(row.id(), row.owner()));
  }

  static CredentialRow row(
      CredentialRow row, Optional<Instant> lastUsedAt, Optional<Instant> revokedAt) {
    return new CredentialRow(
        row.id(),
        row.accessKey(),
        row.owner(),
        row.label(),
        row.secret(),
        row.roles(),
        row.accounts(),
        row.createdAt(),
        row.expiresAt(),
        lastUsedAt,
        revokedAt);
  }

  // ------------------------------------------------------------ last use

  /// Remembers that the caller's token or access key was used, and has it written by and by.
  public void used(Caller caller) {
    caller.credential().ifPresent(id -> used(id, now()));
  }

  private void used(String id, Instant now) {
    Instant before = uses.get(id);
    if (before != null && now.isBefore(before.plus(USE_GRAIN))) {
      return;
    }
    uses.put(id, now);
    usesToWrite.put(id, now);
    if (writing.compareAndSet(false, true)) {
      Thread.ofVirtual().name("credential-uses").start(this::writeUses);
    }
  }

  private void writeUses() {
    try {
      writing.set(false);
      flush();
    } catch (IOException e) {
      // Nothing depends on it but what a person is shown.
      LOG.warn("when tokens were used could not be written: {}", e.toString());
    }
  }

  private void flush() throws IOException {
    book.lock().lock();
    try {
      List<CredentialRow> rows = new ArrayList<>();
      Map<String, CredentialRow> known = book.page().credentials();
      for (String id : List.copyOf(usesToWrite.keySet())) {
        Instant at = usesToWrite.remove(id);
        CredentialRow row = known.get(id);
        if (at != null && row != null) {
          rows.add(row(row, Optional.of(at), row.revokedAt()));
        }
      }
      if (!rows.isEmpty()) {
        book.note(List.of(), rows);
      }
    } finally {
      book.lock().unlock();
    }
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  void close() throws IOException {
    flush();
  }
}
