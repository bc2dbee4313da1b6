package io.trailseal.api.auth;

import io.trailseal.api.error.ErrorCode;
import io.trailseal.api.error.Problem;
import io.trailseal.api.error.ProblemException;
import io.trailseal.api.oidc.GroupRoles.Grant;
import io.trailseal.api.oidc.Identity;
import io.trailseal.indexer.Store;
import io.trailseal.indexer.access.AccessRecord;
import io.trailseal.indexer.access.Account;
import io.trailseal.indexer.access.AccountException;
import io.trailseal.indexer.access.Accounts;
import io.trailseal.indexer.access.Names;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;

/// Lets people in for whom an identity provider vouches. Each who comes is in the access record
/// before anything is answered, whether they were let in or not.
///
/// Threads: any.
@Singleton
public final class VouchedSignIns {
  private final Accounts accounts;
  private final AccessRecord record;

  VouchedSignIns(Store store) {
    this.accounts = store.accounts();
    this.record = store.accessRecord();
  }

  /// Finds out who comes back from the provider.
  ///
  /// @param arriving finds it out, or says why it cannot
  /// @param from the address they come from
  /// @throws ProblemException if that is not known
  public Identity identify(Supplier<Identity> arriving, String from) throws IOException {
    try {
      return arriving.get();
    } catch (ProblemException e) {
      throw refused("", e.problem(), from);
    }
  }

  /// Lets them in.
  ///
  /// @param from the address they come from
  /// @throws ProblemException if they may do nothing here
  public SignedIn signIn(Identity identity, String from) throws IOException {
    if (identity.grant().isEmpty()) {
      Optional<Account> known =
          accounts.vouched().cameInVain(identity.issuer(), identity.subject(), from);
      throw refused(known.map(Account::name).orElse(identity.name()), identity.withoutRole(), from);
    }
    Account account = account(identity, identity.grant().get(), from);
    if (account.disabled()) {
      throw refused(
          account.name(),
          Problem.of(
                  ErrorCode.SIGN_IN_WITHOUT_ROLE, "%s is disabled here".formatted(account.name()))
              .withRemedy("ask the appliance's operator, if that should not be so"),
          from);
    }
    return SignedIn.as(account);
  }

  private Account account(Identity identity, Grant grant, String from) throws IOException {
    try {
      return accounts
          .vouched()
          .came(
              identity.issuer(),
              identity.subject(),
              identity.name(),
              grant.roles(),
              grant.accounts(),
              from);
    } catch (AccountException e) {
      throw refused(identity.name(), AccountProblems.of(e), from);
    }
  }

  private ProblemException refused(String name, Problem problem, String from) throws IOException {
    record.signInRefused(
        name, Optional.empty(), from, "identity provider: " + problem.code().title());
    return problem.exception();
  }

  /// Whether somebody came this way.
  public static boolean isVouched(String name) {
    return Names.isVouched(name);
  }
}
