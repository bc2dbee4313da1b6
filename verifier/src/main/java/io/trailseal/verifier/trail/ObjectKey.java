package io.trailseal.verifier.trail;

import java.time.Instant;
import java.util.Optional;

/// What an object's key says it is.
///
/// The layouts, `P` being any prefix, `O` the organization's id where there is one:
///
/// | Kind                        | Key                                                             |
/// |-----------------------------|-----------------------------------------------------------------|
/// | log (four folders)          | `P/AWSLogs/[O/]ACCT/FOLDER/REGION/YYYY/MM/DD/ACCT_FOLDER_REGION_yyyyMMddTHHmmZ_UNIQUE.json.gz` |
/// | digest                      | `P/AWSLogs/[O/]ACCT/CloudTrail-Digest/REGION/YYYY/MM/DD/ACCT_CloudTrail-Digest_REGION_TRAIL_HOME_yyyyMMddTHHmmssZ[_backfill].json.gz` |
/// | Config snapshot and history | `P/AWSLogs/[O/]ACCT/Config/REGION/Y/M/D/ConfigSnapshot/FILE`, `…/ConfigHistory/FILE` |
/// | Config oversized item       | `P/AWSLogs/[O/]ACCT/Config/REGION/Y/M/D/OversizedChangeNotification/TYPE/ID/FILE`, where ID may have slashes |
/// | marker                      | `…/ConfigWritabilityCheckFile`, and every key that ends in a slash |
///
/// Control Tower's logs have the organization's id twice, the first as their prefix:
/// `o-x/AWSLogs/o-x/ACCT/…`. CloudTrail pads month and day to two digits, Config does not. A file
/// without `.gz` counts as the same file decompressed.
///
/// A key is a claim, not a proof: anyone who can write to the bucket can choose it.
///
/// Source: "Finding your CloudTrail log files" and "CloudTrail digest file structure" (CloudTrail
/// user guide), "Example components of a delivery" (Config developer guide).
///
/// @param prefix what stands before `AWSLogs`, without the slash between; often empty
/// @param organization `o-…`, where the key has one after `AWSLogs`
/// @param account 12 digits; absent only on markers
/// @param region the region the events come from; absent only on markers
/// @param time for a log file the minute it was delivered, for a digest the end of what it covers,
///   for a Config file its (second) time
/// @param trailName a digest's trail
/// @param homeRegion the home region of a digest's trail
/// @param backfill whether it is a digest of the separate chain for late log files
public record ObjectKey(
    ObjectKind kind,
    String prefix,
    Optional<String> organization,
    Optional<String> account,
    Optional<String> region,
    Optional<Instant> time,
    Optional<String> trailName,
    Optional<String> homeRegion,
    boolean backfill) {

  /// Reads a key from its end, where the layout is, towards the prefix, which may be anything.
  /// Takes time linear in the key's length and never throws.
  ///
  /// @return empty where the key follows none of the layouts
  public static Optional<ObjectKey> parse(String key) {
    return KeyParser.parse(key);
  }

  /// Which chain of digests this one belongs to: account, source region, trail, home region, and
  /// `standard` or `backfill`, joined by `/`. None of the five can hold a slash.
  ///
  /// @throws IllegalStateException if this is not a digest's key
  public String chain() {
    if (kind != ObjectKind.DIGEST) {
      throw new IllegalStateException("only digests form chains, this is " + kind);
    }
    return String.join(
        "/",
        account.orElseThrow(),
        region.orElseThrow(),
        trailName.orElseThrow(),
        homeRegion.orElseThrow(),
        backfill ? "backfill" : "standard");
  }
}
