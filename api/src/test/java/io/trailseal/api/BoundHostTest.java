package io.trailseal.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BoundHostTest {

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, 127.0.0.1:8480, true",
    "127.0.0.1, 127.0.0.1, true",
    "127.0.0.1, localhost:9000, true",
    "127.0.0.1, LOCALHOST, true",
    "127.0.0.1, [::1]:8480, true",
    "127.0.0.1, evil.example, false",
    "127.0.0.1, 127.0.0.1.evil.example, false",
    "127.0.0.1, localhost.evil.example:8480, false",
    "127.0.0.1, 10.1.2.3, false",
    "127.0.0.1, localhost:8480:1, false",
    "127.0.0.1, '', false",
    "127.0.0.1, user@localhost, false",
    "logs.example, logs.example:8480, true",
    "logs.example, other.example, false",
    "0.0.0.0, 10.1.2.3:8480, true",
    "0.0.0.0, [fe80::1]:8480, true",
    "0.0.0.0, evil.example, false",
    "'::', 10.1.2.3, true",
    "'::1', '[::1]:8480', true",
    "127.0.0.1, Proxied.example:443, true",
    "127.0.0.1, proxied.example., false",
    "127.0.0.1, logs.corp.example, true",
    "127.0.0.1, corp.example, false",
    "127.0.0.1, a.logs.corp.example, false",
    "127.0.0.1, *.corp.example, false",
    "127.0.0.1, 'proxied.example, evil.example', false",
    "127.0.0.1, evil.example@proxied.example, false",
    "127.0.0.1, proxied.example/evil, false",
    "127.0.0.1, 0177.0.0.1, false",
    "127.0.0.1, 2130706433, false",
  })
  void onlyTheNameBoundToOrLoopbackIsAnswered(String bound, String header, boolean answered) {
    assertThat(
            new BoundHost(bound, () -> Set.of("proxied.example", "*.corp.example"))
                .answersTo(header))
        .isEqualTo(answered);
  }
}
