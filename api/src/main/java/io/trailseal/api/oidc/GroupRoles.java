package io.trailseal.api.oidc;

import io.trailseal.indexer.access.Role;
import io.trailseal.verifier.S3Name;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// What the provider's groups may do here.
///
/// As text: `GROUP = ROLE ROLE; GROUP = ROLE in ACCOUNT ACCOUNT`. A group's name is compared as it
/// is, in full; it may hold anything but `;`.
///
/// @param rules in the order of the text; a group may have several
public record GroupRoles(List<Rule> rules) {
  private static final int RULES_MAX = 500;
  private static final int ACCOUNTS_MAX = 1_000;

  /// @param group as the provider spells it
  /// @param roles never empty
  /// @param accounts the AWS accounts to which they are restricted; empty for all
  public record Rule(String group, Set<Role> roles, Optional<Set<String>> accounts) {
    public Rule {
      roles = Set.copyOf(roles);
      accounts = accounts.map(Set::copyOf);
    }

    @Override
    public String toString() {
      String words =
          roles.stream()
              .sorted()
              .map(role -> role.name().toLowerCase(Locale.ROOT))
              .collect(Collectors.joining(" "));
      return accounts
          .map(set -> words + " in " + String.join(" ", new TreeSet<>(set)))
          .map(text -> group + " = " + text)
          .orElse(group + " = " + words);
    }
  }

  /// What somebody may do.
  public record Grant(Set<Role> roles, Optional<Set<String>> accounts) {
    public Grant {
      roles = Set.copyOf(roles);
      accounts = accounts.map(Set::copyOf);
    }
  }

  public GroupRoles {
    rules = List.copyOf(rules);
  }

  /// @throws IllegalArgumentException saying what it must be: `must be …`
  public static GroupRoles parse(String text) {
    List<Rule> rules = new ArrayList<>();
    for (String each : text.split(";", -1)) {
      if (!each.isBlank()) {
        rules.add(rule(each));
      }
    }
    if (rules.isEmpty() || rules.size() > RULES_MAX) {
      throw new IllegalArgumentException(
          "must be 1 to %d of GROUP = ROLE…, with ; between".formatted(RULES_MAX));
    }
    return new GroupRoles(rules);
  }

  private static Rule rule(String text) {
    // The last one: the names of directories' groups hold some themselves (CN=analysts,OU=sec).
    int equals = text.lastIndexOf('=');
    String group = equals < 0 ? "" : text.substring(0, equals).strip();
    if (group.isEmpty()) {
      throw new IllegalArgumentException(
          "must be GROUP = ROLE… each, and one is '%s'".formatted(S3Name.excerpt(text, 80)));
    }
    Set<Role> roles = EnumSet.noneOf(Role.class);
    Set<String> accounts = new TreeSet<>();
    boolean restricted = false;
    for (String word : text.substring(equals + 1).strip().split("[\\s,]+", -1)) {
      if (restricted) {
        accounts.add(account(word));
      } else if (word.equals("in")) {
        restricted = true;
      } else {
        roles.add(role(word));
      }
    }
    if (roles.isEmpty() || (restricted && accounts.isEmpty()) || accounts.size() > ACCOUNTS_MAX) {
      throw new IllegalArgumentException(
          "must name roles and, behind 'in', at most %,d AWS accounts, and one is '%s'"
              .formatted(ACCOUNTS_MAX, S3Name.excerpt(text, 80)));
    }
    return new Rule(group, roles, restricted ? Optional.of(accounts) : Optional.empty());
  }

  private static Role role(String word) {
    return Arrays.stream(Role.values())
        .filter(role -> role.name().equalsIgnoreCase(word))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "must name the roles analyst, auditor or operator, and one is '%s'"
                        .formatted(S3Name.excerpt(word, 80))));
  }

  private static String account(String word) {
    if (!word.matches("\\d{12}")) {
      throw new IllegalArgumentException(
          "must name AWS accounts by twelve digits behind 'in', and one is '%s'"
              .formatted(S3Name.excerpt(word, 80)));
    }
    return word;
  }

  /// What who is in these groups may do; empty for nothing at all.
  ///
  /// Roles add up, and so do the accounts of one role. Who is an auditor for some accounts and an
  /// analyst for more sees only the former: a caller has one set of accounts for everything, and
  /// the wider one would let them prove and report on what only their analyst's role shows.
  public Optional<Grant> grant(Collection<String> groups) {
    Set<String> wanted = new HashSet<>(groups);
    List<Rule> met = rules.stream().filter(rule -> wanted.contains(rule.group())).toList();
    if (met.isEmpty()) {
      return Optional.empty();
    }
    Set<Role> roles = EnumSet.noneOf(Role.class);
    met.forEach(rule -> roles.addAll(rule.roles()));
    Role narrowest = roles.contains(Role.AUDITOR) ? Role.AUDITOR : Role.ANALYST;
    List<Rule> counted =
        roles.contains(narrowest)
            ? met.stream().filter(rule -> rule.roles().contains(narrowest)).toList()
            : List.of();
    return Optional.of(new Grant(roles, accounts(counted)));
  }

  /// All of them together; empty if one has no restriction, or there is none.
  private static Optional<Set<String>> accounts(List<Rule> rules) {
    if (rules.isEmpty() || rules.stream().anyMatch(rule -> rule.accounts().isEmpty())) {
      return Optional.empty();
    }
    return Optional.of(
        rules.stream()
            .flatMap(rule -> rule.accounts().orElseThrow().stream())
            .collect(Collectors.toSet()));
  }

  @Override
  public String toString() {
    return rules.stream().map(Rule::toString).collect(Collectors.joining("; "));
  }
}
