package io.trailseal.indexer.notice;

import io.trailseal.indexer.ledger.S3Version;
import io.trailseal.indexer.notice.Notice.Announced;
import io.trailseal.indexer.notice.Notice.Removal;
import io.trailseal.verifier.S3Name;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/// The objects of messages, held to what S3 allows: what is no bucket or no key of S3 makes the
/// whole message not understood, so that none of its objects is lost with it. What only describes
/// an object (its length, its ETag, a time) is left out where it cannot be read.
final class Announcements {
  /// Nothing was in S3 before, and later is no time of anything that happened.
  private static final Instant EARLIEST = Instant.parse("2006-01-01T00:00:00Z");

  private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");

  private static final int WHO_LENGTH_MAX = 200;

  private Announcements() {}

  /// How a key came into a message.
  enum Spelling {
    /// Encoded as in a form: S3's own notifications.
    FORM,
    /// As it is: CloudTrail's.
    RAW,
    /// Nobody says; the raw reading is the likelier one: EventBridge, AWS Config.
    UNCLEAR
  }

  /// An object of which a message says nothing but its name.
  static Announced named(String bucket, String key, Spelling spelling)
      throws NotUnderstoodException {
    return new Announced(
        bucket,
        keys(bucket, key, spelling),
        Optional.empty(),
        OptionalLong.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /// @param object S3's description of it
  /// @param names how its members are called
  /// @param bucket's description
  static Announced described(
      Json.Members object,
      Names names,
      Json.Members bucket,
      Optional<String> at,
      Optional<Removal> removal)
      throws NotUnderstoodException {
    String bucketName =
        bucket
            .text("name")
            .orElseThrow(() -> new NotUnderstoodException("it names no bucket for an object"));
    String key =
        object
            .text("key")
            .orElseThrow(
                () -> new NotUnderstoodException("it names a bucket, and no key of an object"));
    return new Announced(
        bucketName,
        keys(bucketName, key, names.spelling),
        versionId(object.text(names.versionId)),
        bytes(object.get("size")),
        object
            .text(names.eTag)
            .map(tag -> tag.replace("\"", ""))
            .filter(tag -> !tag.isEmpty() && tag.length() <= S3Version.LENGTH_MAX)
            .filter(FormEncoding::isText),
        at.flatMap(Announcements::time),
        removal);
  }

  /// How S3 and EventBridge call the same things.
  enum Names {
    S3("versionId", "eTag", Spelling.FORM),
    EVENT_BRIDGE("version-id", "etag", Spelling.UNCLEAR);

    private final String versionId;
    private final String eTag;
    private final Spelling spelling;

    Names(String versionId, String eTag, Spelling spelling) {
      this.versionId = versionId;
      this.eTag = eTag;
      this.spelling = spelling;
    }
  }

  /// @param by whom, as the message says
  static Removal removal(boolean marker, Optional<String> by) {
    return new Removal(
        marker, by.filter(who -> !who.isEmpty()).map(who -> S3Name.excerpt(who, WHO_LENGTH_MAX)));
  }

  private static List<String> keys(String bucket, String key, Spelling spelling)
      throws NotUnderstoodException {
    SequencedSet<String> keys = new LinkedHashSet<>();
    switch (spelling) {
      // What cannot be decoded was not encoded: some servers that speak S3 leave keys as they are.
      case FORM -> keys.add(FormEncoding.decode(key).orElse(key));
      case RAW -> keys.add(key);
      case UNCLEAR -> {
        keys.add(key);
        FormEncoding.decode(key).filter(decoded -> isName(bucket, decoded)).ifPresent(keys::add);
      }
    }
    requireName(bucket, keys.getFirst());
    return List.copyOf(keys);
  }

  private static boolean isName(String bucket, String key) {
    try {
      requireName(bucket, key);
      return true;
    } catch (NotUnderstoodException _) {
      return false;
    }
  }

  private static void requireName(String bucket, String key) throws NotUnderstoodException {
    if (!FormEncoding.isText(bucket) || !FormEncoding.isText(key)) {
      throw new NotUnderstoodException(
          "it names an object with half a character in its name: %s"
              .formatted(S3Name.excerpt(bucket + "/" + key, 80)));
    }
    try {
      S3Name _ = new S3Name(bucket, key);
    } catch (IllegalArgumentException e) {
      throw new NotUnderstoodException("it names an object that S3 cannot have: " + e.getMessage());
    }
  }

  private static Optional<String> versionId(Optional<String> said) throws NotUnderstoodException {
    // S3 says null for what was written while the bucket had no versions.
    Optional<String> id = said.filter(text -> !text.isEmpty() && !text.equals("null"));
    if (id.isPresent() && id.get().length() > S3Version.LENGTH_MAX) {
      throw new NotUnderstoodException(
          "it names a version whose id has %,d characters; S3's have at most %,d"
              .formatted(id.get().length(), S3Version.LENGTH_MAX));
    }
    if (id.isPresent() && !FormEncoding.isText(id.get())) {
      throw new NotUnderstoodException("it names a version with half a character in its id");
    }
    return id;
  }

  private static OptionalLong bytes(@Nullable Json said) {
    return said instanceof Json.Numeral(String digits) && digits.matches("[0-9]{1,18}")
        ? OptionalLong.of(Long.parseLong(digits))
        : OptionalLong.empty();
  }

  private static Optional<Instant> time(String text) {
    try {
      Instant at = Instant.parse(text);
      return Optional.of(at).filter(t -> !t.isBefore(EARLIEST) && t.isBefore(LATEST));
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }
}
