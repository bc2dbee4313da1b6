package io.trailseal.api.web;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.trailseal.api.ask.Parameters;
import io.trailseal.api.auth.AccountProblems;
import io.trailseal.api.auth.Callers;
import io.trailseal.api.auth.Form;
import io.trailseal.api.auth.Passwords;
import io.trailseal.api.auth.SignIns;
import io.trailseal.api.error.ErrorCode;
import io.trailseal.api.error.Problem;
import io.trailseal.api.error.ProblemException;
import io.trailseal.api.web.UsersView.UserRow;
import io.trailseal.indexer.Store;
import io.trailseal.indexer.access.Account;
import io.trailseal.indexer.access.AccountException;
import io.trailseal.indexer.access.Accounts;
import io.trailseal.indexer.access.Credential;
import io.trailseal.indexer.access.Names;
import io.trailseal.indexer.access.Role;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Everybody who may use the appliance, and what an operator can change about them.
@Controller("/users")
@Produces(MediaType.TEXT_HTML)
@ExecuteOn(TaskExecutors.BLOCKING)
final class UsersPage {
  private static final String NAME = "name";
  private static final String PASSWORD = "password";
  private static final String ACCOUNTS = "accounts";
  private static final String WHAT = "what";

  private static final List<String> ROLES = Arrays.stream(Role.values()).map(Names::word).toList();

  private final Accounts accounts;
  private final SignIns signIns;
  private final Pages pages;
  private final InstantSource clock;

  UsersPage(Store store, SignIns signIns, Pages pages, InstantSource clock) {
    this.accounts = store.accounts();
    this.signIns = signIns;
    this.pages = pages;
    this.clock = clock;
  }

  @Get
  HttpResponse<?> users(HttpRequest<?> request) throws IOException {
    Parameters.of(request, List.of());
    return show(request, HttpStatus.OK, "", "");
  }

  /// Makes one. Without a password they have only tokens.
  @Post
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  HttpResponse<?> add(HttpRequest<?> request, @Body byte[] body) throws IOException {
    List<String> fields = new ArrayList<>(List.of(NAME, PASSWORD, ACCOUNTS));
    fields.addAll(ROLES);
    Form form = Form.read(request, body, fields);
    try {
      String password = form.text(PASSWORD);
      Optional<String> hash =
          password.isEmpty()
              ? Optional.empty()
              : Optional.of(hash(form.text(NAME), password, request));
      Account made =
          accounts.add(form.text(NAME), hash, roles(form), restriction(form), Callers.of(request));
      return show(request, HttpStatus.OK, made.name() + " can use the appliance", "");
    } catch (ProblemException e) {
      return trouble(request, e.problem());
    } catch (AccountException e) {
      return trouble(request, AccountProblems.of(e));
    }
  }

  /// Changes one: `disable`, `enable`, `password` or `rights`.
  @Post("/{name}")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  HttpResponse<?> change(HttpRequest<?> request, @PathVariable String name, @Body byte[] body)
      throws IOException {
    List<String> fields = new ArrayList<>(List.of(WHAT, PASSWORD, ACCOUNTS));
    fields.addAll(ROLES);
    Form form = Form.read(request, body, fields);
    var caller = Callers.of(request);
    try {
      String done =
          switch (form.text(WHAT)) {
            case "disable" ->
                accounts.setDisabled(name, true, caller).name()
                    + " is disabled, sessions and tokens included";
            case "enable" -> accounts.setDisabled(name, false, caller).name() + " is enabled";
            case "password" ->
                accounts
                        .resetPassword(name, hash(name, form.text(PASSWORD), request), caller)
                        .name()
                    + " has another password, and their sessions have ended";
            case "rights" ->
                accounts.setRights(name, roles(form), restriction(form), caller).name()
                    + " has other rights";
            default ->
                throw Problem.of(
                        ErrorCode.REQUEST_MALFORMED, "the form does not say what to change")
                    .exception();
          };
      return show(request, HttpStatus.OK, done, "");
    } catch (ProblemException e) {
      return trouble(request, e.problem());
    } catch (AccountException e) {
      return trouble(request, AccountProblems.of(e));
    }
  }

  private String hash(String name, String password, HttpRequest<?> request) {
    Optional<String> objection = Passwords.objection(name, password);
    if (objection.isPresent()) {
      throw AccountProblems.objection(objection.get()).exception();
    }
    return signIns.hash(password, Callers.of(request).name());
  }

  private static Set<Role> roles(Form form) throws AccountException {
    return Names.roles(ROLES.stream().filter(form::isTicked).toList());
  }

  private static Optional<Set<String>> restriction(Form form) {
    return Names.typedAccounts(form.text(ACCOUNTS));
  }

  private HttpResponse<?> trouble(HttpRequest<?> request, Problem problem) throws IOException {
    return show(
        request,
        HttpStatus.valueOf(problem.code().status()),
        "",
        Shown.text(problem.detail(), Problem.DETAIL_LENGTH_MAX));
  }

  private HttpResponse<?> show(
      HttpRequest<?> request, HttpStatus status, String done, String trouble) throws IOException {
    Instant now = clock.instant();
    List<Credential> credentials = accounts.credentials().all();
    List<UserRow> rows =
        accounts.users().stream().map(account -> row(account, credentials, now)).toList();
    return SignInPage.page(
        status, pages.users(new UsersView(rows, ROLES, Callers.formWord(request), done, trouble)));
  }

  private static UserRow row(Account account, List<Credential> credentials, Instant now) {
    long valid =
        credentials.stream()
            .filter(each -> each.owner().equals(account.name()) && each.isValid(now))
            .count();
    List<String> state = new ArrayList<>();
    if (account.disabled()) {
      state.add("disabled");
    }
    if (!account.hasPassword()) {
      state.add("no password");
    }
    account
        .lockedUntil()
        .filter(until -> until.isAfter(now))
        .ifPresent(until -> state.add("waits until " + Shown.time(until)));
    return new UserRow(
        account.name(),
        Names.rights(account.roles(), account.accounts()),
        String.join(", ", state),
        account.disabled(),
        Shown.time(account.createdAt()),
        account.lastUsedAt().map(Shown::time).orElse("never"),
        Long.toString(valid));
  }
}
