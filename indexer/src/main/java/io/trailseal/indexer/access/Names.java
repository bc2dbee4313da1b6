package io.trailseal.indexer.access;

import io.trailseal.indexer.access.AccountException.Reason;
import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// How users, credentials and their rights are written.
public final class Names {
  /// Also the address by which an identity provider knows somebody. Bounded because everything they
  /// do is recorded under it.
  private static final Pattern USER = Pattern.compile("[a-z0-9][a-z0-9._@+-]{0,63}");

  /// Of somebody whom an identity provider vouches for.
  private static final Pattern VOUCHED =
      Pattern.compile("[a-z0-9][a-z0-9._@+-]{0,46}~[0-9a-f]{16}");

  private static final int VOUCHED_NAME_LENGTH_MAX = 47;

  /// Of the hash: enough for any number of people, who cannot choose what is hashed.
  private static final int VOUCHED_HEX_LENGTH = 16;

  private static final Pattern ACCOUNT = Pattern.compile("\\d{12}");

  /// As many as the column holds.
  private static final int ACCOUNTS_MAX = 1_000;

  private static final int LABEL_LENGTH_MAX = 100;

  private Names() {}

  /// A user's name as it is kept: `Alice` and `alice` are one.
  ///
  /// @throws AccountException if it is none
  public static String user(String typed) throws AccountException {
    String name = typed.strip().toLowerCase(Locale.ROOT);
    if (isVouched(name)) {
      throw new AccountException(
          Reason.INVALID,
          "%s comes through the identity provider, which knows password and groups; here one can"
                  .formatted(name)
              + " only disable them");
    }
    if (!USER.matcher(name).matches()) {
      throw new AccountException(
          Reason.INVALID,
          ("a user's name must be 1 to 64 letters a-z, digits and . _ @ + -, the first a letter or"
                  + " digit, was '%s'")
              .formatted(S3Name.excerpt(typed, 80)));
    }
    return name;
  }

  /// A user's name as it is kept, also of one for whom an identity provider vouches.
  ///
  /// @throws AccountException if it is none
  public static String anyUser(String typed) throws AccountException {
    String name = typed.strip().toLowerCase(Locale.ROOT);
    return isVouched(name) ? name : user(typed);
  }

  /// Whether somebody of this name has no password here because an identity provider vouches for
  /// them.
  public static boolean isVouched(String name) {
    return VOUCHED.matcher(name).matches();
  }

  /// The name of somebody for whom an identity provider vouches: what they are called there, as far
  /// as a name can hold it, and a hash of who vouches for whom. No name that can be given here
  /// holds a tilde.
  ///
  /// @param called hostile
  static String vouched(String issuer, String subject, String called) {
    String plain =
        called
            .strip()
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9._@+-]+", "-")
            .replaceFirst("^[^a-z0-9]+", "");
    String name =
        plain.isEmpty()
            ? "user"
            : plain.substring(0, Math.min(plain.length(), VOUCHED_NAME_LENGTH_MAX));
    return name + vouchedEnding(issuer, subject);
  }

  /// How their name ends, whatever they are called.
  static String vouchedEnding(String issuer, String subject) {
    // No URL holds a NUL, so that no two pairs are written alike.
    byte[] both = (issuer + "\0" + subject).getBytes(StandardCharsets.UTF_8);
    return "~" + Sha256.of(both).hex().substring(0, VOUCHED_HEX_LENGTH);
  }

  /// What a credential is for.
  ///
  /// @throws AccountException if it is too long or not printable
  static String label(String typed) throws AccountException {
    String label = typed.strip();
    if (label.length() > LABEL_LENGTH_MAX || !S3Name.printable(label).equals(label)) {
      throw new AccountException(
          Reason.INVALID,
          "what a token is for must be at most %d printable characters, was '%s'"
              .formatted(LABEL_LENGTH_MAX, S3Name.excerpt(typed, 80)));
    }
    return label;
  }

  /// Roles by their names, in any case.
  ///
  /// @throws AccountException if one is none, or there is none
  public static Set<Role> roles(Iterable<String> typed) throws AccountException {
    Set<Role> roles = new TreeSet<>();
    for (String each : typed) {
      String name = each.strip().toUpperCase(Locale.ROOT);
      roles.add(
          Arrays.stream(Role.values())
              .filter(role -> role.name().equals(name))
              .findFirst()
              .orElseThrow(
                  () ->
                      new AccountException(
                          Reason.INVALID,
                          "a role must be analyst, auditor or operator, was '%s'"
                              .formatted(S3Name.excerpt(each, 80)))));
    }
    if (roles.isEmpty()) {
      throw new AccountException(
          Reason.INVALID, "at least one role must be given: analyst, auditor, operator");
    }
    return roles;
  }

  /// A role as people write it.
  public static String word(Role role) {
    return role.name().toLowerCase(Locale.ROOT);
  }

  /// Roles as people write them.
  public static String words(Set<Role> roles) {
    return roles.stream().sorted().map(Names::word).collect(Collectors.joining(", "));
  }

  /// Roles, and the AWS accounts they are restricted to, as people write them.
  public static String rights(Set<Role> roles, Optional<Set<String>> awsAccounts) {
    return awsAccounts
        .map(
            some ->
                "%s in %s"
                    .formatted(
                        words(roles), some.stream().sorted().collect(Collectors.joining(", "))))
        .orElseGet(() -> words(roles));
  }

  /// AWS accounts as somebody typed them, with commas or spaces between; empty for all where
  /// nothing was typed. Whether they are any is for whoever takes them to see.
  public static Optional<Set<String>> typedAccounts(String typed) {
    Set<String> accounts =
        Arrays.stream(typed.split("[\\s,;]+", -1))
            .filter(each -> !each.isEmpty())
            .collect(Collectors.toSet());
    return typed.isBlank() ? Optional.empty() : Optional.of(accounts);
  }

  /// @throws AccountException if one is no AWS account, or there are too many
  static Optional<Set<String>> accounts(Optional<Set<String>> typed) throws AccountException {
    if (typed.isEmpty()) {
      return typed;
    }
    for (String each : typed.get()) {
      if (!ACCOUNT.matcher(each).matches()) {
        throw new AccountException(
            Reason.INVALID,
            "an AWS account must be twelve digits, was '%s'".formatted(S3Name.excerpt(each, 80)));
      }
    }
    if (typed.get().isEmpty() || typed.get().size() > ACCOUNTS_MAX) {
      throw new AccountException(
          Reason.INVALID,
          "1 to %,d AWS accounts can be given, or none for all; were %,d"
              .formatted(ACCOUNTS_MAX, typed.get().size()));
    }
    return typed;
  }

  /// As rows have them.
  static String rolesRow(Set<Role> roles) {
    return roles.stream().sorted().map(Role::name).collect(Collectors.joining(" "));
  }

  static Set<Role> rolesOf(String row) {
    return Arrays.stream(row.split(" ", -1)).map(Role::valueOf).collect(Collectors.toSet());
  }

  static Optional<String> accountsRow(Optional<Set<String>> accounts) {
    return accounts.map(all -> all.stream().sorted().collect(Collectors.joining(" ")));
  }

  static Optional<Set<String>> accountsOf(Optional<String> row) {
    return row.map(all -> Set.of(all.split(" ", -1)));
  }
}
