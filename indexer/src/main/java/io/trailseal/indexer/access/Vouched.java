package io.trailseal.indexer.access;

import io.trailseal.indexer.access.AccountException.Reason;
import io.trailseal.indexer.ledger.AccessAction;
import io.trailseal.indexer.ledger.AccessDetail;
import io.trailseal.indexer.ledger.AccountTables.CredentialRow;
import io.trailseal.indexer.ledger.AccountTables.UserRow;
import io.trailseal.indexer.ledger.LedgerEntry.Accessed;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Users for whom an identity provider vouches. They have no password here, and what they may do is
/// what the provider's groups gave them when they last came; but they can be disabled like anybody.
///
/// Their names hold who vouches for whom, see [Names#vouched]: nobody else's can be the same, and
/// the same person has the same one for good, whatever the provider calls them later.
///
/// Threads: any.
public final class Vouched {
  private final AccountBook book;
  private final InstantSource clock;

  Vouched(AccountBook book, InstantSource clock) {
    this.book = book;
    this.clock = clock;
  }

  /// The account of somebody who came; made if it is the first time. Enters that they signed in,
  /// and what is new about them. One that is disabled is given back as it was, and nothing is
  /// entered.
  ///
  /// @param issuer who vouches
  /// @param subject for whom, as the issuer never calls anybody else
  /// @param name what people call them there; hostile
  /// @param roles what they may do from now on
  /// @param awsAccounts whose events they may see from now on; empty for all
  /// @param from the address they come from
  /// @throws AccountException if there are too many users
  public Account came(
      String issuer,
      String subject,
      String name,
      Set<Role> roles,
      Optional<Set<String>> awsAccounts,
      String from)
      throws IOException, AccountException {
    Optional<Set<String>> allowed = Names.accounts(awsAccounts);
    book.lock().lock();
    try {
      Optional<UserRow> before = find(issuer, subject);
      if (before.isEmpty() && book.page().users().size() >= Accounts.USERS_MAX) {
        throw new AccountException(
            Reason.TAKEN,
            "there are %,d users, which is the most there can be".formatted(Accounts.USERS_MAX));
      }
      if (before.filter(UserRow::disabled).isPresent()) {
        return UserRows.account(before.get());
      }
      Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
      UserRow row =
          new UserRow(
              before.isPresent() ? before.get().name() : Names.vouched(issuer, subject, name),
              Optional.empty(),
              Names.rolesRow(roles),
              Names.accountsRow(allowed),
              false,
              before.map(UserRow::generation).orElse(1L),
              before.map(UserRow::createdAt).orElse(now),
              Optional.of(now),
              0,
              Optional.empty());
      Account account = UserRows.account(row);
      Caller caller = account.caller(from);
      List<Accessed> entries = new ArrayList<>();
      Optional<Account> known = before.map(UserRows::account);
      if (known.filter(one -> mayTheSame(one, account)).isEmpty()) {
        entries.add(
            Accounts.changed(
                account.name(),
                "%s: %s, as the groups say that %s names of %s"
                    .formatted(
                        known.isPresent() ? "may from now on" : "added",
                        Names.rights(roles, allowed),
                        issuer,
                        subject),
                caller));
      }
      entries.add(AccessRecord.accessed(caller, Deed.of(AccessAction.SIGNED_IN)));
      book.put(List.of(row), List.of(), entries);
      return account;
    } finally {
      book.lock().unlock();
    }
  }

  private static boolean mayTheSame(Account one, Account other) {
    return one.roles().equals(other.roles()) && one.accounts().equals(other.accounts());
  }

  /// Somebody came whom the provider gives no group any more that may do anything here: their
  /// sessions end, and their tokens are revoked. That they came is for the caller to enter.
  ///
  /// @param from the address they come from
  /// @return their account; empty where they never had one
  public Optional<Account> cameInVain(String issuer, String subject, String from)
      throws IOException {
    book.lock().lock();
    try {
      Optional<UserRow> found = find(issuer, subject);
      if (found.isEmpty()) {
        return Optional.empty();
      }
      UserRow user = found.get();
      Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
      List<CredentialRow> revoked =
          book.page().credentials().values().stream()
              .filter(row -> row.owner().equals(user.name()) && row.revokedAt().isEmpty())
              .map(row -> Credentials.row(row, row.lastUsedAt(), Optional.of(now)))
              .toList();
      UserRow after =
          new UserRow(
              user.name(),
              user.password(),
              user.roles(),
              user.accounts(),
              user.disabled(),
              user.generation() + 1,
              user.createdAt(),
              user.lastUsedAt(),
              user.failures(),
              user.lockedUntil());
      Account account = UserRows.account(after);
      Caller caller = account.caller(from);
      List<Accessed> entries = new ArrayList<>();
      entries.add(
          Accounts.changed(
              account.name(), "sessions ended: in no group any more that has a role", caller));
      for (CredentialRow row : revoked) {
        entries.add(
            AccessRecord.accessed(
                caller, Deed.of(AccessAction.TOKEN_REVOKED).with(AccessDetail.SUBJECT, row.id())));
      }
      book.put(List.of(after), revoked, entries);
      return Optional.of(account);
    } finally {
      book.lock().unlock();
    }
  }

  private Optional<UserRow> find(String issuer, String subject) throws IOException {
    String ending = Names.vouchedEnding(issuer, subject);
    return book.page().users().entrySet().stream()
        .filter(entry -> entry.getKey().endsWith(ending))
        .map(Map.Entry::getValue)
        .findFirst();
  }
}
