package io.trailseal.api.rest;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.trailseal.api.ask.Parameters;
import io.trailseal.api.auth.AccountProblems;
import io.trailseal.api.auth.Callers;
import io.trailseal.api.auth.Passwords;
import io.trailseal.api.auth.SignIns;
import io.trailseal.api.auth.TokenGrants;
import io.trailseal.api.error.ErrorCode;
import io.trailseal.api.error.Problem;
import io.trailseal.indexer.Store;
import io.trailseal.indexer.access.Account;
import io.trailseal.indexer.access.AccountException;
import io.trailseal.indexer.access.Accounts;
import io.trailseal.indexer.access.Caller;
import io.trailseal.indexer.access.Names;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Who may use the appliance.
@Controller
@Produces(MediaType.APPLICATION_JSON)
@ExecuteOn(TaskExecutors.BLOCKING)
final class AccountRoutes {
  private final Accounts accounts;
  private final TokenGrants grants;
  private final SignIns signIns;
  private final InstantSource clock;

  AccountRoutes(Store store, TokenGrants grants, SignIns signIns, InstantSource clock) {
    this.accounts = store.accounts();
    this.grants = grants;
    this.signIns = signIns;
    this.clock = clock;
  }

  @Get("/api/v1/session")
  byte[] session(HttpRequest<?> request) {
    var _ = Parameters.of(request, AccountOperations.SESSION.takes());
    return AccountJson.caller(Callers.of(request));
  }

  @Get("/api/v1/tokens")
  byte[] tokens(HttpRequest<?> request) throws IOException {
    var _ = Parameters.of(request, AccountOperations.TOKENS.takes());
    return AccountJson.tokens(grants.seenBy(Callers.of(request)));
  }

  @Post("/api/v1/tokens")
  @Consumes(MediaType.APPLICATION_JSON)
  HttpResponse<byte[]> issue(HttpRequest<?> request, @Body byte[] body) throws IOException {
    var _ = Parameters.of(request, AccountOperations.ISSUE.takes());
    Parameters members = Parameters.ofBody(body, AccountOperations.ISSUE.body());
    try {
      return HttpResponse.created(
          AccountJson.issued(
              grants.issue(
                  Callers.of(request),
                  members.get(AccountOperations.ACCESS_KEY),
                  members.get(AccountOperations.LABEL),
                  Names.roles(members.get(AccountOperations.ROLES)),
                  restriction(members),
                  Optional.of(
                      clock
                          .instant()
                          .plus(Duration.ofDays(members.get(AccountOperations.DAYS)))))));
    } catch (AccountException e) {
      throw AccountProblems.of(e).exception();
    }
  }

  @Delete("/api/v1/tokens/{id}")
  byte[] revoke(HttpRequest<?> request, @PathVariable String id) throws IOException {
    var _ = Parameters.of(request, AccountOperations.REVOKE.takes());
    try {
      return AccountJson.token(grants.revoke(Callers.of(request), id));
    } catch (AccountException e) {
      throw AccountProblems.of(e).exception();
    }
  }

  @Get("/api/v1/users")
  byte[] users(HttpRequest<?> request) throws IOException {
    var _ = Parameters.of(request, AccountOperations.USERS.takes());
    return AccountJson.users(accounts.users());
  }

  @Post("/api/v1/users")
  @Consumes(MediaType.APPLICATION_JSON)
  HttpResponse<byte[]> add(HttpRequest<?> request, @Body byte[] body) throws IOException {
    var _ = Parameters.of(request, AccountOperations.ADD.takes());
    Parameters members = Parameters.ofBody(body, AccountOperations.ADD.body());
    String name = members.get(AccountOperations.NAME);
    String password = members.get(AccountOperations.PASSWORD);
    try {
      Account made =
          accounts.add(
              name,
              password.isEmpty()
                  ? Optional.empty()
                  : Optional.of(hash(name, password, Callers.of(request))),
              Names.roles(members.get(AccountOperations.ROLES)),
              restriction(members),
              Callers.of(request));
      return HttpResponse.created(AccountJson.user(made));
    } catch (AccountException e) {
      throw AccountProblems.of(e).exception();
    }
  }

  @Post("/api/v1/users/{name}")
  @Consumes(MediaType.APPLICATION_JSON)
  byte[] change(HttpRequest<?> request, @PathVariable String name, @Body byte[] body)
      throws IOException {
    var _ = Parameters.of(request, AccountOperations.CHANGE.takes());
    Parameters members = Parameters.ofBody(body, AccountOperations.CHANGE.body());
    if (members.has(AccountOperations.AWS_ACCOUNTS) && !members.has(AccountOperations.ROLES)) {
      throw Problem.of(ErrorCode.ACCOUNT_INVALID, "accounts can be set together with roles")
          .exception();
    }
    Caller caller = Callers.of(request);
    try {
      if (members.has(AccountOperations.ROLES)) {
        Account _ =
            accounts.setRights(
                name,
                Names.roles(members.get(AccountOperations.ROLES)),
                restriction(members),
                caller);
      }
      if (members.has(AccountOperations.PASSWORD)) {
        Account _ =
            accounts.resetPassword(
                name, hash(name, members.get(AccountOperations.PASSWORD), caller), caller);
      }
      if (members.has(AccountOperations.DISABLED)) {
        Account _ = accounts.setDisabled(name, members.get(AccountOperations.DISABLED), caller);
      }
      return AccountJson.user(
          accounts
              .user(name)
              .orElseThrow(
                  () ->
                      Problem.of(ErrorCode.ACCOUNT_UNKNOWN, "there is no user of this name")
                          .exception()));
    } catch (AccountException e) {
      throw AccountProblems.of(e).exception();
    }
  }

  private String hash(String name, String password, Caller by) {
    Optional<String> objection = Passwords.objection(name, password);
    if (objection.isPresent()) {
      throw AccountProblems.objection(objection.get()).exception();
    }
    return signIns.hash(password, by.name());
  }

  private static Optional<Set<String>> restriction(Parameters members) {
    List<String> given = members.get(AccountOperations.AWS_ACCOUNTS);
    return given.isEmpty() ? Optional.empty() : Optional.of(Set.copyOf(given));
  }
}
