package io.trailseal.indexer.ledger;

import io.trailseal.indexer.ledger.DigestFacts.Listed;
import io.trailseal.indexer.ledger.DigestFacts.Previous;
import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.Sha256;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What custody remembers of digests, as bytes. Nothing is hashed over these, and they can be made
/// again from the digests in the vault.
///
/// A digest lists hundreds of names that differ in their last characters only, and there are ten
/// million listings in a year: each name is written as what it has in common with the one before
/// it, and the rest.
final class DigestFormat {
  /// Listings to a row: few enough that answering for one of them does not read many.
  static final int PART_COUNT_MAX = 64;

  private static final int VERSION = 1;

  private DigestFormat() {}

  /// Everything but position and listings.
  static byte[] facts(DigestFacts digest) {
    return written(
        out -> {
          out.writeByte(VERSION);
          name(out, digest.name());
          text(out, digest.chain());
          instant(out, digest.startTime());
          instant(out, digest.endTime());
          text(out, digest.fingerprint());
          out.writeBoolean(digest.verified());
          out.write(digest.hash().toByteArray());
          out.writeBoolean(digest.signatureHex().isPresent());
          if (digest.signatureHex().isPresent()) {
            text(out, digest.signatureHex().get());
          }
          out.writeBoolean(digest.previous().isPresent());
          if (digest.previous().isPresent()) {
            Previous previous = digest.previous().get();
            name(out, previous.name());
            out.writeBoolean(previous.hash().isPresent());
            if (previous.hash().isPresent()) {
              out.write(previous.hash().get().toByteArray());
            }
            text(out, previous.signatureHex());
          }
        });
  }

  static DigestFacts facts(LedgerPosition position, byte[] facts, List<Listed> listed)
      throws IOException {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(facts))) {
      requireVersion(position, in.readByte());
      return new DigestFacts(
          position,
          name(in),
          text(in),
          instant(in),
          instant(in),
          text(in),
          in.readBoolean(),
          hash(in),
          in.readBoolean() ? Optional.of(text(in)) : Optional.empty(),
          in.readBoolean()
              ? Optional.of(
                  new Previous(
                      name(in),
                      in.readBoolean() ? Optional.of(hash(in)) : Optional.empty(),
                      text(in)))
              : Optional.empty(),
          listed);
    } catch (IllegalArgumentException e) {
      throw damaged(position, e);
    }
  }

  /// The listings in rows of [#PART_COUNT_MAX].
  static List<byte[]> parts(List<Listed> listed) {
    List<byte[]> parts = new ArrayList<>();
    for (int from = 0; from < listed.size(); from += PART_COUNT_MAX) {
      parts.add(part(listed.subList(from, Math.min(from + PART_COUNT_MAX, listed.size()))));
    }
    return parts;
  }

  private static byte[] part(List<Listed> listed) {
    return written(
        out -> {
          out.writeByte(VERSION);
          out.writeShort(listed.size());
          String bucket = "";
          String key = "";
          for (Listed each : listed) {
            boolean sameBucket = each.name().bucket().equals(bucket);
            out.writeBoolean(sameBucket);
            if (!sameBucket) {
              bucket = each.name().bucket();
              out.writeUTF(bucket);
            }
            int common = common(key, each.name().key());
            key = each.name().key();
            out.writeShort(common);
            out.writeUTF(key.substring(common));
            out.write(each.hash().toByteArray());
          }
        });
  }

  private static int common(String one, String other) {
    int length = Math.min(one.length(), other.length());
    int common = 0;
    while (common < length && one.charAt(common) == other.charAt(common)) {
      common++;
    }
    return common;
  }

  static List<Listed> listed(LedgerPosition digest, byte[] part) throws IOException {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(part))) {
      requireVersion(digest, in.readByte());
      int count = in.readUnsignedShort();
      List<Listed> listed = new ArrayList<>(count);
      String bucket = "";
      String key = "";
      for (int i = 0; i < count; i++) {
        bucket = in.readBoolean() ? bucket : in.readUTF();
        int common = in.readUnsignedShort();
        key = key.substring(0, common) + in.readUTF();
        listed.add(new Listed(new S3Name(bucket, key), hash(in)));
      }
      return listed;
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw damaged(digest, e);
    }
  }

  private static void requireVersion(LedgerPosition digest, byte version) throws IOException {
    if (version != VERSION) {
      throw new IOException(
          "what is remembered of the digest at %s has format version %d, this program knows %d"
              .formatted(digest, version, VERSION));
    }
  }

  private static IOException damaged(LedgerPosition digest, RuntimeException cause) {
    return new IOException(
        "what is remembered of the digest at %s is damaged, run fsck: %s"
            .formatted(digest, cause.getMessage()),
        cause);
  }

  private interface Writing {
    void to(DataOutputStream out) throws IOException;
  }

  private static byte[] written(Writing writing) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      writing.to(out);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory does not fail", e);
    }
    return bytes.toByteArray();
  }

  private static void name(DataOutputStream out, S3Name name) throws IOException {
    out.writeUTF(name.bucket());
    out.writeUTF(name.key());
  }

  private static S3Name name(DataInputStream in) throws IOException {
    return new S3Name(in.readUTF(), in.readUTF());
  }

  /// Unlike `writeUTF` without a limit of 64 KiB: signatures and chains are what a digest says.
  private static void text(DataOutputStream out, String text) throws IOException {
    out.writeInt(text.length());
    out.writeChars(text);
  }

  private static String text(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > in.available() / Character.BYTES) {
      throw new IllegalArgumentException("a text of %d characters".formatted(length));
    }
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append(in.readChar());
    }
    return text.toString();
  }

  private static void instant(DataOutputStream out, Instant instant) throws IOException {
    out.writeLong(instant.getEpochSecond());
    out.writeInt(instant.getNano());
  }

  private static Instant instant(DataInputStream in) throws IOException {
    return Instant.ofEpochSecond(in.readLong(), in.readInt());
  }

  private static Sha256 hash(DataInputStream in) throws IOException {
    byte[] hash = new byte[Sha256.BYTES];
    in.readFully(hash);
    return Sha256.fromBytes(hash);
  }
}
