package io.trailseal.verifier.source;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// The oldest and newest few of the digests lying somewhere, which say of themselves where they
/// belong.
final class DigestSample {
  /// Digests looked into: a handful settles it, and one forged or moved digest is outvoted.
  static final int OLDEST_MAX = 2;

  static final int NEWEST_MAX = 3;

  /// A digest of a busy hour lists some thousand log files at 300 bytes each.
  static final int DELIVERED_BYTES_MAX = 4 * 1024 * 1024;

  private static final int INFLATED_BYTES_MAX = 32 * 1024 * 1024;
  private static final Pattern TIME = Pattern.compile("_(\\d{8}T\\d{6}Z)(_backfill)?\\.json\\.gz$");
  private static final JsonFactory JSON = new JsonFactory();

  /// Places looked at: an archive of several buckets has each in a folder of its own.
  static final int PLACES_MAX = 8;

  private final Map<String, Few> places = new LinkedHashMap<>();

  /// Those of one place.
  private static final class Few {
    private final TreeSet<Candidate> oldest = new TreeSet<>(Candidate.BY_TIME);
    private final TreeSet<Candidate> newest = new TreeSet<>(Candidate.BY_TIME);
  }

  /// What lies before `AWSLogs`: there a copy of a bucket begins.
  static String place(String path) {
    return path.substring(0, Math.max(0, path.indexOf("AWSLogs/")));
  }

  /// Where one digest lies, and where it says it belongs.
  record Claim(String path, String bucket, String key) {}

  /// Reads a candidate's bytes, when it is clear that they are wanted.
  interface Bytes {
    byte[] read() throws IOException;
  }

  private record Candidate(String time, String path, Bytes bytes) {
    static final Comparator<Candidate> BY_TIME =
        Comparator.comparing(Candidate::time).thenComparing(Candidate::path);
  }

  static boolean isNamedLikeDigest(String path) {
    return path.contains("CloudTrail-Digest") && !path.endsWith(Sidecar.SUFFIX);
  }

  /// Whether a digest with this name would be among the sample.
  boolean wants(String path) {
    Candidate candidate = new Candidate(time(path), path, () -> new byte[0]);
    Few few = places.get(place(path));
    if (few == null) {
      return places.size() < PLACES_MAX;
    }
    return few.oldest.size() < OLDEST_MAX
        || few.newest.size() < NEWEST_MAX
        || Candidate.BY_TIME.compare(candidate, few.oldest.last()) < 0
        || Candidate.BY_TIME.compare(candidate, few.newest.first()) > 0;
  }

  void offer(String path, Bytes bytes) {
    Candidate candidate = new Candidate(time(path), path, bytes);
    Few few = places.computeIfAbsent(place(path), _ -> new Few());
    few.oldest.add(candidate);
    if (few.oldest.size() > OLDEST_MAX) {
      few.oldest.pollLast();
    }
    few.newest.add(candidate);
    if (few.newest.size() > NEWEST_MAX) {
      few.newest.pollFirst();
    }
  }

  /// What the digests say, newest first. One that cannot be read says nothing.
  List<Claim> claims() {
    TreeSet<Candidate> all = new TreeSet<>(Candidate.BY_TIME.reversed());
    for (Few few : places.values()) {
      all.addAll(few.newest);
      all.addAll(few.oldest);
    }
    List<Claim> claims = new ArrayList<>();
    for (Candidate candidate : all) {
      claim(candidate).ifPresent(claims::add);
    }
    return claims;
  }

  private static String time(String path) {
    Matcher matcher = TIME.matcher(path);
    return matcher.find() ? matcher.group(1) : "";
  }

  private static Optional<Claim> claim(Candidate candidate) {
    String bucket = "";
    String key = "";
    try (JsonParser parser =
        JSON.createParser(ObjectReadContext.empty(), inflate(candidate.bytes().read()))) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = parser.currentName();
        if (parser.nextToken() == JsonToken.VALUE_STRING && name.equals("digestS3Bucket")) {
          bucket = parser.getString();
        } else if (parser.currentToken() == JsonToken.VALUE_STRING
            && name.equals("digestS3Object")) {
          key = parser.getString();
        }
        parser.skipChildren();
      }
    } catch (IOException | JacksonException _) {
      // It will be examined and set aside like any other object; here it only has no say.
      return Optional.empty();
    }
    return bucket.isEmpty() || key.isEmpty()
        ? Optional.empty()
        : Optional.of(new Claim(candidate.path(), bucket, key));
  }

  private static byte[] inflate(byte[] delivered) throws IOException {
    if (delivered.length < 2 || delivered[0] != 0x1f || (delivered[1] & 0xff) != 0x8b) {
      return delivered;
    }
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(delivered), 8192)) {
      byte[] inflated = in.readNBytes(INFLATED_BYTES_MAX + 1);
      return inflated.length > INFLATED_BYTES_MAX ? new byte[0] : inflated;
    }
  }
}
