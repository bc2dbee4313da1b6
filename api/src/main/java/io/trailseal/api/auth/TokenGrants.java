package io.trailseal.api.auth;

import io.trailseal.indexer.Store;
import io.trailseal.indexer.access.AccountException;
import io.trailseal.indexer.access.Accounts;
import io.trailseal.indexer.access.Caller;
import io.trailseal.indexer.access.Credential;
import io.trailseal.indexer.access.Issued;
import io.trailseal.indexer.access.Names;
import io.trailseal.indexer.access.Role;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Who may make and take back which tokens. Everybody theirs, and with no more rights than they
/// have in this very request. Tokens make no tokens, which the table of routes says: theirs would
/// outlive them. Operators who are not restricted to AWS accounts take back everybody's.
///
/// Threads: any.
@Singleton
public final class TokenGrants {
  private final Accounts accounts;

  TokenGrants(Store store) {
    this.accounts = store.accounts();
  }

  /// The caller's own, oldest first.
  public List<Credential> own(Caller caller) throws IOException {
    return accounts.credentials().all().stream()
        .filter(credential -> credential.owner().equals(caller.name()))
        .toList();
  }

  /// Those that the caller may see: for an operator everybody's.
  public List<Credential> seenBy(Caller caller) throws IOException {
    return isForAll(caller) ? accounts.credentials().all() : own(caller);
  }

  private static boolean isForAll(Caller caller) {
    return caller.is(Role.OPERATOR) && caller.accounts().isEmpty();
  }

  /// Makes one that is the caller's.
  ///
  /// @param accessKey whether it is to be an AWS-style access key
  /// @param awsAccounts empty for all that the caller may see
  /// @param expiresAt empty for never
  /// @throws AccountException if the caller may not grant that
  public Issued issue(
      Caller caller,
      boolean accessKey,
      String label,
      Set<Role> roles,
      Optional<Set<String>> awsAccounts,
      Optional<Instant> expiresAt)
      throws IOException, AccountException {
    if (!caller.roles().containsAll(roles)) {
      throw new AccountException(
          AccountException.Reason.INVALID,
          "you can grant what you may do here, %s, not %s"
              .formatted(Names.words(caller.roles()), Names.words(roles)));
    }
    Optional<Set<String>> granted = awsAccounts.or(caller::accounts);
    if (caller.accounts().isPresent()
        && !caller.accounts().get().containsAll(granted.orElseThrow())) {
      throw new AccountException(
          AccountException.Reason.INVALID, "you can grant the AWS accounts that you may see");
    }
    return accounts
        .credentials()
        .issue(accessKey, caller.name(), label, roles, granted, expiresAt, caller);
  }

  /// Takes one back.
  ///
  /// @param id as it came, hostile
  /// @throws AccountException if there is none of this id that the caller may see
  public Credential revoke(Caller caller, String id) throws IOException, AccountException {
    boolean theirs =
        accounts
            .credentials()
            .find(id)
            .filter(credential -> isForAll(caller) || credential.owner().equals(caller.name()))
            .isPresent();
    // Of another's it is said that there is none, as of one that is not there.
    return accounts.credentials().revoke(theirs ? id : "of this id that is yours", caller);
  }
}
