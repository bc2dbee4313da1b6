package io.trailseal.verifier.digest;

import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.Sha256;
import io.trailseal.verifier.digest.DigestFile.BackLink;
import io.trailseal.verifier.digest.DigestFile.LogFile;
import io.trailseal.verifier.json.StrictJson;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Reads digest files. Members it does not know are ignored; the ones it knows are text or null.
final class DigestParser {
  private static final String SIGNATURE_ALGORITHM = "SHA256withRSA";
  private static final String HASH_ALGORITHM = "SHA-256";

  /// An end after which no digest has been written is nonsense, and a year of nine digits breaks
  /// whoever formats it.
  private static final Instant TIME_MAX = Instant.parse("9999-12-31T23:59:59Z");

  private DigestParser() {}

  static DigestFile parse(byte[] inflated) throws DigestFormatException {
    try (JsonParser parser = StrictJson.parser(inflated, 0, inflated.length)) {
      return parse(parser);
    } catch (JacksonException e) {
      throw new DigestFormatException(
          "byte " + StrictJson.offsetOf(e, 0), "JSON", StrictJson.words(e));
    }
  }

  private static DigestFile parse(JsonParser parser) throws DigestFormatException {
    require(parser.nextToken(), JsonToken.START_OBJECT, "the file", "a JSON object");
    Map<String, String> texts = new HashMap<>();
    List<LogFile> logFiles = null;
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      if (parser.currentName().equals("logFiles")) {
        if (logFiles != null) {
          throw twice("logFiles");
        }
        parser.nextToken();
        logFiles = parseLogFiles(parser);
      } else {
        readText(parser, texts);
      }
    }
    if (parser.nextToken() != null) {
      throw new DigestFormatException("the file", "one JSON object", "more after it");
    }
    if (logFiles == null) {
      throw missing("logFiles", "a list");
    }
    requireAlgorithm(texts, "digestSignatureAlgorithm", SIGNATURE_ALGORITHM);
    requireAlgorithm(texts, "previousDigestHashAlgorithm", HASH_ALGORITHM);
    String endTimeText = text(texts, "digestEndTime");
    try {
      return new DigestFile(
          s3Name(texts, "digestS3Bucket", "digestS3Object", "digestS3Object"),
          text(texts, "awsAccountId"),
          time("digestStartTime", text(texts, "digestStartTime")),
          time("digestEndTime", endTimeText),
          endTimeText,
          text(texts, "digestPublicKeyFingerprint"),
          previous(texts),
          logFiles);
    } catch (IllegalArgumentException e) {
      throw new DigestFormatException(
          "the file", "a consistent digest", String.valueOf(e.getMessage()));
    }
  }

  /// All five members of the back-link are null on a starting digest. Half a back-link is refused:
  /// it is no chain, and what was signed could not be said.
  private static Optional<BackLink> previous(Map<String, String> texts)
      throws DigestFormatException {
    String signature = texts.get("previousDigestSignature");
    if (signature == null) {
      for (String name :
          List.of("previousDigestS3Bucket", "previousDigestS3Object", "previousDigestHashValue")) {
        if (texts.containsKey(name)) {
          throw missing("previousDigestSignature", "text, as there is a " + name);
        }
      }
      return Optional.empty();
    }
    S3Name name =
        s3Name(texts, "previousDigestS3Bucket", "previousDigestS3Object", "previousDigestS3Object");
    String hash = texts.get("previousDigestHashValue");
    return Optional.of(
        new BackLink(
            name,
            hash == null ? Optional.empty() : Optional.of(hash("previousDigestHashValue", hash)),
            signature));
  }

  private static List<LogFile> parseLogFiles(JsonParser parser) throws DigestFormatException {
    require(parser.currentToken(), JsonToken.START_ARRAY, "logFiles", "a list");
    List<LogFile> logFiles = new ArrayList<>();
    Map<String, String> texts = new HashMap<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      String subject = "log file " + (logFiles.size() + 1);
      if (logFiles.size() == DigestFile.LOG_FILES_MAX) {
        throw new DigestFormatException(
            "logFiles", "at most " + DigestFile.LOG_FILES_MAX + " log files", "more");
      }
      require(parser.currentToken(), JsonToken.START_OBJECT, subject, "an object");
      texts.clear();
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        readText(parser, texts);
      }
      requireAlgorithm(texts, "hashAlgorithm", HASH_ALGORITHM);
      String hash = texts.get("hashValue");
      if (hash == null) {
        throw missing(subject + ", hashValue", "text");
      }
      logFiles.add(
          new LogFile(
              s3Name(texts, "s3Bucket", "s3Object", subject), hash(subject + ", hashValue", hash)));
    }
    return logFiles;
  }

  /// Takes one member if it is text. A name that comes twice is refused: two readers of the file
  /// might each believe another one.
  private static void readText(JsonParser parser, Map<String, String> texts)
      throws DigestFormatException {
    String name = parser.currentName();
    JsonToken token = parser.nextToken();
    if (token == JsonToken.VALUE_STRING) {
      if (texts.size() >= MEMBERS_MAX) {
        throw new DigestFormatException("the file", "at most " + MEMBERS_MAX + " members", "more");
      }
      if (texts.put(name, parser.getString()) != null) {
        throw twice(name);
      }
    } else {
      parser.skipChildren();
    }
  }

  /// CloudTrail writes 16.
  private static final int MEMBERS_MAX = 1_000;

  private static String text(Map<String, String> texts, String name) throws DigestFormatException {
    String text = texts.get(name);
    if (text == null) {
      throw missing(name, "text");
    }
    return text;
  }

  private static S3Name s3Name(
      Map<String, String> texts, String bucketName, String keyName, String subject)
      throws DigestFormatException {
    try {
      return new S3Name(text(texts, bucketName), text(texts, keyName));
    } catch (IllegalArgumentException e) {
      throw new DigestFormatException(subject, "an S3 name", String.valueOf(e.getMessage()));
    }
  }

  private static Sha256 hash(String subject, String hex) throws DigestFormatException {
    try {
      return Sha256.fromHex(hex);
    } catch (IllegalArgumentException e) {
      throw new DigestFormatException(subject, "64 hex digits", String.valueOf(e.getMessage()));
    }
  }

  private static Instant time(String subject, String text) throws DigestFormatException {
    try {
      Instant time = Instant.parse(text);
      if (time.isBefore(Instant.EPOCH) || time.isAfter(TIME_MAX)) {
        throw new DigestFormatException(subject, "a time from 1970 to 9999", text);
      }
      return time;
    } catch (DateTimeException e) {
      throw new DigestFormatException(subject, "a time such as 2026-11-20T10:00:00Z", text);
    }
  }

  /// Nothing but SHA-256 with RSA is ever verified here. A file that says it was signed otherwise
  /// is not a forgery for that; it needs a newer verifier.
  private static void requireAlgorithm(Map<String, String> texts, String name, String required)
      throws DigestFormatException {
    String found = texts.getOrDefault(name, required);
    if (!found.equalsIgnoreCase(required)) {
      throw new DigestFormatException(
          name, required + " (another algorithm needs a newer verifier)", found);
    }
  }

  private static void require(
      @Nullable JsonToken token, JsonToken required, String subject, String description)
      throws DigestFormatException {
    if (token != required) {
      throw new DigestFormatException(
          subject,
          description,
          token == null ? "nothing" : token.name().toLowerCase(Locale.ROOT).replace('_', ' '));
    }
  }

  private static DigestFormatException missing(String name, String required) {
    return new DigestFormatException(name, required, "none");
  }

  private static DigestFormatException twice(String name) {
    return new DigestFormatException(name, "each member once", "a second one");
  }
}
