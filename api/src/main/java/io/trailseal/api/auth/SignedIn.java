package io.trailseal.api.auth;

import io.trailseal.indexer.access.Account;

/// Somebody who has shown who they are, for whom a session may begin: the seam between ways to sign
/// in and what follows from it. What they may do is what their account says at each request.
///
/// @param name of their account, under which all they do is recorded
/// @param generation of the account as it was then: see [Account#generation()]
public record SignedIn(String name, long generation) {
  public static SignedIn as(Account account) {
    return new SignedIn(account.name(), account.generation());
  }
}
