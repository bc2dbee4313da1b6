package io.trailseal.verifier.proof;

import io.trailseal.verifier.Payload;
import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.Sha256;
import io.trailseal.verifier.digest.DigestSignature;
import io.trailseal.verifier.key.PublishedKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// The members of one JSON object of a proof, each of them once. For one object: [#next()] until it
/// is false, reading each by its name; then the values.
final class Members {
  /// A key in S3 has at most 1,024 bytes.
  static final int NAME_LENGTH_MAX = S3Name.KEY_BYTES_MAX;

  static final int HASH_LENGTH = 2 * Sha256.BYTES;

  static final int SIGNATURE_LENGTH_MAX = DigestSignature.KEY_BITS_MAX / 4;

  static final int FINGERPRINT_LENGTH_MAX = 128;

  /// One spelling only: another would be another document that says the same.
  private static final Pattern HEX = Pattern.compile("(?:[0-9a-f]{2})+");

  private static final Instant TIME_MAX = Instant.parse("9999-12-31T23:59:59Z");

  private final JsonParser parser;
  private final String subject;
  private final Set<String> seen = new HashSet<>();
  private final Map<String, String> texts = new HashMap<>();
  private final Map<String, Long> numbers = new HashMap<>();
  private final Map<String, Payload> payloads = new HashMap<>();

  private Members(JsonParser parser, String subject) {
    this.parser = parser;
    this.subject = subject;
  }

  /// @param parser at the object's opening brace
  static Members begin(JsonParser parser, String subject) throws ProofFormatException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw new ProofFormatException(subject, "an object", describe(parser.currentToken()));
    }
    return new Members(parser, subject);
  }

  /// Goes to the next member's value; false after the last.
  boolean next() throws ProofFormatException {
    if (parser.nextToken() != JsonToken.PROPERTY_NAME) {
      return false;
    }
    if (!seen.add(parser.currentName())) {
      throw new ProofFormatException(subject, "each member once", "a second " + name());
    }
    parser.nextToken();
    return true;
  }

  String name() {
    return parser.currentName();
  }

  ProofFormatException unknown() {
    return new ProofFormatException(
        subject, "only members of version " + Proof.VERSION, "one named " + name());
  }

  void readTexts(int lengthMax, String... names) throws ProofFormatException {
    while (next()) {
      if (!Arrays.asList(names).contains(name())) {
        throw unknown();
      }
      readText(lengthMax);
    }
  }

  void readText(int lengthMax) throws ProofFormatException {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      throw new ProofFormatException(member(), "text", describe(parser.currentToken()));
    }
    String text = parser.getString();
    if (text.length() > lengthMax) {
      throw new ProofFormatException(
          member(),
          "at most %,d characters".formatted(lengthMax),
          "%,d characters".formatted(text.length()));
    }
    texts.put(name(), text);
  }

  void readTextOrNull(int lengthMax) throws ProofFormatException {
    if (parser.currentToken() != JsonToken.VALUE_NULL) {
      readText(lengthMax);
    }
  }

  void readNumber() throws ProofFormatException {
    if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT) {
      throw new ProofFormatException(member(), "a whole number", describe(parser.currentToken()));
    }
    numbers.put(name(), parser.getLongValue());
  }

  /// Decodes base64 piece by piece, no further than the limit.
  void readBytes(int bytesMax) throws ProofFormatException {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      throw new ProofFormatException(member(), "base64", describe(parser.currentToken()));
    }
    Bounded bytes = new Bounded(bytesMax);
    int _ = parser.readBinaryValue(bytes);
    if (bytes.isOver) {
      throw new ProofFormatException(
          member(), "at most %,d bytes".formatted(bytesMax), "more bytes");
    }
    payloads.put(name(), Payload.adopt(bytes.held.toByteArray()));
  }

  // ------------------------------------------------------------ values

  boolean has(String name) {
    return texts.containsKey(name) || numbers.containsKey(name);
  }

  void require(String name, String value) throws ProofFormatException {
    if (!text(name).equals(value)) {
      throw new ProofFormatException(part(name), value, text(name));
    }
  }

  void requireAll(String... names) throws ProofFormatException {
    for (String name : names) {
      if (!seen.contains(name)) {
        throw missing(name);
      }
    }
  }

  String text(String name) throws ProofFormatException {
    return present(name, texts.get(name));
  }

  Optional<String> optionalText(String name) throws ProofFormatException {
    requireAll(name);
    return Optional.ofNullable(texts.get(name));
  }

  long number(String name) throws ProofFormatException {
    return present(name, numbers.get(name));
  }

  Payload bytes(String name) throws ProofFormatException {
    return present(name, payloads.get(name));
  }

  /// A bucket's name has no slash. One with it would be signed for like another split of the two.
  S3Name s3Name() throws ProofFormatException {
    String bucket = text("bucket");
    if (bucket.indexOf('/') >= 0) {
      throw new ProofFormatException(part("bucket"), "a name without a slash", bucket);
    }
    try {
      return new S3Name(bucket, text("key"));
    } catch (IllegalArgumentException e) {
      throw new ProofFormatException(subject, "an S3 name", String.valueOf(e.getMessage()));
    }
  }

  String hex(String name) throws ProofFormatException {
    String hex = text(name);
    if (!HEX.matcher(hex).matches()) {
      throw new ProofFormatException(part(name), "hex digits, lower case", hex);
    }
    return hex;
  }

  Sha256 hash(String name) throws ProofFormatException {
    try {
      return Sha256.fromHex(hex(name));
    } catch (IllegalArgumentException e) {
      throw new ProofFormatException(part(name), "64 hex digits", String.valueOf(e.getMessage()));
    }
  }

  Optional<Sha256> optionalHash(String name) throws ProofFormatException {
    return optionalText(name).isPresent() ? Optional.of(hash(name)) : Optional.empty();
  }

  Instant time(String name) throws ProofFormatException {
    String text = text(name);
    try {
      Instant time = Instant.parse(text);
      if (!time.isBefore(Instant.EPOCH)
          && !time.isAfter(TIME_MAX)
          && time.toString().equals(text)) {
        return time;
      }
    } catch (DateTimeException _) {
      // The same to be said as of a time out of range.
    }
    throw new ProofFormatException(part(name), "a time such as 2026-11-20T10:00:00Z", text);
  }

  PublishedKey publishedKey() throws ProofFormatException {
    Payload der = bytes("der");
    String computed = PublishedKey.fingerprintOf(der.borrow());
    if (!computed.equals(text("fingerprint"))) {
      throw new ProofFormatException(
          part("fingerprint"), "that of its der, " + computed, text("fingerprint"));
    }
    Instant from = time("validFrom");
    Instant to = time("validTo");
    if (!from.isBefore(to)) {
      throw new ProofFormatException(subject, "an end after its start", from + " to " + to);
    }
    return new PublishedKey(computed, der, from, to);
  }

  private <T> T present(String name, @Nullable T value) throws ProofFormatException {
    if (value == null) {
      throw missing(name);
    }
    return value;
  }

  private ProofFormatException missing(String name) {
    return new ProofFormatException(subject, "a member " + name, "none");
  }

  private String member() {
    return part(name());
  }

  private String part(String name) {
    return S3Name.excerpt(subject + ", " + name, 100);
  }

  static String describe(@Nullable JsonToken token) {
    return token == null ? "nothing" : token.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /// Holds bytes up to a limit, and forgets what is over it.
  private static final class Bounded extends OutputStream {
    private final int bytesMax;
    private final ByteArrayOutputStream held = new ByteArrayOutputStream();
    private boolean isOver;

    Bounded(int bytesMax) {
      this.bytesMax = bytesMax;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      if (isOver || length > bytesMax - held.size()) {
        isOver = true;
      } else {
        held.write(bytes, offset, length);
      }
    }
  }
}
