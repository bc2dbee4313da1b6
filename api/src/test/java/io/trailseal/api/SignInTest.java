package io.trailseal.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailseal.api.auth.Admission;
import io.trailseal.api.auth.Passwords;
import io.trailseal.api.connection.Network;
import io.trailseal.api.connection.ProxyTrust;
import io.trailseal.indexer.Store;
import io.trailseal.indexer.access.AccessQuestion;
import io.trailseal.indexer.access.Caller;
import io.trailseal.indexer.access.Issued;
import io.trailseal.indexer.access.Role;
import io.trailseal.indexer.ledger.AccessAction;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Coming in by name and password, staying in by cookie, going out.
final class SignInTest {
  private static final String PASSWORD = "correct horse battery";

  /// Slow on purpose: once is enough.
  private static final String HASH = Passwords.hash(PASSWORD);

  private static final Pattern WORD = Pattern.compile("name=\"word\" value=\"([^\"]+)\"");

  @TempDir Path folder;
  private Instant now = Rig.NOW;
  private final InstantSource clock = () -> now;
  private Store store;
  private Server server;
  private HttpClient client;

  @BeforeEach
  void open() throws IOException {
    start(Admission.ACCOUNTS);
  }

  private void start(Admission admission) throws IOException {
    store = Store.open(folder.resolve("store"), "a test", clock);
    server = Server.start(store, ServerOptions.on("127.0.0.1", 0).withAdmission(admission), clock);
    client = HttpClient.newHttpClient();
  }

  @AfterEach
  void close() throws IOException {
    client.close();
    server.close();
    assertThat(store.fsck().check()).isEmpty();
    store.close();
  }

  private void alice() throws Exception {
    store
        .accounts()
        .add(
            "alice",
            Optional.of(HASH),
            Set.of(Role.ANALYST, Role.OPERATOR),
            Optional.empty(),
            Caller.machine("a test"));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(server.url() + path)).header("Accept", "text/html");
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> get(String path, String cookie)
      throws IOException, InterruptedException {
    return send(request(path).header("Cookie", cookie));
  }

  /// @param fields names and values in turn
  private HttpRequest.Builder post(String path, String... fields) {
    List<String> pairs = new ArrayList<>();
    for (int i = 0; i < fields.length; i += 2) {
      pairs.add(fields[i] + "=" + URLEncoder.encode(fields[i + 1], StandardCharsets.UTF_8));
    }
    return request(path)
        .header("Content-Type", "application/x-www-form-urlencoded")
        .POST(HttpRequest.BodyPublishers.ofString(String.join("&", pairs)));
  }

  private HttpRequest.Builder ours(HttpRequest.Builder request) {
    return request.header("Sec-Fetch-Site", "same-origin");
  }

  private HttpResponse<String> signIn(String name, String password, String... more)
      throws IOException, InterruptedException {
    List<String> fields = new ArrayList<>(List.of("name", name, "password", password));
    fields.addAll(List.of(more));
    return send(ours(post("/sign-in", fields.toArray(new String[0]))));
  }

  /// Signs alice in and gives the cookie.
  private String cookie() throws IOException, InterruptedException {
    HttpResponse<String> response = signIn("alice", PASSWORD);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(303);
    return setCookie(response).split(";", 2)[0];
  }

  private static String setCookie(HttpResponse<String> response) {
    return response.headers().firstValue("Set-Cookie").orElseThrow();
  }

  private String word(String cookie) throws IOException, InterruptedException {
    Matcher matcher = WORD.matcher(get("/account", cookie).body());
    assertThat(matcher.find()).isTrue();
    return matcher.group(1);
  }

  private boolean isIn(String cookie) throws IOException, InterruptedException {
    return get("/account", cookie).statusCode() == 200;
  }

  @Test
  void whoSignsInGoesOnToWhatTheyAskedFor() throws Exception {
    alice();
    HttpResponse<String> asked = send(request("/?q=eventName:A%20AND%20b&limit=5"));
    assertThat(asked.statusCode()).isEqualTo(303);
    String to = asked.headers().firstValue("Location").orElseThrow();
    assertThat(to).isEqualTo("/sign-in?next=%2F%3Fq%3DeventName%3AA%2520AND%2520b%26limit%3D5");
    assertThat(send(request(to)).body())
        .contains("name=\"next\" value=\"/?q=eventName:A%20AND%20b&amp;limit=5\"");
    HttpResponse<String> in = signIn("Alice", PASSWORD, "next", "/?q=x");
    assertThat(in.headers().firstValue("Location")).contains("/?q=x");
    assertThat(setCookie(in))
        .matches("trailseal-session=\\w{43}; Path=/; HttpOnly; SameSite=Strict");
    HttpResponse<String> page = get("/", setCookie(in).split(";", 2)[0]);
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(store.accounts().user("alice").orElseThrow().lastUsedAt()).contains(now);
  }

  @Test
  void nobodyIsSentElsewhere() throws Exception {
    alice();
    for (String next : List.of("//evil.example/", "https://evil.example", "/\\evil.example")) {
      HttpResponse<String> in = signIn("alice", PASSWORD, "next", next);
      assertThat(in.headers().firstValue("Location")).as(next).contains("/");
      assertThat(send(request("/sign-in?next=" + Rig.encode(next))).body())
          .as(next)
          .doesNotContain("evil");
    }
  }

  @Test
  void aWrongPasswordAndAnUnknownNameAreAnsweredAlike() throws Exception {
    alice();
    HttpResponse<String> wrong = signIn("alice", "wrong horse battery");
    HttpResponse<String> unknown = signIn("nobody", "wrong horse battery");
    assertThat(wrong.statusCode()).isEqualTo(401);
    assertThat(unknown.statusCode()).isEqualTo(401);
    assertThat(wrong.body().replace("alice", "")).isEqualTo(unknown.body().replace("nobody", ""));
    assertThat(wrong.headers().firstValue("Set-Cookie")).isEmpty();
    assertThat(wrong.body()).contains("there is no user of this name with this password");
    HttpResponse<String> hostile = signIn("\"><script>alert(1)</script>", "x");
    assertThat(hostile.statusCode()).isEqualTo(401);
    assertThat(hostile.body()).doesNotContain("<script");
  }

  @Test
  void aSessionIdThatSomebodyElsePlantedIsWorthNothing() throws Exception {
    alice();
    String planted = "trailseal-session=" + "x".repeat(43);
    assertThat(get("/account", planted).statusCode()).isEqualTo(303);
    String first = cookie();
    HttpResponse<String> again =
        send(ours(post("/sign-in", "name", "alice", "password", PASSWORD)).header("Cookie", first));
    // A form of a session without its word is refused, even the one for signing in.
    assertThat(again.statusCode()).isEqualTo(403);
    HttpResponse<String> in =
        send(
            ours(post("/sign-in", "name", "alice", "password", PASSWORD))
                .header("Cookie", planted));
    String second = setCookie(in).split(";", 2)[0];
    assertThat(second).isNotEqualTo(planted).isNotEqualTo(first);
    assertThat(isIn(second)).isTrue();
    assertThat(isIn(planted)).isFalse();
  }

  @Test
  void aSessionEndsBySigningOutBeingIdleAndInAnyCase() throws Exception {
    alice();
    String cookie = cookie();
    HttpResponse<String> out =
        send(ours(post("/sign-out", "word", word(cookie))).header("Cookie", cookie));
    assertThat(out.statusCode()).isEqualTo(303);
    assertThat(setCookie(out)).contains("Max-Age=0");
    assertThat(isIn(cookie)).isFalse();

    String idle = cookie();
    now = now.plus(Duration.ofMinutes(59));
    assertThat(isIn(idle)).isTrue();
    now = now.plus(Duration.ofMinutes(60));
    assertThat(isIn(idle)).isFalse();

    String busy = cookie();
    for (int i = 0; i < 23; i++) {
      now = now.plus(Duration.ofMinutes(30));
      assertThat(isIn(busy)).as("%d", i).isTrue();
    }
    now = now.plus(Duration.ofMinutes(30));
    assertThat(isIn(busy)).isFalse();
  }

  @Test
  void aSessionEndsWithTheAccountAndFollowsItsRights() throws Exception {
    alice();
    Caller machine = Caller.machine("a test");
    String cookie = cookie();
    assertThat(get("/", cookie).statusCode()).isEqualTo(200);
    store.accounts().setRights("alice", Set.of(Role.OPERATOR), Optional.empty(), machine);
    assertThat(get("/", cookie).statusCode()).isEqualTo(403);
    store.accounts().setDisabled("alice", true, machine);
    assertThat(isIn(cookie)).isFalse();
    assertThat(signIn("alice", PASSWORD).statusCode()).isEqualTo(401);
    store.accounts().setDisabled("alice", false, machine);
    assertThat(isIn(cookie)).isFalse();
    String second = cookie();
    store.accounts().resetPassword("alice", HASH, Caller.machine("a test"));
    assertThat(isIn(second)).isFalse();
    String third = cookie();
    close();
    open();
    assertThat(isIn(third)).isFalse();
    assertThat(isIn(cookie())).isTrue();
  }

  @Test
  void anotherSiteCanChangeNothing() throws Exception {
    alice();
    String cookie = cookie();
    String word = word(cookie);
    String host = server.url();
    for (String[] headers :
        new String[][] {
          {"Sec-Fetch-Site", "cross-site"},
          {"Sec-Fetch-Site", "same-site"},
          {"Sec-Fetch-Site", "none"},
          {"Sec-Fetch-Site", "cross-site", "Origin", host},
          {"Origin", "https://evil.example"},
          {"Origin", "null"},
          {"Origin", host + ".evil.example"},
          {"Origin", "not an origin"},
          {"X-Nothing", "said"}
        }) {
      for (String path : List.of("/account/tokens", "/sign-out", "/sign-in", "/nowhere")) {
        HttpResponse<String> response =
            send(
                post(path, "word", word, "label", "x", "analyst", "on")
                    .header("Cookie", cookie)
                    .headers(headers));
        assertThat(response.statusCode()).as("%s %s", path, List.of(headers)).isEqualTo(403);
      }
    }
    // From our own page, but made up: without the word of this session.
    assertThat(
            send(ours(post("/account/tokens", "label", "x", "analyst", "on"))
                    .header("Cookie", cookie))
                .statusCode())
        .isEqualTo(403);
    assertThat(
            send(ours(post("/account/tokens", "word", word + "x", "label", "x", "analyst", "on"))
                    .header("Cookie", cookie))
                .statusCode())
        .isEqualTo(403);
    assertThat(store.accounts().credentials().all()).isEmpty();
    assertThat(isIn(cookie)).isTrue();
    // An older browser says where the page is from, and no more.
    assertThat(
            send(post("/account/tokens", "word", word, "label", "x", "analyst", "on", "days", "7")
                    .header("Cookie", cookie)
                    .header("Origin", host))
                .statusCode())
        .isEqualTo(200);
    assertThat(store.accounts().credentials().all()).hasSize(1);
  }

  @Test
  void aTokenIsShownOnceWorksAndIsTakenBack() throws Exception {
    alice();
    String cookie = cookie();
    String word = word(cookie);
    HttpResponse<String> made =
        send(
            ours(post(
                    "/account/tokens",
                    "word",
                    word,
                    "label",
                    "<b>ci",
                    "kind",
                    "token",
                    "days",
                    "7",
                    "analyst",
                    "on"))
                .header("Cookie", cookie));
    assertThat(made.statusCode()).as(made.body()).isEqualTo(200);
    Matcher shown = Pattern.compile("tseal_(\\w{10})_\\w{49}").matcher(made.body());
    assertThat(shown.find()).isTrue();
    assertThat(made.body()).doesNotContain("<b>");
    assertThat(get("/account", cookie).body())
        .doesNotContain(shown.group())
        .contains(shown.group(1));
    HttpRequest.Builder asks = request("/?q=x").header("Authorization", "Bearer " + shown.group());
    assertThat(send(asks).statusCode()).isEqualTo(200);
    now = now.plus(Duration.ofDays(7));
    assertThat(send(asks).statusCode()).isEqualTo(401);
    now = now.minus(Duration.ofDays(1));
    assertThat(send(asks).statusCode()).isEqualTo(200);
    String later = cookie();
    assertThat(
            send(ours(post("/account/tokens/" + shown.group(1) + "/revoke", "word", word(later)))
                    .header("Cookie", later))
                .statusCode())
        .isEqualTo(303);
    assertThat(send(asks).statusCode()).isEqualTo(401);
    // What alice may not do, no token of hers may.
    assertThat(
            send(ours(post("/account/tokens", "word", word(later), "auditor", "on"))
                    .header("Cookie", later))
                .body())
        .contains("you can grant what you may do here");
  }

  private HttpResponse<String> rest(String method, String path, String token, String json)
      throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create(server.url() + path))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(json))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private String token(Set<Role> roles) throws Exception {
    return store
        .accounts()
        .credentials()
        .issue(
            false, "alice", "", roles, Optional.empty(), Optional.empty(), Caller.machine("a test"))
        .secret();
  }

  /// What a stolen token made would outlive it.
  @Test
  void aTokenMakesNoOthersAndIsTakenBack() throws Exception {
    alice();
    String token = token(Set.of(Role.ANALYST, Role.OPERATOR));
    String path = "/api/v1/tokens";
    String analyst = "{\"roles\":[\"analyst\"],\"expiresInDays\":1}";
    HttpResponse<String> refused = rest("POST", path, token, analyst);
    assertThat(refused.statusCode()).as(refused.body()).isEqualTo(403);
    assertThat(refused.body()).contains("NOT_PERMITTED", "it would outlive the token");
    assertThat(store.accounts().credentials().all()).hasSize(1);
    String id = store.accounts().credentials().all().getFirst().id();
    assertThat(Json.of(rest("GET", "/api/v1/session", token, "").body()).text("name"))
        .isEqualTo("alice");
    HttpResponse<String> revoked = rest("DELETE", path + "/" + id, token, "");
    assertThat(revoked.statusCode()).as(revoked.body()).isEqualTo(200);
    assertThat(revoked.body()).contains("revokedAt").doesNotContain(token);
    assertThat(rest("GET", "/api/v1/session", token, "").statusCode()).isEqualTo(401);
  }

  private HttpResponse<String> restSignedIn(String path, String cookie, String json)
      throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create(server.url() + path))
            .headers("Cookie", cookie, "Sec-Fetch-Site", "same-origin")
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void nobodyGrantsATokenMoreThanTheyMayThemselves() throws Exception {
    alice();
    String cookie = cookie();
    store
        .accounts()
        .setRights(
            "alice",
            Set.of(Role.ANALYST),
            Optional.of(Set.of("111122223333")),
            Caller.machine("a test"));
    for (String tooMuch :
        List.of(
            "{\"roles\":[\"operator\"]}",
            "{\"roles\":[\"analyst\"],\"accounts\":[\"444455556666\"]}")) {
      HttpResponse<String> refused = restSignedIn("/api/v1/tokens", cookie, tooMuch);
      assertThat(refused.statusCode()).as(tooMuch).isEqualTo(400);
      assertThat(refused.body()).contains("ACCOUNT_INVALID");
    }
    HttpResponse<String> made = restSignedIn("/api/v1/tokens", cookie, "{\"roles\":[\"analyst\"]}");
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    assertThat(Json.of(made.body()).text("accounts", 0)).isEqualTo("111122223333");
  }

  /// Else they would give themselves all, or reset the password of who can do everything.
  @Test
  void aRestrictedOperatorAndATokenOfOneChangeNobody() throws Exception {
    alice();
    String token = token(Set.of(Role.OPERATOR));
    String password = "{\"password\":\"another long password\"}";
    assertThat(rest("POST", "/api/v1/users/alice", token, password).statusCode()).isEqualTo(403);
    assertThat(
            rest("POST", "/api/v1/users", token, "{\"name\":\"eve\",\"roles\":[\"auditor\"]}")
                .statusCode())
        .isEqualTo(403);
    assertThat(
            send(post("/users/alice", "what", "password", "password", "another long password")
                    .header("Authorization", "Bearer " + token))
                .statusCode())
        .isEqualTo(403);
    String cookie = cookie();
    String word = word(cookie);
    store
        .accounts()
        .setRights(
            "alice",
            Set.of(Role.OPERATOR),
            Optional.of(Set.of("111122223333")),
            Caller.machine("a test"));
    assertThat(
            send(ours(post("/users/alice", "word", word, "what", "rights", "auditor", "on"))
                    .header("Cookie", cookie))
                .statusCode())
        .isEqualTo(403);
    assertThat(
            restSignedIn("/api/v1/users/alice", cookie, "{\"roles\":[\"operator\"]}").statusCode())
        .isEqualTo(403);
    assertThat(get("/users", cookie).statusCode()).isEqualTo(403);
    assertThat(store.accounts().users())
        .singleElement()
        .satisfies(alice -> assertThat(alice.accounts()).contains(Set.of("111122223333")));
    assertThat(isIn(cookie())).isTrue();
  }

  /// How often who signed in, as the access record has it.
  private List<String> signedIn() throws IOException {
    return record(AccessAction.SIGNED_IN);
  }

  private List<String> record(AccessAction action) throws IOException {
    return store.accessRecord().find(AccessQuestion.ALL, Optional.empty(), 1000).entries().stream()
        .filter(entry -> entry.accessed().action() == action)
        .map(entry -> entry.accessed().who().name())
        .toList();
  }

  @Test
  void aPasswordInThePlaceOfTheNameIsNotKept() throws Exception {
    alice();
    assertThat(signIn("Correct Horse Battery!", "x").statusCode()).isEqualTo(401);
    assertThat(record(AccessAction.SIGN_IN_REFUSED)).containsExactly("(no name)");
  }

  @Test
  void whomATrustedProxySignedInIsEnteredOnceAnHour() throws Exception {
    alice();
    ProxyTrust trust =
        new ProxyTrust(List.of(Network.parse("127.0.0.1")), Optional.of("X-Forwarded-User"));
    try (Server proxied =
        Server.start(store, ServerOptions.on("127.0.0.1", 0).withProxies(trust), clock)) {
      for (int seconds : List.of(0, 1, 3599, 3600, 3601)) {
        now = Rig.NOW.plusSeconds(seconds);
        HttpRequest.Builder asks =
            HttpRequest.newBuilder(URI.create(proxied.url() + "/account"))
                .headers("X-Forwarded-For", "192.0.2.1", "X-Forwarded-User", "alice");
        assertThat(send(asks).statusCode()).isEqualTo(200);
        assertThat(signedIn()).hasSize(seconds < 3600 ? 1 : 2);
      }
    }
  }

  @Test
  void somebodyElsesTokenIsNotTheirsToTakeBack() throws Exception {
    alice();
    store
        .accounts()
        .add(
            "bob",
            Optional.of(HASH),
            Set.of(Role.ANALYST),
            Optional.empty(),
            Caller.machine("a test"));
    Issued theirs =
        store
            .accounts()
            .credentials()
            .issue(
                false,
                "alice",
                "",
                Set.of(Role.ANALYST),
                Optional.empty(),
                Optional.empty(),
                Caller.machine("a test"));
    HttpResponse<String> in = signIn("bob", PASSWORD);
    String bob = setCookie(in).split(";", 2)[0];
    HttpResponse<String> refused =
        send(
            ours(post("/account/tokens/" + theirs.credential().id() + "/revoke", "word", word(bob)))
                .header("Cookie", bob));
    assertThat(refused.statusCode()).isEqualTo(404);
    assertThat(get("/account", bob).body()).doesNotContain(theirs.credential().id());
    assertThat(store.accounts().credentials().token(theirs.secret(), "x")).isPresent();
  }

  @Test
  void changingThePasswordAsksForTheOldOneAndEndsOtherSessions() throws Exception {
    alice();
    String elsewhere = cookie();
    String cookie = cookie();
    String other = "another long password";
    HttpResponse<String> wrong =
        send(
            ours(post(
                    "/account/password",
                    "word",
                    word(cookie),
                    "old",
                    "wrong",
                    "password",
                    other,
                    "again",
                    other))
                .header("Cookie", cookie));
    assertThat(wrong.statusCode()).isEqualTo(401);
    HttpResponse<String> changed =
        send(
            ours(post(
                    "/account/password",
                    "word",
                    word(cookie),
                    "old",
                    PASSWORD,
                    "password",
                    other,
                    "again",
                    other))
                .header("Cookie", cookie));
    assertThat(changed.statusCode()).as(changed.body()).isEqualTo(303);
    // Saying the password once more is not signing in.
    assertThat(signedIn()).containsExactly("alice", "alice");
    assertThat(isIn(elsewhere)).isFalse();
    assertThat(isIn(cookie)).isFalse();
    assertThat(isIn(setCookie(changed).split(";", 2)[0])).isTrue();
    assertThat(signIn("alice", other).statusCode()).isEqualTo(303);
  }

  @Test
  void whoGuessesWaitsAndNobodyIsLockedOutWhereTheyWereIn() throws Exception {
    alice();
    for (String name : List.of("nobody", "alice")) {
      now = now.plus(Duration.ofHours(2));
      int refused = 0;
      for (int i = 0; i < 7; i++) {
        HttpResponse<String> response = signIn(name, "wrong");
        assertThat(response.statusCode()).isIn(401, 429);
        refused += response.statusCode() == 429 ? 1 : 0;
      }
      assertThat(refused).as(name).isEqualTo(2);
      // Not even the right password is looked at.
      assertThat(signIn("alice", PASSWORD).statusCode()).as(name).isEqualTo(429);
    }
    now = now.plus(Duration.ofHours(2));
    String cookie = cookie();
    // From elsewhere somebody fails in her name until nobody can sign in under it.
    for (int i = 0; i < 20; i++) {
      store.accounts().signInFailed("alice");
    }
    assertThat(store.accounts().lockedUntil("alice")).isPresent();
    assertThat(signIn("alice", PASSWORD).statusCode()).isEqualTo(303);
    assertThat(isIn(cookie)).isTrue();
    // Where she was in, who guesses waits too.
    for (int i = 0; i < 5; i++) {
      assertThat(signIn("alice", "wrong").statusCode()).isEqualTo(401);
    }
    assertThat(signIn("alice", PASSWORD).statusCode()).isEqualTo(429);
    now = now.plus(Duration.ofSeconds(2));
    assertThat(signIn("alice", PASSWORD).statusCode()).isEqualTo(303);
  }

  @Test
  void beforeTheFirstUserOnlySetupIsAnswered() throws Exception {
    HttpRequest.Builder live = HttpRequest.newBuilder(URI.create(server.url() + "/health/live"));
    assertThat(send(live).statusCode()).isEqualTo(200);
    for (String path : List.of("/", "/sign-in", "/account", "/api/v1/events", "/nowhere")) {
      HttpResponse<String> response = send(request(path));
      assertThat(response.statusCode()).as(path).isEqualTo(403);
      assertThat(response.body()).as(path).contains("trailseal user add");
    }
    assertThat(send(request("/setup/guess")).statusCode()).isEqualTo(403);
    String link = store.accounts().offerSetup();
    HttpResponse<String> page = send(request("/setup/" + link));
    assertThat(page.statusCode()).isEqualTo(200);
    String[] fields = {"name", "root", "password", PASSWORD, "again", PASSWORD, "link", link};
    assertThat(send(post("/setup", fields)).statusCode()).as("from elsewhere").isEqualTo(403);
    assertThat(
            send(ours(
                    post(
                        "/setup",
                        "name",
                        "root",
                        "password",
                        "short",
                        "again",
                        "short",
                        "link",
                        link)))
                .statusCode())
        .isEqualTo(400);
    assertThat(store.accounts().isEmpty()).isTrue();
    List<Callable<Integer>> tries = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      tries.add(() -> send(ours(post("/setup", fields))).statusCode());
    }
    List<Integer> statuses = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      for (var each : threads.invokeAll(tries)) {
        statuses.add(each.get());
      }
    }
    assertThat(statuses).containsOnlyOnce(303);
    assertThat(store.accounts().users()).hasSize(1);
    assertThat(send(request("/setup/" + link)).statusCode()).isEqualTo(303);
    assertThat(signedIn()).containsExactly("root");
    assertThat(signIn("root", PASSWORD).statusCode()).isEqualTo(303);
    assertThat(signedIn()).containsExactly("root", "root");
  }

  @Test
  void anOperatorSetsUpOthers() throws Exception {
    alice();
    String cookie = cookie();
    String word = word(cookie);
    HttpResponse<String> added =
        send(
            ours(post(
                    "/users",
                    "word",
                    word,
                    "name",
                    "bob",
                    "password",
                    PASSWORD,
                    "analyst",
                    "on",
                    "accounts",
                    "111122223333"))
                .header("Cookie", cookie));
    assertThat(added.statusCode()).as(added.body()).isEqualTo(200);
    assertThat(added.body()).contains("bob can use the appliance", "analyst in 111122223333");
    String bob = setCookie(signIn("bob", PASSWORD)).split(";", 2)[0];
    assertThat(get("/evidence", bob).statusCode()).isEqualTo(403);
    assertThat(get("/users", bob).statusCode()).isEqualTo(403);
    HttpResponse<String> disabled =
        send(ours(post("/users/bob", "word", word, "what", "disable")).header("Cookie", cookie));
    assertThat(disabled.body()).contains("bob is disabled");
    assertThat(isIn(bob)).isFalse();
    HttpResponse<String> last =
        send(ours(post("/users/alice", "word", word, "what", "disable")).header("Cookie", cookie));
    assertThat(last.statusCode()).isEqualTo(409);
    assertThat(last.body()).contains("last operator");
  }

  @Test
  void inADemoEverybodyLooksAndNobodyChanges() throws Exception {
    close();
    start(Admission.DEMO);
    assertThat(send(request("/")).statusCode()).isEqualTo(200);
    assertThat(send(request("/account")).body()).contains("demo");
    assertThat(send(request("/users")).statusCode()).isEqualTo(403);
    assertThat(send(post("/account/tokens", "analyst", "on")).statusCode()).isEqualTo(403);
    assertThat(send(ours(post("/account/tokens", "analyst", "on"))).statusCode()).isEqualTo(404);
    assertThat(send(ours(post("/setup", "link", "x"))).statusCode()).isEqualTo(403);
  }
}
