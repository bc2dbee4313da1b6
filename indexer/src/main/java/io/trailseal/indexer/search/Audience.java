package io.trailseal.indexer.search;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// For whose eyes an answer is: everybody's, or those of somebody who sees the events of some AWS
/// accounts only. To them every other event is not there: it is not found, not counted, not walked,
/// not suggested and not named.
///
/// An event is of the account that its recipientAccountId names. One that has none, or several, is
/// of nobody's: it can only have been made up.
///
/// @param accounts twelve digits each; empty for all events
public record Audience(Optional<Set<String>> accounts) {
  /// Whoever sees all events.
  public static final Audience EVERYBODY = new Audience(Optional.empty());

  private static final Pattern ACCOUNT = Pattern.compile("[0-9]{12}");

  public Audience {
    accounts = accounts.map(Set::copyOf);
    if (accounts.isPresent()) {
      for (String account : accounts.get()) {
        if (!ACCOUNT.matcher(account).matches()) {
          throw new IllegalArgumentException("an AWS account is twelve digits, not " + account);
        }
      }
    }
  }

  boolean isEverybody() {
    return accounts.isEmpty();
  }

  /// Whether they see an event.
  ///
  /// @param recipients what it has as recipientAccountId
  boolean sees(List<String> recipients) {
    return accounts.isEmpty()
        || (recipients.size() == 1 && accounts.get().contains(recipients.getFirst()));
  }
}
