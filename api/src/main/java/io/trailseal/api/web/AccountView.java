package io.trailseal.api.web;

import java.util.List;
import java.util.Optional;

/// What one sees of oneself.
///
/// @param rights roles, and AWS accounts where they are restricted
/// @param word for forms, see [io.trailseal.api.auth.Callers#formWord]
/// @param hasPassword whether there is one of ours to change
/// @param canSignOut whether there is a session to end
/// @param isOperator whether the page of users is theirs too
/// @param roles that a token can have
/// @param done what has just been done; empty where nothing was
/// @param trouble why it did not work; empty where nothing went wrong
public record AccountView(
    String name,
    String rights,
    String word,
    boolean hasPassword,
    boolean canSignOut,
    boolean isOperator,
    List<String> roles,
    List<TokenRow> tokens,
    Optional<Secret> issued,
    String done,
    String trouble) {
  public AccountView {
    roles = List.copyOf(roles);
    tokens = List.copyOf(tokens);
  }

  /// One token or access key.
  ///
  /// @param valid whether it can be revoked
  public record TokenRow(
      String id,
      String kind,
      String label,
      String rights,
      String createdAt,
      String expiresAt,
      String lastUsedAt,
      boolean valid) {}

  /// What is shown once.
  ///
  /// @param id of an access key; empty for a token, which has its own in it
  public record Secret(String id, String secret) {
    /// For no log.
    @Override
    public String toString() {
      return "secret of " + id;
    }
  }
}
