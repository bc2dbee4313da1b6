package io.trailseal.verifier.source;

import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.S3Prefix;
import io.trailseal.verifier.Sha256;
import io.trailseal.verifier.trail.Defect;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// From where a file lies to where it was in S3. See the package comment for the rules and why a
/// wrong guess does no harm.
final class Placement {
  /// As long as S3 lets a bucket's name be.
  private static final int TOKEN_LENGTH_MAX = 63;

  /// How much of a name that cannot be a key is kept readable in its stand-in.
  private static final int STAND_IN_BYTES_MAX = 900;

  private static final Pattern STAND_IN = Pattern.compile("~[0-9a-f]{64}$");

  private static final String LOGS = "AWSLogs";

  private final List<Rule> rules;
  private final Rule otherwise;

  /// Files whose path starts with `strip` are in `bucket` under `add` and the rest of their path.
  record Rule(String strip, String bucket, String add) {}

  /// A name, and what had to be bent to make it one.
  record Placed(S3Name name, List<Defect> defects) {}

  private Placement(List<Rule> rules, Rule otherwise) {
    this.rules = rules;
    this.otherwise = otherwise;
  }

  /// @param bucket the bucket, where somebody said so
  /// @param claims what digests among the files say
  /// @param folders the parts of the absolute path of the folder that paths are relative to; empty
  ///   for an archive
  /// @param ownName the name of the folder or archive
  static Placement infer(
      Optional<String> bucket,
      List<DigestSample.Claim> claims,
      List<String> folders,
      String ownName) {
    // Voted on place by place: a longer rule would overrule the others with a single vote.
    Map<String, Map<Rule, Integer>> votes = new LinkedHashMap<>();
    for (DigestSample.Claim claim : claims) {
      rule(claim)
          .map(rule -> new Rule(rule.strip(), bucket.orElse(rule.bucket()), rule.add()))
          .ifPresent(
              rule ->
                  votes
                      .computeIfAbsent(DigestSample.place(claim.path()), _ -> new LinkedHashMap<>())
                      .merge(rule, 1, Integer::sum));
    }
    Map<Rule, Integer> elected = new LinkedHashMap<>();
    for (Map<Rule, Integer> ballot : votes.values()) {
      int most = Collections.max(ballot.values());
      ballot.entrySet().stream()
          .filter(each -> each.getValue() == most)
          .findFirst()
          .ifPresent(each -> elected.merge(each.getKey(), most, Integer::sum));
    }
    Map<String, Rule> best = new LinkedHashMap<>();
    elected.forEach(
        (rule, count) ->
            best.merge(rule.strip(), rule, (a, b) -> elected.getOrDefault(a, 0) >= count ? a : b));
    List<Rule> rules = new ArrayList<>(best.values());
    rules.sort(Comparator.comparingInt((Rule rule) -> rule.strip().length()).reversed());
    return new Placement(rules, withoutDigests(bucket, folders, ownName));
  }

  /// Empty where it would tear apart what lies in one `AWSLogs`, or put one into another: nothing
  /// would look for log files there, and anybody may have written the digest.
  private static Optional<Rule> rule(DigestSample.Claim claim) {
    String path = claim.path();
    String key = claim.key();
    if (claim.bucket().length() > S3Name.BUCKET_LENGTH_MAX || !isInLogs(key)) {
      return Optional.empty();
    }
    if (key.equals(path) || key.endsWith("/" + path)) {
      String add = key.substring(0, key.length() - path.length());
      return isInLogs(add) && isInLogs(path)
          ? Optional.empty()
          : Optional.of(new Rule("", claim.bucket(), add));
    }
    if (path.endsWith("/" + key)) {
      String strip = path.substring(0, path.length() - key.length());
      return isInLogs(strip) ? Optional.empty() : Optional.of(new Rule(strip, claim.bucket(), ""));
    }
    return Optional.empty();
  }

  /// Whether one of the folders of a path is `AWSLogs`.
  private static boolean isInLogs(String path) {
    return path.startsWith(LOGS + "/") || path.contains("/" + LOGS + "/");
  }

  private static Rule withoutDigests(
      Optional<String> bucket, List<String> folders, String ownName) {
    int logs = folders.lastIndexOf(LOGS);
    if (logs < 0) {
      return new Rule("", bucket.orElse(token(ownName)), "");
    }
    boolean organization = logs > 0 && folders.get(logs - 1).matches("o-[a-z0-9]{10,32}");
    int start = organization ? logs - 1 : logs;
    // Control Tower puts the organization's id before and after; `AWSLogs` itself may repeat.
    String add = String.join("/", folders.subList(start, folders.size())) + "/";
    return new Rule("", bucket.orElse(token(start > 0 ? folders.get(start - 1) : "")), add);
  }

  /// Something fit for a bucket's name, never empty.
  static String token(String name) {
    String token =
        name.replaceFirst("(?i)\\.(zip|tar|tgz|tar\\.gz)$", "")
            .replaceAll("[^A-Za-z0-9._-]+", "-")
            .replaceFirst("^[-.]+", "");
    token = token.substring(0, Math.min(TOKEN_LENGTH_MAX, token.length()));
    return token.isEmpty() ? "imported" : token;
  }

  /// The parts of buckets that the folder or archive is a copy of, as far as can be told.
  List<S3Prefix> covered() {
    return rules().map(rule -> new S3Prefix(rule.bucket(), rule.add())).distinct().toList();
  }

  /// Those that can place anything.
  private Stream<Rule> rules() {
    boolean complete = rules.stream().anyMatch(rule -> rule.strip().isEmpty());
    return complete ? rules.stream() : Stream.concat(rules.stream(), Stream.of(otherwise));
  }

  private Rule ruleOf(String path) {
    for (Rule rule : rules) {
      if (path.startsWith(rule.strip())) {
        return rule;
      }
    }
    return otherwise;
  }

  /// A folder that holds objects of a prefix.
  ///
  /// @param folder empty or ending with `/`
  record Part(Rule rule, String folder) {}

  /// Where to look for what lies under a prefix.
  ///
  /// @param towards prefixes one step further down, under which some folder begins
  record Parts(List<Part> folders, Set<String> towards) {}

  Parts parts(S3Prefix prefix) {
    String wanted = prefix.keyPrefix();
    List<Part> folders = new ArrayList<>();
    Set<String> towards = new TreeSet<>();
    rules()
        .filter(rule -> rule.bucket().equals(prefix.bucket()))
        .forEach(
            rule -> {
              if (wanted.startsWith(rule.add())) {
                folders.add(new Part(rule, rule.strip() + wanted.substring(rule.add().length())));
              } else if (rule.add().startsWith(wanted)) {
                int end = rule.add().indexOf('/', wanted.length());
                towards.add(rule.add().substring(0, end + 1));
              }
            });
    return new Parts(folders, towards);
  }

  /// Whether what lies at a path is placed by the rule that led to this part.
  boolean isOf(Part part, String path) {
    return ruleOf(path).equals(part.rule());
  }

  /// Where an object may lie: the reverse of [#place]. Not for stand-ins.
  List<String> paths(S3Name name) {
    return rules()
        .filter(rule -> rule.bucket().equals(name.bucket()) && name.key().startsWith(rule.add()))
        .map(rule -> Map.entry(rule, rule.strip() + name.key().substring(rule.add().length())))
        .filter(path -> ruleOf(path.getValue()).equals(path.getKey()))
        .map(Map.Entry::getValue)
        .toList();
  }

  Placed place(EntryName name) {
    Rule rule = ruleOf(name.path());
    String key = rule.add() + name.path().substring(rule.strip().length());
    List<Defect> defects = new ArrayList<>(name.defects());
    byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
    if (bytes.length == 0 || bytes.length > S3Name.KEY_BYTES_MAX) {
      defects.add(
          new Defect(
              0,
              "a key has 1 to %,d bytes, this name has %,d; entered under a made-up name"
                  .formatted(S3Name.KEY_BYTES_MAX, bytes.length)));
      key = standIn(key, bytes);
    }
    return new Placed(new S3Name(rule.bucket(), key), defects);
  }

  /// Whether a key may be one that was made up for a name that cannot be one.
  static boolean isStandIn(String key) {
    return STAND_IN.matcher(key).find();
  }

  private static String standIn(String key, byte[] bytes) {
    StringBuilder readable = new StringBuilder();
    int length = 0;
    for (int c : S3Name.printable(key).codePoints().toArray()) {
      length += Character.toString(c).getBytes(StandardCharsets.UTF_8).length;
      if (length > STAND_IN_BYTES_MAX) {
        break;
      }
      readable.appendCodePoint(c);
    }
    // The hash keeps two long names apart that begin alike.
    return readable + "~" + Sha256.of(bytes).hex();
  }
}
