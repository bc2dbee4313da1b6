package io.trailseal.indexer.search;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A field of an event that has a column: events are sorted by it and its values counted without
/// reading the events. Every other leaf is found by its terms all the same.
///
/// @param path as CloudTrail spells it
/// @param many whether an event has several values of it, as one below an array has
record FirstClass(String path, boolean many) {
  /// All of them, in the order in which people read an event.
  static final List<FirstClass> ALL =
      List.of(
          one("eventName"),
          one("eventSource"),
          one("awsRegion"),
          one("recipientAccountId"),
          one("sourceIPAddress"),
          one("userAgent"),
          one("errorCode"),
          one("errorMessage"),
          one("eventType"),
          one("eventCategory"),
          one("readOnly"),
          one("managementEvent"),
          one("userIdentity.type"),
          one("userIdentity.arn"),
          one("userIdentity.accountId"),
          one("userIdentity.userName"),
          one("userIdentity.principalId"),
          one("userIdentity.accessKeyId"),
          one("userIdentity.invokedBy"),
          one("userIdentity.sessionContext.sessionIssuer.arn"),
          one("userIdentity.sessionContext.sessionIssuer.userName"),
          one("userIdentity.sessionContext.sourceIdentity"),
          one("userIdentity.sessionContext.attributes.mfaAuthenticated"),
          one("vpcEndpointId"),
          one("tlsDetails.tlsVersion"),
          many("resources.ARN"),
          many("resources.type"),
          many("resources.accountId"));

  private static final Map<String, FirstClass> BY_FOLDED_PATH = byFoldedPath();

  private static FirstClass one(String path) {
    return new FirstClass(path, false);
  }

  private static FirstClass many(String path) {
    return new FirstClass(path, true);
  }

  private static Map<String, FirstClass> byFoldedPath() {
    Map<String, FirstClass> all = new HashMap<>();
    ALL.forEach(field -> all.put(FoldedBytes.fold(field.path), field));
    return Map.copyOf(all);
  }

  /// The one at this path, case aside.
  static Optional<FirstClass> at(String path) {
    return Optional.ofNullable(BY_FOLDED_PATH.get(FoldedBytes.fold(path)));
  }

  static boolean isAtFolded(String path) {
    return BY_FOLDED_PATH.containsKey(path);
  }

  /// The Lucene field: sorted doc values, a sorted set of them where there are [#many].
  String column() {
    return "column:" + path;
  }
}
