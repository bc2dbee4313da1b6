package io.trailseal.api.web;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
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
import io.trailseal.api.auth.LocalPath;
import io.trailseal.api.auth.Passwords;
import io.trailseal.api.auth.SessionCookie;
import io.trailseal.api.auth.SignIns;
import io.trailseal.api.auth.SignedIn;
import io.trailseal.api.auth.VouchedSignIns;
import io.trailseal.api.connection.Peer;
import io.trailseal.api.error.ErrorCode;
import io.trailseal.api.error.Problem;
import io.trailseal.api.error.ProblemException;
import io.trailseal.api.oidc.IdentityProvider;
import io.trailseal.indexer.Store;
import io.trailseal.indexer.access.AccessRecord;
import io.trailseal.indexer.access.Account;
import io.trailseal.indexer.access.AccountException;
import io.trailseal.indexer.access.Accounts;
import io.trailseal.indexer.access.Deed;
import io.trailseal.indexer.ledger.AccessAction;
import io.trailseal.indexer.ledger.LedgerPosition;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Coming in and going out, and the very first time.
@Controller
@Produces(MediaType.TEXT_HTML)
@ExecuteOn(TaskExecutors.BLOCKING)
final class SignInPage {
  private static final String NAME = "name";
  private static final String PASSWORD = "password";
  private static final String AGAIN = "again";
  private static final String NEXT = "next";
  private static final String LINK = "link";

  private static final Parameter<String> GO_ON = Parameter.text(NEXT, "the page to go on to");

  private final Accounts accounts;
  private final AccessRecord record;
  private final SignIns signIns;
  private final SessionCookie cookies;
  private final @Nullable IdentityProvider provider;
  private final Pages pages;

  SignInPage(
      Store store,
      SignIns signIns,
      SessionCookie cookies,
      @Nullable IdentityProvider provider,
      Pages pages) {
    this.provider = provider;
    this.accounts = store.accounts();
    this.record = store.accessRecord();
    this.signIns = signIns;
    this.cookies = cookies;
    this.pages = pages;
  }

  @Get("/sign-in")
  HttpResponse<?> ask(HttpRequest<?> request) {
    String next = LocalPath.checked(Parameters.of(request, List.of(GO_ON)).get(GO_ON));
    return Callers.known(request).isPresent()
        ? HttpResponse.seeOther(URI.create(next))
        : page(HttpStatus.OK, pages.signIn(view("", next, "")));
  }

  @Post("/sign-in")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  HttpResponse<?> signIn(HttpRequest<?> request, @Body byte[] body) throws IOException {
    Form form = Form.read(request, body, List.of(NAME, PASSWORD, NEXT));
    String next = LocalPath.checked(form.text(NEXT));
    SignedIn who;
    try {
      who = signIns.signIn(form.text(NAME), form.text(PASSWORD), Peer.of(request).from());
    } catch (ProblemException e) {
      return page(
          HttpStatus.valueOf(e.problem().code().status()),
          pages.signIn(view(typed(form), next, e.problem().detail())));
    }
    return cookies.begin(request, HttpResponse.seeOther(URI.create(next)), who);
  }

  private static String typed(Form form) {
    return Shown.text(form.text(NAME), 64);
  }

  @Post("/sign-out")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  HttpResponse<?> signOut(HttpRequest<?> request, @Body byte[] body) throws IOException {
    Form.read(request, body, List.of());
    LedgerPosition _ = record.enter(Callers.of(request), Deed.of(AccessAction.SIGNED_OUT));
    return cookies.end(request, afterwards(request));
  }

  /// Who came through the provider is still signed in there, and would come in again without being
  /// asked: they are told how to sign out there too. The form cannot lead there, it leads back here
  /// only.
  private MutableHttpResponse<?> afterwards(HttpRequest<?> request) {
    Optional<URI> there =
        provider != null && VouchedSignIns.isVouched(Callers.of(request).name())
            ? provider.signOut(
                URI.create(provider.publicUrl(ProviderPage.asked(request)) + "/sign-in"))
            : Optional.empty();
    return provider != null && there.isPresent()
        ? page(HttpStatus.OK, pages.signedOut(provider.name(), there.get()))
        : HttpResponse.seeOther(URI.create("/sign-in"));
  }

  private SignInView view(String name, String next, String trouble) {
    return provider == null
        ? new SignInView(name, next, "", "", trouble)
        : new SignInView(name, next, provider.name(), ProviderPage.href(next), trouble);
  }

  /// The page behind the setup link. Looking at it does not use the link up, so that whatever looks
  /// at links before people do takes nothing away.
  @Get("/setup/{link}")
  HttpResponse<?> setUpAsk(HttpRequest<?> request, @PathVariable String link) throws IOException {
    Parameters.of(request, List.of());
    if (!accounts.canSetUp(link)) {
      throw linkIsNotGood().exception();
    }
    return page(HttpStatus.OK, pages.setUp(new SignInView("", link, "", "", "")));
  }

  private static Problem linkIsNotGood() {
    return Problem.of(ErrorCode.SETUP_REQUIRED, "this setup link was used, or is too old");
  }

  @Post("/setup")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  HttpResponse<?> setUp(HttpRequest<?> request, @Body byte[] body) throws IOException {
    Form form = Form.read(request, body, List.of(NAME, PASSWORD, AGAIN, LINK));
    String link = form.text(LINK);
    if (!accounts.canSetUp(link)) {
      throw linkIsNotGood().exception();
    }
    Optional<String> objection =
        form.text(PASSWORD).equals(form.text(AGAIN))
            ? Passwords.objection(form.text(NAME), form.text(PASSWORD))
            : Optional.of("the two passwords are not the same");
    if (objection.isPresent()) {
      return again(form, link, AccountProblems.objection(objection.get()));
    }
    String from = Peer.of(request).from();
    SignedIn who;
    try {
      Account made =
          accounts.setUp(link, form.text(NAME), signIns.hash(form.text(PASSWORD), from), from);
      who = signIns.begin(SignedIn.as(made), from);
    } catch (AccountException e) {
      return again(form, link, AccountProblems.of(e));
    }
    return cookies.begin(request, HttpResponse.seeOther(URI.create("/account")), who);
  }

  private HttpResponse<?> again(Form form, String link, Problem problem) {
    return page(
        HttpStatus.valueOf(problem.code().status()),
        pages.setUp(new SignInView(typed(form), link, "", "", problem.detail())));
  }

  static MutableHttpResponse<byte[]> page(HttpStatus status, byte[] html) {
    return HttpResponse.<byte[]>status(status)
        .header(HttpHeaders.CONTENT_TYPE, Pages.HTML)
        .body(html);
  }
}
