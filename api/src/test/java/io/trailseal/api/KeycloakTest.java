package io.trailseal.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailseal.api.oidc.GroupRoles;
import io.trailseal.api.oidc.OidcSettings;
import io.trailseal.indexer.Store;
import io.trailseal.indexer.access.AccessEntry;
import io.trailseal.indexer.access.AccessQuestion;
import io.trailseal.indexer.access.Account;
import io.trailseal.indexer.access.Caller;
import io.trailseal.indexer.access.Role;
import io.trailseal.indexer.ledger.AccessAction;
import io.trailseal.indexer.ledger.AccessOutcome;
import java.io.IOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.HttpCookie;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Signing in through a real Keycloak, by HTTP and in a real browser.
final class KeycloakTest {
  private static final String REALM = "trailseal";
  private static final String SECRET = "the secret of this test";
  private static final String ACCOUNT = "111122223333";
  private static final Pattern FORM = Pattern.compile("<form[^>]* action=\"([^\"]+)\"");

  @TempDir static Path folder;
  private static Keycloak keycloak;
  private static Store store;
  private static Server server;
  private static URI issuer;

  @BeforeAll
  static void open() throws Exception {
    int port = Keycloak.freePort();
    issuer = Keycloak.issuer(port, REALM);
    store = Store.open(folder.resolve("store"), "a test", Clock.systemUTC());
    // Until there is one, nobody may do anything but make the first.
    store
        .accounts()
        .add(
            "anna",
            Optional.of("$argon2id$no-password"),
            Set.of(Role.OPERATOR),
            Optional.empty(),
            Caller.machine("a test"));
    server =
        Server.start(
            store,
            ServerOptions.on("127.0.0.1", 0)
                .withProvider(
                    new OidcSettings(
                        issuer,
                        "trailseal",
                        Optional.of(SECRET),
                        "Keycloak",
                        OidcSettings.STANDARD_SCOPES,
                        OidcSettings.STANDARD_GROUPS_CLAIM,
                        GroupRoles.parse(
                            "analysts = analyst in %s; auditors = auditor; operators = operator"
                                .formatted(ACCOUNT)),
                        Optional.empty())),
            Clock.systemUTC());
    keycloak =
        Keycloak.start(
            folder,
            port,
            Keycloak.realm(
                REALM,
                URI.create(server.url() + "/sign-in/provider/callback"),
                SECRET,
                URI.create(server.url() + "/sign-in"),
                Map.of(
                    "anna", List.of("analysts", "everybody"),
                    "aude", List.of("auditors"),
                    "olga", List.of("operators"),
                    "both", List.of("analysts", "operators"),
                    "nemo", List.of("everybody"))));
    keycloak.awaitStarted(REALM);
  }

  @AfterAll
  static void close() throws Exception {
    try {
      if (keycloak != null) {
        keycloak.close();
      }
    } finally {
      server.close();
      assertThat(store.fsck().check()).isEmpty();
      store.close();
    }
  }

  /// A browser as far as it goes without one: keeps cookies, follows nothing by itself.
  private static final class Visitor {
    private final CookieManager cookies = new CookieManager(null, CookiePolicy.ACCEPT_ALL);
    private final HttpClient client = HttpClient.newBuilder().cookieHandler(cookies).build();

    HttpResponse<String> get(String url) throws IOException, InterruptedException {
      return send(HttpRequest.newBuilder(URI.create(url)));
    }

    private HttpResponse<String> send(HttpRequest.Builder request)
        throws IOException, InterruptedException {
      HttpResponse<String> response =
          client.send(
              request.header("Accept", "text/html").build(), HttpResponse.BodyHandlers.ofString());
      // A browser takes localhost for as good as TLS, and so does Keycloak.
      cookies.getCookieStore().getCookies().forEach(cookie -> cookie.setSecure(false));
      return response;
    }

    HttpResponse<String> post(String url, String form) throws IOException, InterruptedException {
      return send(
          HttpRequest.newBuilder(URI.create(url))
              .header("Content-Type", "application/x-www-form-urlencoded")
              .POST(HttpRequest.BodyPublishers.ofString(form)));
    }

    /// From our button through Keycloak's page to the address it sends back to.
    String untilBack(String name, String next) throws IOException, InterruptedException {
      HttpResponse<String> leave = get(server.url() + "/sign-in/provider?next=" + encode(next));
      assertThat(leave.statusCode()).as(leave.body()).isEqualTo(303);
      String page = location(leave);
      assertThat(page).startsWith(issuer + "/protocol/openid-connect/auth?");
      HttpResponse<String> asked = get(page);
      Matcher form = FORM.matcher(asked.body());
      assertThat(form.find()).as(asked.body()).isTrue();
      HttpResponse<String> done =
          post(
              form.group(1).replace("&amp;", "&"),
              "username=%s&password=%s".formatted(name, encode("password of " + name)));
      assertThat(done.statusCode()).as(done.body()).isEqualTo(302);
      assertThat(location(done)).startsWith(server.url() + "/sign-in/provider/callback?");
      return location(done);
    }

    HttpResponse<String> signIn(String name) throws IOException, InterruptedException {
      return get(untilBack(name, "/account"));
    }

    Optional<HttpCookie> cookie(String name) {
      return cookies.getCookieStore().getCookies().stream()
          .filter(cookie -> cookie.getName().equals(name))
          .findFirst();
    }
  }

  private static String location(HttpResponse<?> response) {
    return response.headers().firstValue("Location").orElseThrow();
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static Account account(String name) throws IOException {
    return store.accounts().users().stream()
        .filter(user -> user.name().startsWith(name + "~"))
        .findFirst()
        .orElseThrow();
  }

  private static List<AccessEntry> recorded(String name, AccessAction action) throws IOException {
    return store
        .accessRecord()
        .find(
            new AccessQuestion(
                Optional.of(name),
                Optional.of(action),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()),
            Optional.empty(),
            1000)
        .entries();
  }

  private void assertIn(String name, Set<Role> roles, Optional<Set<String>> accounts)
      throws Exception {
    Visitor visitor = new Visitor();
    HttpResponse<String> arrived = visitor.signIn(name);
    assertThat(arrived.statusCode()).as(arrived.body()).isEqualTo(200);
    assertThat(arrived.body()).contains("content=\"0;url=/account\"");
    assertThat(arrived.headers().allValues("Set-Cookie"))
        .anyMatch(cookie -> cookie.contains("SameSite=Strict") && cookie.contains("HttpOnly"))
        .anyMatch(cookie -> cookie.contains("SameSite=Lax") && cookie.contains("Max-Age=0"));
    Account account = account(name);
    assertThat(account.roles()).isEqualTo(roles);
    assertThat(account.accounts()).isEqualTo(accounts);
    assertThat(account.hasPassword()).isFalse();
    assertThat(recorded(account.name(), AccessAction.SIGNED_IN))
        .isNotEmpty()
        .allMatch(entry -> entry.accessed().outcome() == AccessOutcome.DONE)
        .allMatch(
            entry ->
                entry
                    .accessed()
                    .who()
                    .roles()
                    .equals(roles.stream().map(Role::name).collect(Collectors.toSet())));
    HttpResponse<String> page = visitor.get(server.url() + "/account");
    assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
    assertThat(page.body()).contains(account.name());
    assertThat(visitor.get(server.url() + "/users").statusCode())
        .as("accounts, for " + name)
        .isEqualTo(roles.contains(Role.OPERATOR) && accounts.isEmpty() ? 200 : 403);
    assertThat(visitor.get(server.url() + "/").statusCode())
        .as("events, for " + name)
        .isEqualTo(roles.equals(Set.of(Role.OPERATOR)) ? 403 : 200);
  }

  @Test
  void eachGroupGivesItsRoles() throws Exception {
    assertIn("anna", Set.of(Role.ANALYST), Optional.of(Set.of(ACCOUNT)));
    assertIn("aude", Set.of(Role.AUDITOR), Optional.empty());
    assertIn("olga", Set.of(Role.OPERATOR), Optional.empty());
    assertIn("both", Set.of(Role.ANALYST, Role.OPERATOR), Optional.of(Set.of(ACCOUNT)));
    // The local user of the same name is somebody else, as before.
    assertThat(store.accounts().user("anna").orElseThrow().roles()).containsExactly(Role.OPERATOR);
  }

  @Test
  void whoIsInNoMappedGroupIsToldSoAndStaysOutside() throws Exception {
    Visitor nemo = new Visitor();
    HttpResponse<String> refused = nemo.signIn("nemo");
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.body())
        .contains("Keycloak says that you are nemo", "none of your 1 groups", "oidc.roles");
    assertThat(nemo.cookie("trailseal-session")).isEmpty();
    assertThat(store.accounts().users()).noneMatch(user -> user.name().startsWith("nemo"));
  }

  @Test
  void whoIsDisabledHereStaysOutsideAndTheirSessionEnds() throws Exception {
    Visitor visitor = new Visitor();
    visitor.signIn("both");
    assertThat(visitor.get(server.url() + "/account").statusCode()).isEqualTo(200);
    String name = account("both").name();
    store.accounts().setDisabled(name, true, Caller.machine("root"));
    try {
      assertThat(visitor.get(server.url() + "/account").statusCode()).isEqualTo(303);
      HttpResponse<String> again = new Visitor().signIn("both");
      assertThat(again.statusCode()).isEqualTo(403);
      assertThat(again.body()).contains("disabled");
    } finally {
      store.accounts().setDisabled(name, false, Caller.machine("root"));
    }
  }

  @Test
  void aCodeIsTakenOnceAndOnlyFromTheBrowserThatLeft() throws Exception {
    Visitor aude = new Visitor();
    String back = aude.untilBack("aude", "/");
    // Somebody else's browser is led there: it is not signed in as aude.
    Visitor other = new Visitor();
    HttpResponse<String> planted = other.get(back);
    assertThat(planted.statusCode()).isEqualTo(400);
    assertThat(planted.body()).contains("did not leave from here");
    assertThat(other.cookie("trailseal-session")).isEmpty();
    // One that has left on its own account neither.
    other.get(server.url() + "/sign-in/provider");
    assertThat(other.get(back).statusCode()).isEqualTo(400);
    assertThat(other.cookie("trailseal-session")).isEmpty();

    HttpCookie leave = aude.cookie("trailseal-leave").orElseThrow();
    assertThat(aude.get(back).statusCode()).isEqualTo(200);
    assertThat(aude.cookie("trailseal-leave")).as("gone").isEmpty();
    assertThat(aude.get(back).statusCode()).as("again").isEqualTo(400);
    // And with the cookie put back it has ended all the same.
    Visitor thief = new Visitor();
    thief.cookies.getCookieStore().add(URI.create(server.url()), leave);
    HttpResponse<String> replayed = thief.get(back);
    assertThat(replayed.statusCode()).isEqualTo(400);
    assertThat(replayed.body()).contains("or came back before");
    assertThat(thief.cookie("trailseal-session")).isEmpty();
  }

  @Test
  void oneGoesOnToNowhereElse() throws Exception {
    Visitor aude = new Visitor();
    HttpResponse<String> arrived = aude.get(aude.untilBack("aude", "//evil.example/x"));
    assertThat(arrived.body()).contains("content=\"0;url=/\"").doesNotContain("evil.example");
  }

  @Test
  void inARealBrowserFromTheButtonToThePageOneWantedAndOutAgain() throws Exception {
    try (Browser browser = Browser.start(Files.createDirectory(folder.resolve("profile")))) {
      browser.open(server.url() + "/evidence");
      assertThat(browser.url()).startsWith(server.url() + "/sign-in?next=");
      browser.follow("a[href^='/sign-in/provider']");
      assertThat(browser.url()).startsWith(issuer.toString());
      browser.type("#username", "aude");
      browser.type("#password", "password of aude");
      browser.follow("#kc-login");
      // Through the page that takes the browser on.
      browser.awaitUrl(server.url() + "/evidence");
      assertThat(browser.title()).isEqualTo("Evidence · Trailseal");
      browser.open(server.url() + "/account");
      browser.follow("form[action='/sign-out'] button");
      assertThat(browser.texts("h1")).containsExactly("Signed out");
      browser.follow("main a[href*='/logout?']");
      browser.follow("#kc-logout");
      assertThat(browser.url()).isEqualTo(server.url() + "/sign-in");
      // Keycloak asks again, so that one is really out.
      browser.follow("a[href^='/sign-in/provider']");
      assertThat(browser.texts("#kc-login, #kc-form-login")).isNotEmpty();
    }
  }
}
