package io.trailseal.api.auth;

import io.micronaut.core.annotation.Order;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.trailseal.api.connection.Peer;
import io.trailseal.api.error.ErrorCode;
import io.trailseal.api.error.Problem;
import io.trailseal.api.error.Problems;
import io.trailseal.indexer.Store;
import io.trailseal.indexer.access.AccessRecord;
import io.trailseal.indexer.access.Accounts;
import io.trailseal.indexer.access.Caller;
import io.trailseal.indexer.access.Credentials;
import io.trailseal.indexer.access.Deed;
import io.trailseal.indexer.access.Names;
import io.trailseal.indexer.ledger.AccessAction;
import io.trailseal.indexer.ledger.AccessDetail;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Finds out who makes a request and whether they may: the one place where that is decided, by the
/// one table of routes. What that takes is in memory; that somebody was refused is entered in the
/// access record first.
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
@Order(Doorkeeper.ORDER)
final class Doorkeeper {
  /// Behind the guard of the host name.
  static final int ORDER = Integer.MIN_VALUE + 100;

  private static final Pattern BEARER = Pattern.compile("(?i:bearer) +(\\S{1,200})");

  private final Accounts accounts;
  private final Admission admission;
  private final SessionCookie cookies;
  private final ProxiedSignIns proxied;
  private final Problems problems;
  private final AccessRecord record;

  Doorkeeper(
      Store store,
      Admission admission,
      SessionCookie cookies,
      ProxiedSignIns proxied,
      Problems problems) {
    this.proxied = proxied;
    this.accounts = store.accounts();
    this.record = store.accessRecord();
    this.admission = admission;
    this.cookies = cookies;
    this.problems = problems;
  }

  /// What is said instead of an answer.
  ///
  /// @param entry what is entered in the access record before; empty where nothing was refused that
  ///   anybody had a right to, or tried to come by
  private record Refusal(HttpResponse<?> answer, Optional<Entry> entry) {}

  /// Enters something in the access record.
  @FunctionalInterface
  private interface Entry {
    void enter() throws IOException;
  }

  /// Lets the request on, knowing who makes it, or answers it. Entering a refusal waits for the
  /// disk, which the network's threads must not.
  @RequestFilter
  @ExecuteOn(TaskExecutors.BLOCKING)
  @Nullable HttpResponse<?> decide(HttpRequest<?> request) throws IOException {
    Refusal refusal = refusal(request);
    if (refusal == null) {
      return null;
    }
    if (refusal.entry().isPresent()) {
      refusal.entry().get().enter();
    }
    return refusal.answer();
  }

  private @Nullable Refusal refusal(HttpRequest<?> request) throws IOException {
    Optional<RouteTable.Route> route = RouteTable.of(request);
    Optional<Rule> rule = route.flatMap(RouteTable.Route::rule);
    if (admission == Admission.ACCOUNTS && accounts.isEmpty()) {
      return beforeSetup(request, rule);
    }
    Optional<Rule.Who> who = rule.map(Rule::who);
    if (who.equals(Optional.of(Rule.Who.SIGNER)) || who.equals(Optional.of(Rule.Who.PUBLIC))) {
      return null;
    }
    Known known = know(request);
    if (!isSafe(request.getMethod()) && !known.byToken() && !SameOrigin.holds(request)) {
      return crossSite(request, rule, known.caller());
    }
    if (who.equals(Optional.of(Rule.Who.SIGN_IN))) {
      return null;
    }
    if (known.caller().isEmpty()) {
      return signInFirst(request, known);
    }
    Caller caller = known.caller().get();
    if (route.isEmpty()) {
      // There is nothing here, and who is known may know that.
      return null;
    }
    if (rule.isEmpty() || rule.get().who() == Rule.Who.SETUP) {
      return refused(request, rule, caller, "this is for nobody");
    }
    return rule.get().admits(caller)
        ? null
        : refused(request, rule, caller, why(rule.get(), caller));
  }

  private Refusal crossSite(HttpRequest<?> request, Optional<Rule> rule, Optional<Caller> caller) {
    String why =
        "the request does not come from a page of this appliance, as far as its Sec-Fetch-Site and"
            + " Origin headers say";
    return new Refusal(
        problems.answer(request, Problem.of(ErrorCode.CROSS_SITE, why)),
        caller.map(known -> () -> record.refused(known, deed(request, rule, why))));
  }

  private static Deed deed(HttpRequest<?> request, Optional<Rule> rule, String why) {
    return Deed.of(AccessAction.REFUSED)
        .with(
            AccessDetail.ROUTE,
            request.getMethodName() + " " + rule.map(Rule::template).orElse(request.getPath()))
        .with(AccessDetail.REASON, why);
  }

  private static boolean isSafe(HttpMethod method) {
    return method == HttpMethod.GET || method == HttpMethod.HEAD;
  }

  /// Who it is, as far as the request says.
  ///
  /// @param byToken whether it is said by what no other site can make a browser send
  /// @param shown the public part of a token that was shown
  private record Known(Optional<Caller> caller, boolean byToken, Optional<String> shown) {
    Known(Optional<Caller> caller) {
      this(caller, false, Optional.empty());
    }
  }

  private Known know(HttpRequest<?> request) throws IOException {
    Peer peer = Peer.of(request);
    String from = peer.from();
    String authorization = request.getHeaders().get(HttpHeaders.AUTHORIZATION);
    Known known;
    if (authorization != null) {
      Matcher bearer = BEARER.matcher(authorization);
      String token = bearer.matches() ? bearer.group(1) : "";
      known =
          new Known(accounts.credentials().token(token, from), true, Credentials.publicPart(token));
    } else if (admission == Admission.DEMO) {
      known = new Known(Optional.of(Admission.visitor(from)));
    } else if (peer.user().isPresent()) {
      known = new Known(proxied.caller(peer.user().get(), from));
    } else {
      Optional<Sessions.Session> session = cookies.session(request);
      session.ifPresent(found -> Callers.set(request, found));
      known =
          new Known(session.isPresent() ? cookies.caller(session.get(), from) : Optional.empty());
    }
    known.caller().ifPresent(caller -> Callers.set(request, caller));
    return known;
  }

  private @Nullable Refusal beforeSetup(HttpRequest<?> request, Optional<Rule> rule) {
    if (!Peer.of(request).thisMachine()) {
      return setUpFirst(
          request, "nobody has an account here yet, and until then only this machine is answered");
    }
    Optional<Rule.Who> who = rule.map(Rule::who);
    if (who.equals(Optional.of(Rule.Who.PUBLIC))) {
      return null;
    }
    if (who.equals(Optional.of(Rule.Who.SETUP))) {
      return isSafe(request.getMethod()) || SameOrigin.holds(request)
          ? null
          : crossSite(request, rule, Optional.empty());
    }
    return setUpFirst(request, "nobody has an account here yet");
  }

  private Refusal setUpFirst(HttpRequest<?> request, String why) {
    return new Refusal(
        problems.answer(request, Problem.of(ErrorCode.SETUP_REQUIRED, why)), Optional.empty());
  }

  private Refusal signInFirst(HttpRequest<?> request, Known known) {
    if (!known.byToken() && isSafe(request.getMethod()) && Problems.wantsPage(request)) {
      return new Refusal(
          HttpResponse.seeOther(URI.create(LocalPath.signIn(request))), Optional.empty());
    }
    String from = Peer.of(request).from();
    HttpResponse<?> answer =
        problems
            .answer(
                request,
                Problem.of(
                    ErrorCode.SIGN_IN_REQUIRED,
                    known.byToken()
                        ? "the token is none that is accepted: mistyped, revoked, too old, or its"
                            + " owner is disabled"
                        : "nobody is signed in"))
            .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
    return new Refusal(
        answer,
        known.byToken()
            ? Optional.of(() -> record.signInRefused("", known.shown(), from, "token not accepted"))
            : Optional.empty());
  }

  private Refusal refused(HttpRequest<?> request, Optional<Rule> rule, Caller caller, String why) {
    return new Refusal(
        problems.answer(request, Problem.of(ErrorCode.NOT_PERMITTED, why)),
        Optional.of(() -> record.refused(caller, deed(request, rule, why))));
  }

  private static String why(Rule rule, Caller caller) {
    if (rule.who() == Rule.Who.PERSON && caller.credential().isPresent()) {
      return "this is for who has signed in, not for a token: it would outlive the token";
    }
    return rule.everyAccount() && caller.accounts().isPresent()
        ? "this shows what is of every AWS account, and %s may see some of them"
            .formatted(caller.name())
        : "this is for the roles %s, and %s is here with %s"
            .formatted(Names.words(rule.roles()), caller.name(), Names.words(caller.roles()));
  }
}
