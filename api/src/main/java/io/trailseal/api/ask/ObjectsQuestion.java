package io.trailseal.api.ask;

import io.micronaut.http.HttpRequest;
import io.trailseal.api.error.ErrorCode;
import io.trailseal.api.error.Problem;
import io.trailseal.indexer.ledger.LedgerEntry.ObjectReceived;
import io.trailseal.indexer.ledger.LedgerPosition;
import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.trail.ObjectKind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Which objects received are wanted.
///
/// @param bucket empty for all
/// @param prefix of the key; empty for all
/// @param key the whole key, where only the objects of one name are wanted
/// @param received when they came in
public record ObjectsQuestion(
    String bucket,
    String prefix,
    Optional<String> key,
    Optional<ObjectKind> kind,
    TimeRange received,
    LedgerPosition after,
    int limit) {
  private static final int LIMIT_DEFAULT = 100;
  private static final int LIMIT_MAX = 1000;

  private static final Parameter<String> BUCKET =
      Parameter.text("bucket", S3Name.BUCKET_LENGTH_MAX, "only of this bucket");

  private static final Parameter<String> PREFIX =
      Parameter.text("prefix", S3Name.KEY_BYTES_MAX, "only those whose key begins like that");

  private static final Parameter<String> KEY =
      Parameter.text(
          "key", S3Name.KEY_BYTES_MAX, "only this one; found at once, together with `bucket`");

  private static final Parameter<Optional<ObjectKind>> KIND =
      Parameter.oneOfOrNone("kind", kinds(), "only of this kind");

  private static final Parameter<String> FROM =
      Parameter.text("from", 100, "only those received at or after this time");

  private static final Parameter<String> TO =
      Parameter.text("to", 100, "only those received before this time");

  private static final Parameter<LedgerPosition> AFTER = Parameter.after("after");

  private static final Parameter<Integer> LIMIT =
      Parameter.count("limit", LIMIT_DEFAULT, LIMIT_MAX, "objects on one page");

  /// What `GET /api/v1/objects` takes.
  public static final List<Parameter<?>> PARAMETERS =
      List.of(BUCKET, PREFIX, KEY, KIND, FROM, TO, AFTER, LIMIT);

  private static Map<String, ObjectKind> kinds() {
    Map<String, ObjectKind> words = new LinkedHashMap<>();
    for (ObjectKind kind : ObjectKind.values()) {
      words.put(word(kind), kind);
    }
    return words;
  }

  /// As it is asked for and answered: `insight_log`.
  public static String word(ObjectKind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  /// Reads the parameters, and refuses any other.
  public static ObjectsQuestion of(HttpRequest<?> request) {
    Parameters parameters = Parameters.of(request, PARAMETERS);
    String key = parameters.get(KEY);
    ObjectsQuestion question =
        new ObjectsQuestion(
            parameters.get(BUCKET),
            parameters.get(PREFIX),
            key.isEmpty() ? Optional.empty() : Optional.of(key),
            parameters.get(KIND),
            TimeRange.of(parameters.get(FROM), parameters.get(TO)),
            parameters.get(AFTER),
            parameters.get(LIMIT));
    if (question.key.isPresent()) {
      question.name();
    }
    return question;
  }

  /// The one name that is wanted.
  S3Name name() {
    try {
      return new S3Name(bucket, key.orElseThrow());
    } catch (IllegalArgumentException e) {
      throw Problem.of(
              ErrorCode.PARAMETER_INVALID,
              "bucket and key must name an object together: "
                  + S3Name.excerpt(String.valueOf(e.getMessage()), 200))
          .exception();
    }
  }

  boolean wants(ObjectReceived object) {
    return (bucket.isEmpty() || object.name().bucket().equals(bucket))
        && object.name().key().startsWith(prefix)
        && (key.isEmpty() || object.name().key().equals(key.get()))
        && (kind.isEmpty() || object.kind() == kind.get());
  }
}
