package io.trailseal.api.auth;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LocalPathTest {
  @ParameterizedTest
  @ValueSource(strings = {"/", "/?q=a%20b&from=x", "/events/1-2", "/evidence#keys", "/account"})
  void ourOwnPagesAreGoneOnTo(String path) {
    assertThat(LocalPath.checked(path)).isEqualTo(path);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https://evil.example",
        "https:evil.example",
        "javascript:alert(1)",
        "evil.example",
        " //evil.example",
        "/\t/evil.example",
        "/\r\nSet-Cookie: a=b",
        "/a b",
        "/ä",
        "/%",
        "/sign-in?next=/",
        "/sign-out",
        "@evil.example"
      })
  void nowhereElse(String path) {
    assertThat(LocalPath.checked(path)).isEqualTo("/");
  }

  @Test
  void norToWhatIsEndless() {
    assertThat(LocalPath.checked("/" + "a".repeat(2_000))).isEqualTo("/");
  }
}
