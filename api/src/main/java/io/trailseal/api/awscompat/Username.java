package io.trailseal.api.awscompat;

import io.trailseal.indexer.query.Query;
import io.trailseal.indexer.query.Query.Test;
import io.trailseal.indexer.query.WhoFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The `Username` of an event: `userIdentity.userName`; of root `root`; of a session its name; of a
/// service what it is called. CloudTrail's service does not say how it works it out; for users and
/// sessions this is what it shows.
final class Username {
  private static final String TYPE = "userIdentity.type";
  private static final String USER_NAME = "userIdentity.userName";
  private static final String ARN = "userIdentity.arn";
  private static final String INVOKED_BY = "userIdentity.invokedBy";

  private static final String ROOT = "Root";
  private static final String ROOT_NAME = "root";
  private static final String SERVICE = "AWSService";

  /// Their ARN ends in the session's name.
  private static final List<String> SESSIONS = List.of("AssumedRole", "FederatedUser");

  /// IAM's names are shorter. A query says the name several times.
  private static final int NAME_LENGTH_MAX = 256;

  /// All that [#of] reads.
  static final Set<String> PATHS = Set.of(TYPE, USER_NAME, ARN, INVOKED_BY);

  private Username() {}

  /// @return empty where the event names nobody
  static String of(RecordMembers record) {
    String type = record.first(TYPE);
    String userName = record.first(USER_NAME);
    if (type.equals(ROOT)) {
      return ROOT_NAME;
    }
    if (!userName.isEmpty()) {
      return userName;
    }
    if (SESSIONS.contains(type)) {
      return WhoFields.lastPart(record.first(ARN));
    }
    return type.equals(SERVICE) ? record.first(INVOKED_BY) : "";
  }

  /// The events with this `Username`.
  static Query query(String name) {
    List<Query> any = new ArrayList<>();
    any.add(Lookup.all(List.of(Lookup.is(USER_NAME, name), new Query.Not(Lookup.is(TYPE, ROOT)))));
    if (name.equalsIgnoreCase(ROOT_NAME)) {
      any.add(Lookup.is(TYPE, ROOT));
    }
    if (name.length() <= NAME_LENGTH_MAX) {
      any.add(Lookup.all(List.of(Lookup.is(TYPE, SERVICE), Lookup.is(INVOKED_BY, name))));
      if (WhoFields.lastPart(name).equals(name)) {
        any.add(
            Lookup.all(
                List.of(
                    Lookup.any(SESSIONS.stream().map(type -> Lookup.is(TYPE, type)).toList()),
                    new Query.Not(new Query.Field(USER_NAME, new Test.Exists())),
                    Lookup.any(
                        List.of(
                            new Query.Field(ARN, new Test.Like("*/" + literal(name))),
                            new Query.Field(ARN, new Test.Like("*:" + literal(name))))))));
      }
    }
    return Lookup.any(any);
  }

  /// As a pattern that nothing else matches.
  private static String literal(String text) {
    return text.replaceAll("([\\\\*?])", "\\\\$1");
  }
}
