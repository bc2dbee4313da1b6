package io.trailseal.api.web;

import java.util.List;

/// Everybody who may use the appliance, for those who decide it.
///
/// @param word for forms, see [io.trailseal.api.auth.Callers#formWord]
/// @param roles that there are
/// @param done what has just been done; empty where nothing was
/// @param trouble why it did not work; empty where nothing went wrong
public record UsersView(
    List<UserRow> users, List<String> roles, String word, String done, String trouble) {
  public UsersView {
    users = List.copyOf(users);
    roles = List.copyOf(roles);
  }

  /// One of them.
  ///
  /// @param state what is particular: disabled, locked, no password
  public record UserRow(
      String name,
      String rights,
      String state,
      boolean disabled,
      String createdAt,
      String lastUsedAt,
      String tokens) {}
}
