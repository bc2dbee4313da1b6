package io.trailseal.api.oidc;

import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.Nonce;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.SequencedSet;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Remembers, in the browser's own cookie, which sign-ins began there.
///
/// The cookie holds when it was and a random number, sealed with a key that only this process has.
/// State, nonce and PKCE verifier are derived from it with the same key: whoever reads the cookie
/// knows none of them, and whoever learns a state (it passes through the provider and stands in
/// addresses) cannot make the cookie. A restart ends the sign-ins under way.
///
/// Threads: any.
final class Departures {
  /// Long enough to find a second factor.
  static final Duration AGE_MAX = Duration.ofMinutes(10);

  private static final String ALGORITHM = "HmacSHA256";
  private static final int RANDOM_BYTES = 32;
  private static final int SEAL_BYTES = 32;
  private static final int COOKIE_LENGTH_MAX = 2_048;
  private static final int RETURN_TO_LENGTH_MAX = 1_000;

  /// Sign-ins that came to an end, remembered while they could be ended again; the oldest makes
  /// room.
  private static final int ENDED_MAX = 10_000;

  private final SecureRandom random = new SecureRandom();
  private final byte[] key = new byte[RANDOM_BYTES];
  private final InstantSource clock;

  /// States, the oldest first.
  private final SequencedSet<String> ended = new LinkedHashSet<>();

  Departures(InstantSource clock) {
    this.clock = clock;
    random.nextBytes(key);
  }

  /// One sign-in under way.
  ///
  /// @param cookie what its browser keeps
  /// @param state what comes back with the browser
  /// @param nonce what the token must hold
  /// @param verifier what the code alone is worth nothing without
  /// @param returnTo where somebody wanted to go, a path of ours
  record Departure(
      String cookie, State state, Nonce nonce, CodeVerifier verifier, String returnTo) {
    /// What is secret of it is for no log.
    @Override
    public String toString() {
      return "departure for " + returnTo;
    }

    boolean isOf(String arrivedWith) {
      return MessageDigest.isEqual(
          state.getValue().getBytes(StandardCharsets.UTF_8),
          arrivedWith.getBytes(StandardCharsets.UTF_8));
    }
  }

  /// @param returnTo a path of ours; one that is too long to keep becomes `/`
  Departure begin(String returnTo) {
    byte[] path =
        (returnTo.length() > RETURN_TO_LENGTH_MAX ? "/" : returnTo)
            .getBytes(StandardCharsets.UTF_8);
    byte[] number = new byte[RANDOM_BYTES];
    random.nextBytes(number);
    byte[] content =
        ByteBuffer.allocate(Long.BYTES + RANDOM_BYTES + path.length)
            .putLong(clock.instant().getEpochSecond())
            .put(number)
            .put(path)
            .array();
    return departure(content);
  }

  /// The sign-in a cookie stands for; empty if it is none of ours, or too old.
  Optional<Departure> resume(String cookie) {
    if (cookie.length() > COOKIE_LENGTH_MAX) {
      return Optional.empty();
    }
    byte[] sealed;
    try {
      sealed = Base64.getUrlDecoder().decode(cookie);
    } catch (IllegalArgumentException _) {
      return Optional.empty(); // Not ours: nobody else's business what it is.
    }
    if (sealed.length < SEAL_BYTES + Long.BYTES + RANDOM_BYTES) {
      return Optional.empty();
    }
    byte[] content = Arrays.copyOfRange(sealed, SEAL_BYTES, sealed.length);
    if (!MessageDigest.isEqual(derive("seal", content), Arrays.copyOf(sealed, SEAL_BYTES))) {
      return Optional.empty();
    }
    Instant began = Instant.ofEpochSecond(ByteBuffer.wrap(content).getLong());
    Instant now = clock.instant();
    boolean isOld = began.isAfter(now) || !began.plus(AGE_MAX).isAfter(now);
    return isOld ? Optional.empty() : Optional.of(departure(content));
  }

  /// Ends a sign-in, once.
  ///
  /// @return whether it had not ended before
  boolean end(Departure departure) {
    synchronized (ended) {
      boolean first = ended.add(departure.state().getValue());
      if (ended.size() > ENDED_MAX) {
        ended.removeFirst();
      }
      return first;
    }
  }

  private Departure departure(byte[] content) {
    int pathAt = Long.BYTES + RANDOM_BYTES;
    byte[] sealed =
        ByteBuffer.allocate(SEAL_BYTES + content.length)
            .put(derive("seal", content))
            .put(content)
            .array();
    return new Departure(
        text(sealed),
        new State(text(derive("state", content))),
        new Nonce(text(derive("nonce", content))),
        new CodeVerifier(text(derive("verifier", content))),
        new String(content, pathAt, content.length - pathAt, StandardCharsets.UTF_8));
  }

  private static String text(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /// @param purpose no two of them are the beginning of one another
  private byte[] derive(String purpose, byte[] content) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      mac.update(purpose.getBytes(StandardCharsets.US_ASCII));
      return mac.doFinal(content);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, e);
    }
  }
}
