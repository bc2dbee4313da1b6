package io.trailseal.indexer.intake;

import io.trailseal.indexer.ingest.Bucket.ListedVersion;
import io.trailseal.verifier.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/// Names a listing by what is in it, so that two that are equal had the same objects.
///
/// A folder's hash is the SHA-256 over its entries in S3's order, each five netstrings
/// (`LENGTH:TEXT,`, the length in bytes of UTF-8): key, version id, ETag, length in digits, and
/// `deleted` for a delete marker; what S3 did not say is an empty one. A listing's hash begins with
/// 32 zero bytes and goes on with every folder in the order of its walk: SHA-256 over the hash so
/// far, the folder's prefix and `whole` or `beside` (see [FolderWalk.Extent]) as netstrings, and
/// the folder's hash. So it can be gone on with where a listing was stopped.
final class ListingHash {
  static final Sha256 START = Sha256.fromBytes(new byte[Sha256.BYTES]);

  private ListingHash() {}

  static void add(MessageDigest folder, ListedVersion entry) {
    text(folder, entry.name().key());
    text(folder, entry.version().versionId().orElse(""));
    text(folder, entry.version().eTag().orElse(""));
    text(folder, Long.toString(entry.bytes()));
    text(folder, entry.isDeleteMarker() ? "deleted" : "");
  }

  static Sha256 with(Sha256 soFar, FolderWalk.Folder folder, Sha256 folderHash) {
    MessageDigest digest = Sha256.newDigest();
    digest.update(soFar.toByteArray());
    text(digest, folder.prefix().keyPrefix());
    text(digest, folder.extent() == FolderWalk.Extent.WHOLE ? "whole" : "beside");
    digest.update(folderHash.toByteArray());
    return Sha256.fromBytes(digest.digest());
  }

  private static void text(MessageDigest digest, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
    digest.update(bytes);
    digest.update((byte) ',');
  }
}
