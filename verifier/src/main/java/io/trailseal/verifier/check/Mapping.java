package io.trailseal.verifier.check;

import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.S3Prefix;
import io.trailseal.verifier.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Where copies come from, as somebody declared: a digest's signature binds the bucket and key that
/// CloudTrail wrote, so a copy verifies only under the name of its original.
///
/// @param rules the first that fits is used
public record Mapping(List<Rule> rules) {
  public static final Mapping NONE = new Mapping(List.of());

  /// What CloudTrail wrote under `original` lies under `copy`.
  public record Rule(S3Prefix original, S3Prefix copy) {
    /// As [Mapping#parse(String)] reads it.
    @Override
    public String toString() {
      return S3Name.printable(text(original) + "=" + text(copy));
    }

    private static String text(S3Prefix prefix) {
      String folder = prefix.keyPrefix();
      return folder.isEmpty()
          ? prefix.bucket()
          : prefix.bucket() + "/" + folder.substring(0, folder.length() - 1);
    }
  }

  public Mapping {
    rules = List.copyOf(rules);
  }

  /// Reads `A=B`, where A is what CloudTrail wrote to and B where the copy lies, each a bucket, or
  /// a bucket and a key prefix with a slash between.
  ///
  /// @throws IllegalArgumentException if it is not of that form
  public static Rule parse(String text) {
    int equals = text.indexOf('=');
    if (equals <= 0 || equals == text.length() - 1 || text.indexOf('=', equals + 1) >= 0) {
      throw new IllegalArgumentException(
          "a mapping must be ORIGINAL=COPY, each a bucket or bucket/prefix, was '%s'"
              .formatted(S3Name.excerpt(text, 200)));
    }
    return new Rule(prefix(text.substring(0, equals)), prefix(text.substring(equals + 1)));
  }

  private static S3Prefix prefix(String text) {
    String bare = text.startsWith("s3://") ? text.substring(5) : text;
    int slash = bare.indexOf('/');
    if (slash == 0 || bare.isEmpty()) {
      throw new IllegalArgumentException(
          "a mapping must name a bucket on each side, found '%s'"
              .formatted(S3Name.excerpt(text, 200)));
    }
    if (slash < 0) {
      return new S3Prefix(bare, "");
    }
    String key = bare.substring(slash + 1);
    return new S3Prefix(
        bare.substring(0, slash), key.isEmpty() || key.endsWith("/") ? key : key + "/");
  }

  /// The name that CloudTrail gave to what lies at `copy`.
  public S3Name original(S3Name copy) {
    return rules.stream()
        .filter(rule -> rule.copy().contains(copy))
        .findFirst()
        .flatMap(rule -> move(copy, rule.copy(), rule.original()))
        .orElse(copy);
  }

  /// Where the copy of `original` lies.
  public S3Name copy(S3Name original) {
    return rules.stream()
        .filter(rule -> rule.original().contains(original))
        .findFirst()
        .flatMap(rule -> move(original, rule.original(), rule.copy()))
        .orElse(original);
  }

  private static Optional<S3Name> move(S3Name name, S3Prefix from, S3Prefix to) {
    try {
      return Optional.of(
          new S3Name(
              to.bucket(), to.keyPrefix() + name.key().substring(from.keyPrefix().length())));
    } catch (IllegalArgumentException e) {
      // Too long for a key there: then nothing can lie under that name.
      return Optional.empty();
    }
  }

  /// One more rule.
  public Mapping and(Rule rule) {
    List<Rule> more = new ArrayList<>(rules);
    more.add(rule);
    return new Mapping(more);
  }

  /// The mapping under which most of the digests that are out of place would be in theirs: what a
  /// copy's owner probably wants to declare. Nothing follows from it before somebody does.
  ///
  /// @param findings of a report
  public static Optional<Rule> suggested(List<Verdict> findings) {
    Map<Rule, Integer> votes = new HashMap<>();
    for (Verdict finding : findings) {
      if (finding instanceof Verdict.OutOfPlace(var subject, var claimed)) {
        shift(claimed, subject).ifPresent(rule -> votes.merge(rule, 1, Integer::sum));
      }
    }
    return votes.entrySet().stream()
        .filter(each -> each.getValue() > 1)
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey);
  }

  /// Empty where the last parts of the two keys, the file's name and its folders, differ.
  private static Optional<Rule> shift(S3Name original, S3Name copy) {
    String from = original.key();
    String to = copy.key();
    int root = from.lastIndexOf("AWSLogs/");
    String rest = root < 0 ? from : from.substring(root);
    boolean same = original.bucket().equals(copy.bucket()) && from.equals(to);
    if (same || !to.endsWith(rest) || !(to.equals(rest) || to.endsWith("/" + rest))) {
      return Optional.empty();
    }
    return Optional.of(
        new Rule(
            new S3Prefix(original.bucket(), from.substring(0, from.length() - rest.length())),
            new S3Prefix(copy.bucket(), to.substring(0, to.length() - rest.length()))));
  }
}
