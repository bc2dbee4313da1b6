package io.trailseal.indexer.aws;

import io.trailseal.verifier.Payload;
import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.Verdict.Obstacle;
import io.trailseal.verifier.key.KeyFile;
import io.trailseal.verifier.key.KeyFormatException;
import io.trailseal.verifier.key.PublishedKey;
import java.io.Closeable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudtrail.CloudTrailClient;
import software.amazon.awssdk.services.cloudtrail.model.ListPublicKeysRequest;
import software.amazon.awssdk.services.cloudtrail.model.ListPublicKeysResponse;
import software.amazon.awssdk.services.cloudtrail.model.PublicKey;

/// The keys CloudTrail lists, region by region. Every region signs with keys of its own: ask those
/// that digests come from.
///
/// Ask again, around a digest's own time, for a fingerprint that is in no answer: keys of late
/// (backfill) digests are those of the time they were made.
public final class PublishedKeys implements Closeable {
  /// A key may begin to be used just after the range ends and sign the range's last digest.
  public static final Duration MARGIN_AFTER = Duration.ofHours(2);

  private static final int CONNECTIONS = 8;

  private static final String ANOTHER_API =
      "what answers there does not speak CloudTrail's API; trust keys with trailseal keys trust";

  private final Connection connection;
  private final InstantSource clock;
  private final Map<String, CloudTrailClient> clients = new ConcurrentHashMap<>();

  private PublishedKeys(Connection connection, InstantSource clock) {
    this.connection = connection;
    this.clock = clock;
  }

  /// What CloudTrail answered.
  ///
  /// @param region that was asked
  /// @param from as it was asked for
  /// @param to as it was asked for, [#MARGIN_AFTER] included
  /// @param asked when
  /// @param keys in CloudTrail's order, may be empty
  /// @param file the same keys as one answer of ListPublicKeys, as [KeyFile] reads it
  public record Answer(
      String region,
      Instant from,
      Instant to,
      Instant asked,
      List<PublishedKey> keys,
      Payload file) {
    public Answer {
      keys = List.copyOf(keys);
    }

    /// Where these keys come from, for whoever has to believe them.
    public String provenance() {
      return "CloudTrail ListPublicKeys in %s for %s to %s, asked at %s"
          .formatted(region, from, to, asked);
    }
  }

  /// @throws AwsException if there are no credentials
  public static PublishedKeys open(AwsAccess access, InstantSource clock) throws AwsException {
    return open(access, clock, Connection.ATTEMPTS_STANDARD);
  }

  static PublishedKeys open(AwsAccess access, InstantSource clock, int attempts)
      throws AwsException {
    return new PublishedKeys(Connection.open(access, CONNECTIONS, attempts), clock);
  }

  /// Nothing is sent, and no credentials are looked for before the first request.
  static PublishedKeys prepare(AwsAccess access, InstantSource clock, int attempts) {
    return new PublishedKeys(Connection.prepare(access, CONNECTIONS, attempts), clock);
  }

  /// The region that is asked where nothing else says which.
  public String homeRegion() {
    return connection.region().id();
  }

  /// All keys that were valid at some time in the range.
  ///
  /// @param region the region digests come from; hostile, as it is read out of their names
  /// @throws AwsException if CloudTrail does not answer, or not with keys
  public Answer list(String region, Instant from, Instant to) throws AwsException {
    if (!AwsAccess.isRegion(region)) {
      // It would become part of the name of the host that is asked.
      throw new AwsException(
          Obstacle.OBJECT_NOT_READABLE,
          "'%s' is not the name of a region".formatted(S3Name.excerpt(region, 50)));
    }
    Instant end = to.plus(MARGIN_AFTER);
    Instant asked = clock.instant();
    List<PublicKey> listed = listAll(region, from, end);
    byte[] file =
        listed.stream()
            .map(PublishedKeys::json)
            .collect(Collectors.joining(",", "{\"PublicKeyList\":[", "]}"))
            .getBytes(StandardCharsets.UTF_8);
    try {
      return new Answer(region, from, end, asked, KeyFile.parse(file), Payload.adopt(file));
    } catch (KeyFormatException e) {
      throw new AwsException(
          Obstacle.OBJECT_NOT_READABLE,
          "ListPublicKeys in %s answered keys that are none: %s"
              .formatted(region, Troubles.printable(e.getMessage())));
    }
  }

  private List<PublicKey> listAll(String region, Instant from, Instant end) throws AwsException {
    List<PublicKey> listed = new ArrayList<>();
    String token = null;
    do {
      ListPublicKeysResponse page;
      try {
        page =
            client(region)
                .listPublicKeys(
                    ListPublicKeysRequest.builder()
                        .startTime(from)
                        .endTime(end)
                        .nextToken(token)
                        .build());
      } catch (RuntimeException e) {
        Troubles.Trouble trouble = Troubles.of(e);
        throw new AwsException(
            trouble.obstacle(),
            "ListPublicKeys in %s: %s"
                .formatted(region, speaksAnotherApi(e) ? ANOTHER_API : trouble.detail()));
      }
      listed.addAll(page.publicKeyList());
      String next = page.nextToken();
      boolean endless = next != null && (next.equals(token) || listed.size() > KeyFile.KEYS_MAX);
      if (endless) {
        throw new AwsException(
            Obstacle.OBJECT_NOT_READABLE,
            "ListPublicKeys in %s does not come to an end".formatted(region));
      }
      token = next;
    } while (token != null);
    return listed;
  }

  /// An endpoint that is S3's only answers so, in its own words, of which the SDK finds none.
  private static boolean speaksAnotherApi(RuntimeException e) {
    return e instanceof AwsServiceException service && service.statusCode() == 501;
  }

  private CloudTrailClient client(String region) {
    return clients.computeIfAbsent(
        region,
        name -> connection.with(CloudTrailClient.builder()).region(Region.of(name)).build());
  }

  private static String json(PublicKey key) {
    // A fingerprint is hex: whatever would break out of the quotes is none.
    return "{\"Value\":\"%s\",\"Fingerprint\":\"%s\",\"ValidityStartTime\":\"%s\",\"ValidityEndTime\":\"%s\"}"
        .formatted(
            key.value() == null
                ? ""
                : Base64.getEncoder().encodeToString(key.value().asByteArray()),
            String.valueOf(key.fingerprint()).replaceAll("[^0-9A-Za-z]", "?"),
            key.validityStartTime(),
            key.validityEndTime());
  }

  @Override
  public void close() {
    clients.values().forEach(CloudTrailClient::close);
    connection.close();
  }
}
