package io.trailseal.verifier.synthetic;

import io.trailseal.verifier.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The JSON of a digest that this package wrote, changed member by member. Not for anybody else's:
/// it relies on how [DigestFile] writes them.
final class DigestText {
  private static final Pattern LOG_FILE = Pattern.compile("\\{\"s3Bucket\":[^{}]*\\}");
  private static final Pattern LOG_FILES =
      Pattern.compile("\"logFiles\":\\[.*\\]\\}", Pattern.DOTALL);

  private DigestText() {}

  /// The text of a member, or the word null where it is null or not there.
  static String field(String json, String name) {
    Matcher matcher = Pattern.compile("\"" + name + "\":\"([^\"]*)\"").matcher(json);
    return matcher.find() ? matcher.group(1) : "null";
  }

  /// Another value for a member of the digest itself; of its log files' members of the same name,
  /// which come later, none.
  static String with(String json, String name, @Nullable String value) {
    return Pattern.compile("\"" + name + "\":(?:\"[^\"]*\"|null)")
        .matcher(json)
        .replaceFirst(Matcher.quoteReplacement("\"" + name + "\":" + JsonText.quoteOrNull(value)));
  }

  /// The log files it lists, as JSON objects.
  static List<String> logFiles(String json) {
    List<String> entries = new ArrayList<>();
    Matcher matcher = LOG_FILE.matcher(json);
    while (matcher.find()) {
      entries.add(matcher.group());
    }
    return entries;
  }

  /// Other log files, and the times that follow from them.
  static String withLogFiles(String json, List<String> entries) {
    String newest =
        entries.stream().map(e -> field(e, "newestEventTime")).max(String::compareTo).orElse(null);
    String oldest =
        entries.stream().map(e -> field(e, "oldestEventTime")).min(String::compareTo).orElse(null);
    String timed = with(with(json, "newestEventTime", newest), "oldestEventTime", oldest);
    return LOG_FILES
        .matcher(timed)
        .replaceFirst(
            Matcher.quoteReplacement("\"logFiles\":[" + String.join(",", entries) + "]}"));
  }

  /// As if its first log file had never been delivered.
  static String withoutFirstLog(String json) {
    List<String> entries = logFiles(json);
    return withLogFiles(json, entries.subList(1, entries.size()));
  }

  /// As a starting digest has it: no back-link.
  static String withoutPrevious(String json) {
    String starting = json;
    for (String name :
        List.of(
            "previousDigestS3Bucket",
            "previousDigestS3Object",
            "previousDigestHashValue",
            "previousDigestHashAlgorithm",
            "previousDigestSignature")) {
      starting = with(starting, name, null);
    }
    return starting;
  }

  /// Linked to the digest before it.
  static String linked(String json, String previous, String previousSignature) {
    String linked = with(json, "previousDigestS3Bucket", field(previous, "digestS3Bucket"));
    linked = with(linked, "previousDigestS3Object", field(previous, "digestS3Object"));
    linked =
        with(
            linked,
            "previousDigestHashValue",
            Sha256.of(previous.getBytes(StandardCharsets.UTF_8)).hex());
    linked = with(linked, "previousDigestHashAlgorithm", "SHA-256");
    return with(linked, "previousDigestSignature", previousSignature);
  }

  /// What is signed.
  static String signed(String json) {
    return "%s\n%s/%s\n%s\n%s"
        .formatted(
            field(json, "digestEndTime"),
            field(json, "digestS3Bucket"),
            field(json, "digestS3Object"),
            Sha256.of(json.getBytes(StandardCharsets.UTF_8)).hex(),
            field(json, "previousDigestSignature"));
  }
}
