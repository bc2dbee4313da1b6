package io.trailseal.api.health;

import io.trailseal.api.health.Check.State;
import io.trailseal.api.tls.Certificates;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/// How it is with the certificate that the server shows.
final class CertificateHealth {
  /// Whoever renews by a machine does it earlier; whoever does it by hand needs some days.
  static final Duration LEFT_MIN = Duration.ofDays(14);

  private CertificateHealth() {}

  static Check of(Certificates.Status status, Instant now) {
    Duration left = Duration.between(now, status.until());
    Map<String, Number> numbers = Map.of("secondsLeft", left.toSeconds());
    if (left.isNegative()) {
      return Check.of(
          "certificate", State.FAILING, "it ended on %s".formatted(status.until()), numbers);
    }
    return status
        .trouble()
        .map(
            why ->
                Check.of(
                    "certificate",
                    State.DEGRADED,
                    "its files changed and cannot be used, the one before is shown: " + why,
                    numbers))
        .orElseGet(
            () ->
                Check.of(
                    "certificate",
                    left.compareTo(LEFT_MIN) < 0 ? State.DEGRADED : State.OK,
                    "it is valid until %s".formatted(status.until()),
                    numbers));
  }
}
