package io.trailseal.api.health;

import io.trailseal.verifier.S3Name;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// How one thing is.
///
/// @param name what was looked at, one of a fixed set: `ledger`, `search`, `queue` …
/// @param of which one, where there may be several; else empty. Printable
/// @param sentence for a person: lower case, no full stop, printable
/// @param numbers figures by name, with their unit last, in an order worth reading
public record Check(
    String name, String of, State state, String sentence, Map<String, Number> numbers) {
  /// What is quoted from elsewhere is cut here.
  private static final int TEXT_LENGTH_MAX = 500;

  /// From best to worst.
  public enum State {
    OK,
    /// Nobody asked yet. No state of the whole.
    UNKNOWN,
    /// Somebody should look at it.
    DEGRADED,
    /// Something does not happen that should.
    FAILING;

    /// In lower case, as answers have it.
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    State orWorse(State other) {
      return compareTo(other) >= 0 ? this : other;
    }
  }

  public Check {
    of = S3Name.excerpt(of, TEXT_LENGTH_MAX);
    sentence = S3Name.excerpt(sentence, TEXT_LENGTH_MAX);
    numbers = Collections.unmodifiableMap(new LinkedHashMap<>(numbers));
  }

  static Check of(String name, State state, String sentence, Map<String, Number> numbers) {
    return new Check(name, "", state, sentence, numbers);
  }
}
