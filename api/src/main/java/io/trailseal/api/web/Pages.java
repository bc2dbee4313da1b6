package io.trailseal.api.web;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import io.trailseal.api.error.Problem;
import io.trailseal.api.error.ProblemPage;
import io.trailseal.verifier.S3Name;
import jakarta.inject.Singleton;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/// Fills the templates, which were compiled with the code: at run time there is nothing to parse
/// and nothing to find broken.
@Singleton
final class Pages implements ProblemPage {
  static final String HTML = "text/html; charset=utf-8";

  private final TemplateEngine engine = TemplateEngine.createPrecompiled(ContentType.Html);
  private final Assets assets;

  Pages(Assets assets) {
    this.assets = assets;
  }

  byte[] search(SearchView view) {
    return page("search.jte", Map.of("view", view));
  }

  byte[] event(EventView view) {
    return page("event.jte", Map.of("view", view));
  }

  byte[] evidence(EvidenceView view) {
    return page("evidence.jte", Map.of("view", view));
  }

  byte[] access(AccessView view) {
    return page("access.jte", Map.of("view", view));
  }

  byte[] api(ApiView view) {
    return page("api.jte", Map.of("view", view));
  }

  byte[] signIn(SignInView view) {
    return page("signin.jte", Map.of("view", view));
  }

  /// @param next where the page leads, a path of ours
  byte[] arrived(String next, String provider) {
    return page("arrived.jte", Map.of("next", next, "provider", provider));
  }

  /// @param there where to sign out of the provider too
  byte[] signedOut(String provider, URI there) {
    return page("signedout.jte", Map.of("provider", provider, "there", there.toString()));
  }

  byte[] setUp(SignInView view) {
    return page("setup.jte", Map.of("view", view));
  }

  byte[] account(AccountView view) {
    return page("account.jte", Map.of("view", view));
  }

  byte[] users(UsersView view) {
    return page("users.jte", Map.of("view", view));
  }

  @Override
  public String html(Problem problem) {
    return text(
        "problem.jte",
        Map.of(
            "title", problem.code().title(),
            "status", problem.code().status(),
            "detail", S3Name.printable(problem.detail()),
            "remedy", problem.remedy(),
            "ids", problem.ids()));
  }

  private byte[] page(String template, Map<String, Object> parameters) {
    return text(template, parameters).getBytes(StandardCharsets.UTF_8);
  }

  private String text(String template, Map<String, Object> parameters) {
    Map<String, Object> all = new HashMap<>(parameters);
    all.put("style", assets.styleHref());
    StringOutput out = new StringOutput();
    engine.render(template, all, out);
    return out.toString();
  }
}
