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
import io.trailseal.api.ask.Parameter;
import io.trailseal.api.ask.Parameters;
import io.trailseal.api.auth.AccountProblems;
import io.trailseal.api.auth.Callers;
import io.trailseal.api.auth.Form;
import io.trailseal.api.auth.Passwords;
import io.trailseal.api.auth.SessionCookie;
import io.trailseal.api.auth.SignIns;
import io.trailseal.api.auth.SignedIn;
import io.trailseal.api.auth.TokenGrants;
import io.trailseal.api.connection.Peer;
import io.trailseal.api.error.Problem;
import io.trailseal.api.error.ProblemException;
import io.trailseal.indexer.Store;
import io.trailseal.indexer.access.Account;
import io.trailseal.indexer.access.AccountException;
import io.trailseal.indexer.access.Accounts;
import io.trailseal.indexer.access.Caller;
import io.trailseal.indexer.access.Issued;
import io.trailseal.indexer.access.Names;
import io.trailseal.indexer.access.Role;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Who one is here: rights, password, tokens.
@Controller("/account")
@Produces(MediaType.TEXT_HTML)
@ExecuteOn(TaskExecutors.BLOCKING)
final class AccountPage {
  private static final String HERE = "/account";
  private static final String OLD = "old";
  private static final String PASSWORD = "password";
  private static final String AGAIN = "again";
  private static final String LABEL = "label";
  private static final String DAYS = "days";
  private static final String KIND = "kind";
  private static final String ACCESS_KEY = "aws";
  private static final Parameter<String> DONE =
      Parameter.text("done", 20, "what has just been done");

  private final Accounts accounts;
  private final SignIns signIns;
  private final SessionCookie cookies;
  private final TokenGrants grants;
  private final Pages pages;
  private final InstantSource clock;

  AccountPage(
      Store store,
      SignIns signIns,
      SessionCookie cookies,
      TokenGrants grants,
      Pages pages,
      InstantSource clock) {
    this.accounts = store.accounts();
    this.signIns = signIns;
    this.cookies = cookies;
    this.grants = grants;
    this.pages = pages;
    this.clock = clock;
  }

  @Get
  HttpResponse<?> account(HttpRequest<?> request) throws IOException {
    boolean changed = Parameters.of(request, List.of(DONE)).get(DONE).equals(PASSWORD);
    return show(
        request,
        HttpStatus.OK,
        Optional.empty(),
        changed ? "your password is another now, and your other sessions have ended" : "",
        "");
  }

  /// Sessions end with the old password; this one goes on under another id.
  @Post("/password")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  HttpResponse<?> changePassword(HttpRequest<?> request, @Body byte[] body) throws IOException {
    Form form = Form.read(request, body, List.of(OLD, PASSWORD, AGAIN));
    String name = Callers.of(request).name();
    try {
      String password = form.text(PASSWORD);
      if (!password.equals(form.text(AGAIN))) {
        throw AccountProblems.objection("the two new passwords are not the same").exception();
      }
      Optional<String> objection = Passwords.objection(name, password);
      if (objection.isPresent()) {
        throw AccountProblems.objection(objection.get()).exception();
      }
      signIns.confirm(name, form.text(OLD), Peer.of(request).from());
      Account changed =
          accounts.resetPassword(name, signIns.hash(password, name), Callers.of(request));
      return cookies.begin(
          request,
          HttpResponse.seeOther(URI.create(HERE + "?done=password")),
          SignedIn.as(changed));
    } catch (ProblemException e) {
      return trouble(request, e.problem());
    } catch (AccountException e) {
      return trouble(request, AccountProblems.of(e));
    }
  }

  /// Makes a token and shows it, this once: hence no other page to go on to.
  @Post("/tokens")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  HttpResponse<?> issue(HttpRequest<?> request, @Body byte[] body) throws IOException {
    List<String> fields = new ArrayList<>(List.of(LABEL, DAYS, KIND));
    for (Role role : Role.values()) {
      fields.add(Names.word(role));
    }
    Form form = Form.read(request, body, fields);
    try {
      List<String> roles =
          fields.subList(3, fields.size()).stream().filter(form::isTicked).toList();
      Issued issued =
          grants.issue(
              Callers.of(request),
              form.text(KIND).equals(ACCESS_KEY),
              form.text(LABEL),
              Names.roles(roles),
              Optional.empty(),
              Optional.of(clock.instant().plus(Duration.ofDays(days(form.text(DAYS))))));
      String id = issued.credential().accessKey() ? issued.credential().id() : "";
      return show(
          request, HttpStatus.OK, Optional.of(new AccountView.Secret(id, issued.secret())), "", "");
    } catch (ProblemException e) {
      return trouble(request, e.problem());
    } catch (AccountException e) {
      return trouble(request, AccountProblems.of(e));
    }
  }

  private static int days(String text) {
    return switch (text) {
      case "7" -> 7;
      case "30" -> 30;
      case "365" -> 365;
      default -> 90;
    };
  }

  @Post("/tokens/{id}/revoke")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  HttpResponse<?> revoke(HttpRequest<?> request, @PathVariable String id, @Body byte[] body)
      throws IOException {
    Form.read(request, body, List.of());
    try {
      grants.revoke(Callers.of(request), id);
      return HttpResponse.seeOther(URI.create(HERE));
    } catch (AccountException e) {
      return trouble(request, AccountProblems.of(e));
    }
  }

  private HttpResponse<?> trouble(HttpRequest<?> request, Problem problem) throws IOException {
    return show(
        request,
        HttpStatus.valueOf(problem.code().status()),
        Optional.empty(),
        "",
        Shown.text(problem.detail(), Problem.DETAIL_LENGTH_MAX));
  }

  private HttpResponse<?> show(
      HttpRequest<?> request,
      HttpStatus status,
      Optional<AccountView.Secret> issued,
      String done,
      String trouble)
      throws IOException {
    Caller caller = Callers.of(request);
    Instant now = clock.instant();
    String word = Callers.formWord(request);
    return SignInPage.page(
        status,
        pages.account(
            new AccountView(
                caller.name(),
                Names.rights(caller.roles(), caller.accounts()),
                word,
                accounts.user(caller.name()).filter(Account::hasPassword).isPresent(),
                !word.isEmpty(),
                caller.is(Role.OPERATOR) && caller.accounts().isEmpty(),
                caller.roles().stream().sorted().map(Names::word).toList(),
                grants.own(caller).stream().map(token -> Tokens.row(token, now)).toList(),
                issued,
                done,
                trouble)));
  }
}
