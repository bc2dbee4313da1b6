package io.trailseal.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.context.ApplicationContext;
import io.micronaut.web.router.Router;
import io.trailseal.api.auth.Rows;
import io.trailseal.api.auth.Rows.Row;
import io.trailseal.indexer.access.Caller;
import io.trailseal.indexer.access.Role;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every route there is, asked for by everybody there can be.
final class RouteMatrixTest {
  private static final String RESTRICTED = "restricted";

  @TempDir static Path folder;
  private static Rig rig;
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  /// By name: a token.
  private static final Map<String, String> TOKENS = new LinkedHashMap<>();

  @BeforeAll
  static void open() throws Exception {
    rig = Rig.open(folder);
    for (Role role : Role.values()) {
      TOKENS.put(
          role.name(), Rig.token(rig.store(), name(role.name()), Set.of(role), Optional.empty()));
    }
    TOKENS.put(
        RESTRICTED,
        Rig.token(
            rig.store(), RESTRICTED, Set.of(Role.values()), Optional.of(Set.of("111122223333"))));
    TOKENS.put(
        "disabled", Rig.token(rig.store(), "disabled", Set.of(Role.values()), Optional.empty()));
    rig.store().accounts().setDisabled("disabled", true, Caller.machine("a test"));
  }

  private static String name(String role) {
    return "an-" + role.toLowerCase(java.util.Locale.ROOT);
  }

  @AfterAll
  static void close() throws IOException {
    assertThat(rig.store().fsck().check()).isEmpty();
    CLIENT.close();
    rig.close();
  }

  @Test
  void everyRouteIsInTheTableOfWhoMayAndNothingElse() {
    try (ApplicationContext context = ApplicationContext.builder().banner(false).start()) {
      Set<String> routes =
          context
              .getBean(Router.class)
              .uriRoutes()
              .filter(route -> !route.getHttpMethodName().equals("HEAD"))
              .map(route -> route.getHttpMethodName() + " " + route.getUriMatchTemplate())
              .collect(Collectors.toCollection(TreeSet::new));
      assertThat(Rows.all().stream().map(Row::route))
          .as("give each route its row in api.auth.RouteTable: who may?")
          .containsExactlyInAnyOrderElementsOf(routes);
    }
  }

  @Test
  void everybodyIsAnsweredAsTheTableSays() throws Exception {
    for (Row row : Rows.all()) {
      for (var each : TOKENS.entrySet()) {
        HttpResponse<String> response = ask(row, Optional.of(each.getValue()));
        String as = row.route() + " as " + each.getKey();
        switch (row.who()) {
          case "PUBLIC", "SIGN_IN" -> assertAnswered(as, response);
          case "SETUP" -> assertThat(response.statusCode()).as(as).isIn(401, 403);
          case "SIGNER" -> assertThat(response.statusCode()).as(as).isNotEqualTo(200);
          default -> {
            if (each.getKey().equals("disabled")) {
              assertProblem(as, response, 401, "SIGN_IN_REQUIRED");
            } else if (may(row, each.getKey())) {
              assertAnswered(as, response);
            } else {
              assertProblem(as, response, 403, "NOT_PERMITTED");
            }
          }
        }
      }
    }
  }

  private static boolean may(Row row, String who) {
    return !row.who().equals("PERSON") && mayAsPerson(row, who);
  }

  private static boolean mayAsPerson(Row row, String who) {
    return who.equals(RESTRICTED) ? !row.everyAccount() : row.roles().contains(Role.valueOf(who));
  }

  /// What no token may, as who has signed in.
  @Test
  void whoHasSignedInIsAnsweredAsTheTableSays() throws Exception {
    for (var each : TOKENS.entrySet()) {
      if (each.getKey().equals("disabled")) {
        continue;
      }
      String user = each.getKey().equals(RESTRICTED) ? RESTRICTED : name(each.getKey());
      rig.store().accounts().resetPassword(user, Rig.PASSWORD_HASH, Caller.machine("a test"));
      String cookie = Rig.cookie(rig.url(), CLIENT, user, Rig.PASSWORD);
      for (Row row : Rows.all()) {
        if (row.who().equals("PERSON")) {
          HttpResponse<String> response =
              ask(row, "Cookie", cookie, "Sec-Fetch-Site", "same-origin");
          String as = row.route() + " as " + user;
          if (mayAsPerson(row, each.getKey())) {
            assertThat(response.body()).as(as).isNotEmpty().doesNotContain("NOT_PERMITTED");
            assertThat(response.statusCode()).as(as).isLessThan(500);
          } else {
            assertProblem(as, response, 403, "NOT_PERMITTED");
          }
        }
      }
    }
  }

  @Test
  void nobodyIsAnsweredWhereSomebodyMustBeKnown() throws Exception {
    for (Row row : Rows.all()) {
      HttpResponse<String> response = ask(row, Optional.empty());
      String as = row.route() + " as nobody";
      boolean changes = !row.method().equals("GET");
      switch (row.who()) {
        case "PUBLIC" -> assertAnswered(as, response);
        case "SIGNER" -> assertThat(response.statusCode()).as(as).isNotEqualTo(200);
        case "SIGN_IN" -> {
          if (changes) {
            assertProblem(as, response, 403, "CROSS_SITE");
          } else {
            assertAnswered(as, response);
          }
        }
        default -> {
          if (changes) {
            assertProblem(as, response, 403, "CROSS_SITE");
          } else {
            assertProblem(as, response, 401, "SIGN_IN_REQUIRED");
            assertThat(response.headers().firstValue("WWW-Authenticate")).contains("Bearer");
          }
        }
      }
    }
  }

  /// What is in events is for analysts and auditors, proofs are for auditors, accounts for
  /// operators: said once more, so that a slip in the table is noticed.
  @Test
  void theTableSaysWhatIsPromised() {
    for (Row row : Rows.all()) {
      String path = row.template();
      if (path.endsWith("/proof")) {
        assertThat(row.roles()).as(path).containsExactly(Role.AUDITOR);
      } else if ((path.equals("/") && row.method().equals("GET"))
          || path.matches("(/api/v1)?/(events|fields).*")) {
        assertThat(row.roles()).as(path).doesNotContain(Role.OPERATOR);
      }
      if (path.contains("/users")) {
        assertThat(row.roles()).as(path).containsExactly(Role.OPERATOR);
        assertThat(row.everyAccount()).as(path).isTrue();
      }
      if (row.method().equals("POST") && path.matches(".*/(users.*|tokens|password)")) {
        assertThat(row.who()).as(path).isEqualTo("PERSON");
      }
    }
  }

  private static void assertAnswered(String as, HttpResponse<String> response) {
    assertThat(response.statusCode()).as("%s: %s", as, response.body()).isNotIn(401, 403);
    assertThat(response.statusCode()).as("%s: %s", as, response.body()).isLessThan(500);
  }

  private static void assertProblem(
      String as, HttpResponse<String> response, int status, String code) {
    assertThat(response.statusCode()).as("%s: %s", as, response.body()).isEqualTo(status);
    assertThat(Json.of(response.body()).text("code")).as(as).isEqualTo(code);
  }

  private static HttpResponse<String> ask(Row row, Optional<String> token)
      throws IOException, InterruptedException {
    return token.isEmpty() ? ask(row) : ask(row, "Authorization", "Bearer " + token.get());
  }

  /// @param headers names and values in turn
  private static HttpResponse<String> ask(Row row, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create(rig.url() + row.template().replaceAll("\\{[^}]*}", "nothing")))
            .header(
                "Content-Type",
                row.template().startsWith("/api/")
                    ? "application/json"
                    : "application/x-www-form-urlencoded")
            .method(
                row.method(),
                row.method().equals("GET")
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(""));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }
}
