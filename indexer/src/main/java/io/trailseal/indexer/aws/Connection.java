package io.trailseal.indexer.aws;

import io.trailseal.verifier.Verdict.Obstacle;
import java.io.Closeable;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.builder.SdkSyncClientBuilder;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.apache5.ProxyConfiguration;
import software.amazon.awssdk.profiles.ProfileFileSupplier;
import software.amazon.awssdk.profiles.ProfileFileSystemSetting;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.AwsProfileRegionProvider;
import software.amazon.awssdk.regions.providers.SystemSettingsRegionProvider;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sts.StsClient;

/// One HTTP client and one set of credentials for all clients of a run.
final class Connection implements Closeable {
  /// How often a request is tried in all; with the SDK's pauses that is about 10 seconds of an S3
  /// that keeps asking to slow down.
  static final int ATTEMPTS_STANDARD = 5;

  /// How long AWS may be silent before the connection counts as dead. Longer than a long poll of
  /// SQS, which is 20 seconds of silence.
  private static final Duration SILENCE_MAX = Duration.ofSeconds(30);

  private static final Duration CONNECT_MAX = Duration.ofSeconds(10);

  /// The largest object over a line of 2 MBit/s.
  private static final Duration ATTEMPT_MAX = Duration.ofMinutes(5);

  private static final ProxyConfiguration DIRECT =
      ProxyConfiguration.builder()
          .useSystemPropertyValues(false)
          .useEnvironmentVariableValues(false)
          .build();

  private final AwsAccess access;
  private final AccessCredentials credentials;
  private final SdkHttpClient http;
  private final int attempts;
  private final Region region;

  private Connection(AwsAccess access, int connections, int attempts) {
    this.access = access;
    this.attempts = attempts;
    this.region = access.region().map(Region::of).orElseGet(() -> environment(access));
    Apache5HttpClient.Builder builder =
        Apache5HttpClient.builder()
            .maxConnections(connections)
            .connectionTimeout(CONNECT_MAX)
            .socketTimeout(SILENCE_MAX)
            .connectionAcquisitionTimeout(ATTEMPT_MAX);
    if (access.proxy().isPresent()) {
      builder.proxyConfiguration(through(access.proxy().get()));
    } else if (access.endpoint().filter(Connection::isThisMachine).isPresent()) {
      builder.proxyConfiguration(DIRECT);
    }
    this.http = builder.build();
    AccessCredentials own = AccessCredentials.own(access);
    this.credentials =
        access
            .role()
            .map(role -> AccessCredentials.ofRole(access, role, own, sts(role, own)))
            .orElse(own);
  }

  /// Makes everything ready; nothing is sent, and no credentials are looked for before the first
  /// request.
  static Connection prepare(AwsAccess access, int connections, int attempts) {
    return new Connection(access, connections, attempts);
  }

  /// Finds credentials; nothing is sent yet, except to where credentials come from.
  ///
  /// @throws AwsException if there are none
  static Connection open(AwsAccess access, int connections, int attempts) throws AwsException {
    Connection connection = prepare(access, connections, attempts);
    try {
      connection.credentials.resolveCredentials();
      return connection;
    } catch (CredentialsException e) {
      connection.close();
      throw new AwsException(Obstacle.ACCESS_DENIED, e.trouble().detail());
    }
  }

  /// Whatever proxy the environment names would look for it on a machine of its own.
  private static boolean isThisMachine(URI endpoint) {
    String host = endpoint.getHost();
    return host.equals("localhost") || host.equals("[::1]") || host.matches("127(\\.\\d{1,3}){3}");
  }

  private static ProxyConfiguration through(AwsProxy proxy) {
    return ProxyConfiguration.builder()
        .endpoint(URI.create("http://%s:%d".formatted(proxy.host(), proxy.port())))
        .username(proxy.user().orElse(null))
        .password(proxy.password().orElse(null))
        .useSystemPropertyValues(false)
        .useEnvironmentVariableValues(false)
        .build();
  }

  private StsClient sts(AwsRole role, AwsCredentialsProvider own) {
    return with(StsClient.builder(), own, role.endpoint()).region(region).build();
  }

  /// Not the SDK's whole chain, which would ask an instance that is not there.
  private static Region environment(AwsAccess access) {
    try {
      return new SystemSettingsRegionProvider().getRegion();
    } catch (SdkClientException _) {
      // Nothing set: the profile may say.
    }
    try {
      ProfileFileSupplier files = ProfileFileSupplier.defaultSupplier();
      Region said =
          access
              .profile()
              .map(name -> new AwsProfileRegionProvider(files, name).getRegion())
              .orElseGet(() -> new AwsProfileRegionProvider(files, defaultProfile()).getRegion());
      return said == null ? Region.US_EAST_1 : said;
    } catch (SdkClientException | IllegalArgumentException _) {
      // No profile, or a file that is none: its credentials will not be found either.
      return Region.US_EAST_1;
    }
  }

  private static String defaultProfile() {
    return ProfileFileSystemSetting.AWS_PROFILE.getStringValueOrThrow();
  }

  Region region() {
    return region;
  }

  /// S3, wherever in the partition a bucket lies.
  S3Client s3() {
    return with(S3Client.builder())
        .region(region)
        .crossRegionAccessEnabled(true)
        .disableS3ExpressSessionAuth(true)
        .disableMultiRegionAccessPoints(true)
        // Behind an endpoint of one's own there are no host names for buckets.
        .forcePathStyle(access.endpoint().isPresent())
        .build();
  }

  /// What every client has in common.
  <B extends AwsClientBuilder<B, C> & SdkSyncClientBuilder<B, C>, C> B with(B builder) {
    return with(builder, access.endpoint());
  }

  /// @param endpoint instead of the one that the access says
  <B extends AwsClientBuilder<B, C> & SdkSyncClientBuilder<B, C>, C> B with(
      B builder, Optional<URI> endpoint) {
    return with(builder, credentials, endpoint);
  }

  private <B extends AwsClientBuilder<B, C> & SdkSyncClientBuilder<B, C>, C> B with(
      B builder, AwsCredentialsProvider signer, Optional<URI> endpoint) {
    endpoint.ifPresent(builder::endpointOverride);
    return builder
        .httpClient(http)
        .credentialsProvider(signer)
        .overrideConfiguration(
            ClientOverrideConfiguration.builder()
                .apiCallAttemptTimeout(ATTEMPT_MAX)
                .retryStrategy(
                    AwsRetryStrategy.standardRetryStrategy().toBuilder()
                        .maxAttempts(attempts)
                        // Objects are independent: one that fails says nothing about the next.
                        .circuitBreakerEnabled(false)
                        .build())
                .build());
  }

  @Override
  public void close() {
    http.close();
    credentials.close();
  }
}
