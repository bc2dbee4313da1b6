package io.trailseal.verifier.check;

import java.util.Comparator;

/// Where one account and region is delivered to: what a report has a line for.
///
/// @param bucket the bucket
/// @param prefix what stands before `AWSLogs`, without the slash between; often empty
/// @param organization `o-…`, empty where keys have none
/// @param account 12 digits
/// @param region the region events come from
public record Place(
    String bucket, String prefix, String organization, String account, String region)
    implements Comparable<Place> {
  private static final Comparator<Place> ORDER =
      Comparator.comparing(Place::account)
          .thenComparing(Place::region)
          .thenComparing(Place::bucket)
          .thenComparing(Place::prefix)
          .thenComparing(Place::organization);

  @Override
  public int compareTo(Place other) {
    return ORDER.compare(this, other);
  }

  /// The key prefix of the account's folders, ends with `/`.
  public String accountFolder() {
    return (prefix.isEmpty() ? "" : prefix + "/")
        + "AWSLogs/"
        + (organization.isEmpty() ? "" : organization + "/")
        + account
        + "/";
  }
}
