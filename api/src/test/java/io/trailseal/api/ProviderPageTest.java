package io.trailseal.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailseal.api.oidc.GroupRoles;
import io.trailseal.api.oidc.OidcSettings;
import io.trailseal.indexer.Store;
import io.trailseal.indexer.access.AccessEntry;
import io.trailseal.indexer.access.AccessQuestion;
import io.trailseal.indexer.access.Caller;
import io.trailseal.indexer.access.Role;
import io.trailseal.indexer.ledger.AccessAction;
import io.trailseal.indexer.ledger.AccessDetail;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What needs no provider: that it is offered, and what is said where it is not there.
final class ProviderPageTest {
  @TempDir static Path folder;
  private static Store store;
  private static Server server;
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  @BeforeAll
  static void open() throws Exception {
    store = Store.open(folder, "a test", InstantSource.fixed(Rig.NOW));
    store
        .accounts()
        .add(
            "olga",
            Optional.empty(),
            Set.of(Role.OPERATOR),
            Optional.empty(),
            Caller.machine("a test"));
    server = server(Optional.of(provider()));
  }

  /// Nobody listens there.
  private static OidcSettings provider() throws IOException {
    return new OidcSettings(
        URI.create("http://127.0.0.1:%d/realms/x".formatted(Keycloak.freePort())),
        "trailseal",
        Optional.empty(),
        "Our <directory>",
        OidcSettings.STANDARD_SCOPES,
        OidcSettings.STANDARD_GROUPS_CLAIM,
        GroupRoles.parse("a = analyst"),
        Optional.empty());
  }

  private static Server server(Optional<OidcSettings> provider) throws IOException {
    ServerOptions options = ServerOptions.on("127.0.0.1", 0);
    return Server.start(
        store, provider.map(options::withProvider).orElse(options), InstantSource.fixed(Rig.NOW));
  }

  @AfterAll
  static void close() throws IOException {
    CLIENT.close();
    server.close();
    assertThat(store.fsck().check()).isEmpty();
    store.close();
  }

  private static HttpResponse<String> get(Server from, String path, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(from.url() + path)).header("Accept", "text/html");
    if (headers.length > 0) {
      request.headers(headers);
    }
    return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void itIsOfferedWhereItIsSet() throws Exception {
    String page = get(server, "/sign-in?next=%2Fevidence%3Fa%3D1%26b").body();
    assertThat(page)
        .contains("Sign in with Our &lt;directory&gt;")
        .contains("href=\"/sign-in/provider?next=%2Fevidence%3Fa%3D1%26b\"");
    try (Server without = server(Optional.empty())) {
      assertThat(get(without, "/sign-in").body()).doesNotContain("/sign-in/provider");
      HttpResponse<String> nothing = get(without, "/sign-in/provider");
      assertThat(nothing.statusCode()).isEqualTo(404);
      assertThat(nothing.body()).contains("no identity provider is set");
      assertThat(get(without, "/sign-in/provider/callback?code=1&state=2").statusCode())
          .isEqualTo(404);
    }
  }

  @Test
  void aProviderThatIsDownIsSaidAndNothingOfItsInside() throws Exception {
    HttpResponse<String> down = get(server, "/sign-in/provider");
    assertThat(down.statusCode()).isEqualTo(502);
    assertThat(down.body())
        .contains("the identity provider cannot be asked", "Our &lt;directory&gt;", "reference")
        .doesNotContain("Exception", "realms");
    assertThat(down.headers().allValues("Set-Cookie")).isEmpty();
  }

  @Test
  void whatWasNotAskedForIsRefusedAndRecorded() throws Exception {
    List<String> queries =
        List.of(
            "",
            "?code=1",
            "?code=1&state=guessed",
            "?state=a&state=b&code=1",
            "?error=access_denied&error_description=%3Cscript%3Ealert(1)%3C/script%3E&state=x",
            "?state=%00%ff&code=" + "x".repeat(9000));
    for (String query : queries) {
      for (String cookie :
          List.of("trailseal-leave=", "trailseal-leave=AAAA", "trailseal-leave=\"..%00\"")) {
        HttpResponse<String> refused =
            get(server, "/sign-in/provider/callback" + query, "Cookie", cookie);
        assertThat(refused.statusCode()).as(query).isEqualTo(400);
        assertThat(refused.body()).as(query).doesNotContain("<script>", "alert(1)");
        assertThat(refused.headers().allValues("Set-Cookie")).as(query).isEmpty();
      }
    }
    List<AccessEntry> entries =
        store.accessRecord().find(AccessQuestion.ALL, Optional.empty(), 1000).entries().stream()
            .filter(entry -> entry.accessed().action() == AccessAction.SIGN_IN_REFUSED)
            .toList();
    // Once: what follows from the same address within a minute is counted.
    assertThat(entries).hasSize(1);
    assertThat(entries.getFirst().detail(AccessDetail.REASON).orElseThrow())
        .isEqualTo("identity provider: this sign-in did not begin here, or is over");
    assertThat(entries.getFirst().accessed().who().address()).isEqualTo("127.0.0.1");
  }
}
