package io.trailseal.indexer.aws;

import io.trailseal.indexer.aws.WholeObject.NotWholeException;
import io.trailseal.indexer.ingest.Bucket.Read;
import io.trailseal.indexer.ingest.ObjectSource;
import io.trailseal.indexer.ledger.S3Version;
import io.trailseal.verifier.Payload;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/// Reads an answer of GetObject to its end into a version of an object, held against what S3 says
/// of it: its length, and the hash in its ETag where nothing better came.
final class WholeVersion implements ResponseTransformer<GetObjectResponse, WholeVersion.Answer> {
  /// The ETag is the MD5 of the bytes where an object came in one part and is not encrypted with a
  /// key of KMS or the customer's own.
  private static final Pattern MD5 = Pattern.compile("[0-9a-f]{32}");

  /// How long a connection is held while others have the memory; S3 gives up a connection that
  /// nobody reads from.
  private static final Duration WAIT_MAX = Duration.ofSeconds(5);

  private final ByteBudget budget;
  private final Optional<Reserved> reserved;
  private final OptionalLong headLength;

  /// @param reserved taken from the budget before
  /// @param headLength what HEAD said, where the answer of GET says no length
  WholeVersion(ByteBudget budget, Optional<Reserved> reserved, OptionalLong headLength) {
    this.budget = budget;
    this.reserved = reserved;
    this.headLength = headLength;
  }

  /// @param done gives it back
  record Reserved(long bytes, Runnable done) {}

  /// What came of one answer.
  sealed interface Answer {
    record Done(Read read) implements Answer {}

    /// There was no memory for it in time; ask again with some reserved.
    record NoRoom(long bytes) implements Answer {}

    /// HEAD has to say how long it is.
    record NoLength() implements Answer {}
  }

  @Override
  public Answer transform(GetObjectResponse response, AbortableInputStream body) {
    Long announced = response.contentLength();
    if ((announced == null || announced < 0) && headLength.isEmpty()) {
      body.abort();
      return new Answer.NoLength();
    }
    long length = announced == null || announced < 0 ? headLength.getAsLong() : announced;
    var metadata = WholeObject.lowerCase(response.metadata());
    S3Version version = version(response.versionId(), response.eTag(), response.lastModified());
    if (length > ObjectSource.OBJECT_BYTES_MAX) {
      // What is not read would otherwise be read to keep the connection.
      body.abort();
      return new Answer.Done(new Read.TooLong(length, metadata, version));
    }
    Optional<Runnable> room = room(length, body);
    if (room.isEmpty()) {
      body.abort();
      return new Answer.NoRoom(length);
    }
    Runnable done = room.get();
    boolean whole = false;
    try {
      byte[] bytes = WholeObject.readAll(body, Math.toIntExact(length));
      requireFits(bytes, response, version);
      whole = true;
      return new Answer.Done(new Read.Present(Payload.adopt(bytes), metadata, version, done));
    } finally {
      if (!whole && reserved.isEmpty()) {
        done.run();
      }
    }
  }

  private Optional<Runnable> room(long length, AbortableInputStream body) {
    if (reserved.isPresent()) {
      return reserved.filter(some -> some.bytes() >= length).map(Reserved::done);
    }
    try {
      return budget.take(length, WAIT_MAX);
    } catch (InterruptedException e) {
      throw WholeObject.interrupted(body, e);
    }
  }

  private static void requireFits(byte[] bytes, GetObjectResponse response, S3Version version) {
    String eTag = version.eTag().orElse("");
    if (!MD5.matcher(eTag).matches() || isChecked(response) || !isHashedPlain(response)) {
      return;
    }
    String md5 = HexFormat.of().formatHex(md5(bytes));
    if (!md5.equals(eTag)) {
      throw RetryableException.create(
          "the object did not arrive as S3 has it",
          new NotWholeException(
              "the bytes that arrived have the MD5 %s, S3's ETag says %s".formatted(md5, eTag)));
    }
  }

  /// Whether the SDK held the bytes against a checksum already: those of a whole object. One of
  /// several parts cannot be told from the bytes.
  private static boolean isChecked(GetObjectResponse response) {
    return Stream.of(
            response.checksumCRC32(),
            response.checksumCRC32C(),
            response.checksumCRC64NVME(),
            response.checksumSHA1(),
            response.checksumSHA256())
        .filter(Objects::nonNull)
        .anyMatch(checksum -> !checksum.contains("-"));
  }

  private static boolean isHashedPlain(GetObjectResponse response) {
    String encryption = response.serverSideEncryptionAsString();
    return response.sseCustomerAlgorithm() == null
        && (encryption == null || encryption.equals(ServerSideEncryption.AES256.toString()));
  }

  private static byte[] md5(byte[] bytes) {
    try {
      return MessageDigest.getInstance("MD5").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has MD5", e);
    }
  }

  /// @param versionId as S3 says, `null` for an object of no version
  /// @param eTag as S3 says, in quotes
  static S3Version version(
      @Nullable String versionId, @Nullable String eTag, @Nullable Instant lastModified) {
    return new S3Version(
        fitting(versionId).filter(id -> !id.equals(S3Bucket.NO_VERSION)),
        fitting(eTag == null ? null : unquoted(eTag)),
        Optional.ofNullable(lastModified));
  }

  private static String unquoted(String eTag) {
    boolean quoted = eTag.length() >= 2 && eTag.startsWith("\"") && eTag.endsWith("\"");
    return quoted ? eTag.substring(1, eTag.length() - 1) : eTag;
  }

  private static Optional<String> fitting(@Nullable String text) {
    return Optional.ofNullable(text)
        .filter(said -> !said.isEmpty() && said.length() <= S3Version.LENGTH_MAX);
  }
}
