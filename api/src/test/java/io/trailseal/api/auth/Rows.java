package io.trailseal.api.auth;

import io.trailseal.indexer.access.Role;
import java.util.List;
import java.util.Set;

/// The table of routes, for tests of the whole server.
public final class Rows {
  private Rows() {}

  /// @param who the name of a [Rule.Who]
  public record Row(
      String method, String template, String who, Set<Role> roles, boolean everyAccount) {
    public String route() {
      return method + " " + template;
    }
  }

  public static List<Row> all() {
    return RouteTable.RULES.stream()
        .map(
            rule ->
                new Row(
                    rule.method().name(),
                    rule.template(),
                    rule.who().name(),
                    rule.roles(),
                    rule.everyAccount()))
        .toList();
  }
}
