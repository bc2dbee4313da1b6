package io.trailseal.indexer.aws;

import io.trailseal.verifier.Verdict.Obstacle;
import java.io.Closeable;
import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.builder.SdkSyncClientBuilder;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.profiles.ProfileFileSupplier;
import software.amazon.awssdk.profiles.ProfileFileSystemSetting;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.AwsProfileRegionProvider;
import software.amazon.awssdk.regions.providers.SystemSettingsRegionProvider;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/// One HTTP client and one set of credentials for all clients of a run.
final class Connection implements Closeable {
  /// How often a request is tried in all; with the SDK's pauses that is about 10 seconds of an S3
  /// that keeps asking to slow down.
  static final int ATTEMPTS_STANDARD = 5;

  /// How long S3 may be silent before the connection counts as dead.
  private static final Duration SILENCE_MAX = Duration.ofSeconds(30);

  private static final Duration CONNECT_MAX = Duration.ofSeconds(10);

  /// The largest object over a line of 2 MBit/s.
  private static final Duration ATTEMPT_MAX = Duration.ofMinutes(5);

  private final AwsAccess access;
  private final AwsCredentialsProvider credentials;
  private final SdkHttpClient http;
  private final int attempts;
  private final Region region;

  private Connection(
      AwsAccess access, AwsCredentialsProvider credentials, SdkHttpClient http, int attempts) {
    this.access = access;
    this.credentials = credentials;
    this.http = http;
    this.attempts = attempts;
    this.region = access.region().map(Region::of).orElseGet(() -> environment(access));
  }

  /// Finds credentials; nothing is sent yet, except to where credentials come from.
  ///
  /// @throws AwsException if there are none
  static Connection open(AwsAccess access, int connections, int attempts) throws AwsException {
    AwsCredentialsProvider credentials =
        access
            .profile()
            .<AwsCredentialsProvider>map(
                name -> ProfileCredentialsProvider.builder().profileName(name).build())
            .orElseGet(() -> DefaultCredentialsProvider.builder().build());
    try {
      credentials.resolveCredentials();
    } catch (SdkClientException | IllegalStateException | IllegalArgumentException e) {
      close(credentials);
      throw new AwsException(Obstacle.ACCESS_DENIED, noCredentials(access, e));
    }
    SdkHttpClient http =
        Apache5HttpClient.builder()
            .maxConnections(connections)
            .connectionTimeout(CONNECT_MAX)
            .socketTimeout(SILENCE_MAX)
            .connectionAcquisitionTimeout(ATTEMPT_MAX)
            .build();
    return new Connection(access, credentials, http, attempts);
  }

  private static String noCredentials(AwsAccess access, RuntimeException e) {
    return access
        .profile()
        .map(
            name ->
                "no AWS credentials in profile %s: %s; give a profile of ~/.aws/config, or run aws sso login"
                    .formatted(Troubles.printable(name), Troubles.printable(e.getMessage())))
        .orElse(
            "no AWS credentials were found; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or"
                + " give --profile NAME, or run where a role is attached");
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
    } catch (SdkClientException _) {
      return Region.US_EAST_1;
    }
  }

  private static String defaultProfile() {
    return ProfileFileSystemSetting.AWS_PROFILE.getStringValueOrThrow();
  }

  Region region() {
    return region;
  }

  /// What every client has in common.
  <B extends AwsClientBuilder<B, C> & SdkSyncClientBuilder<B, C>, C> B with(B builder) {
    access.endpoint().ifPresent(builder::endpointOverride);
    return builder
        .httpClient(http)
        .credentialsProvider(credentials)
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

  boolean isElsewhere() {
    return access.endpoint().isPresent();
  }

  @Override
  public void close() {
    http.close();
    close(credentials);
  }

  private static void close(AwsCredentialsProvider credentials) {
    if (credentials instanceof SdkAutoCloseable closeable) {
      closeable.close();
    }
  }
}
