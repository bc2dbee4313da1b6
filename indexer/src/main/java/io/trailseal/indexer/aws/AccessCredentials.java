package io.trailseal.indexer.aws;

import io.trailseal.verifier.Verdict.Obstacle;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.core.SdkSystemSetting;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.auth.StsAssumeRoleCredentialsProvider;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/// Credentials as an [AwsAccess] asks for them, and words for why there are none.
///
/// Nothing is asked of anybody before the first request is signed; what is not there then may be
/// there later.
final class AccessCredentials implements AwsCredentialsProvider, SdkAutoCloseable {
  static {
    // An instance gives its credentials only to who can show a token: IMDSv2. The SDK would fall
    // back to asking without one.
    System.setProperty(SdkSystemSetting.AWS_EC2_METADATA_V1_DISABLED.property(), "true");
  }

  private final AwsAccess access;
  private final AwsCredentialsProvider own;
  private final @Nullable StsAssumeRoleCredentialsProvider taken;
  private final @Nullable StsClient sts;

  private AccessCredentials(
      AwsAccess access,
      AwsCredentialsProvider own,
      @Nullable StsAssumeRoleCredentialsProvider taken,
      @Nullable StsClient sts) {
    this.access = access;
    this.own = own;
    this.taken = taken;
    this.sts = sts;
  }

  /// What is found as Amazon's tools find it, before any role is taken.
  static AccessCredentials own(AwsAccess access) {
    AwsCredentialsProvider found =
        access
            .profile()
            .<AwsCredentialsProvider>map(
                name -> ProfileCredentialsProvider.builder().profileName(name).build())
            .orElseGet(() -> DefaultCredentialsProvider.builder().build());
    return new AccessCredentials(access, found, null, null);
  }

  /// Those of a role.
  ///
  /// @param sts asks with `own`; closed with this
  static AccessCredentials ofRole(
      AwsAccess access, AwsRole role, AccessCredentials own, StsClient sts) {
    StsAssumeRoleCredentialsProvider taken =
        StsAssumeRoleCredentialsProvider.builder()
            .stsClient(sts)
            .refreshRequest(
                request ->
                    request
                        .roleArn(role.arn())
                        .roleSessionName(AwsRole.SESSION)
                        .externalId(role.externalId().orElse(null)))
            .build();
    return new AccessCredentials(access, own, taken, sts);
  }

  /// @throws CredentialsException if there are none
  @Override
  public AwsCredentials resolveCredentials() {
    if (taken == null) {
      try {
        return own.resolveCredentials();
      } catch (RuntimeException e) {
        throw new CredentialsException(
            new Troubles.Trouble(Obstacle.ACCESS_DENIED, none(access.profile(), e)), e);
      }
    }
    try {
      return taken.resolveCredentials();
    } catch (RuntimeException e) {
      Optional<Troubles.Trouble> noneToAskWith = Troubles.ofCredentials(e);
      if (noneToAskWith.isPresent()) {
        throw new CredentialsException(noneToAskWith.get(), e);
      }
      Troubles.Trouble trouble = Troubles.of(e);
      boolean denied = trouble.obstacle() == Obstacle.ACCESS_DENIED;
      throw new CredentialsException(
          new Troubles.Trouble(
              trouble.obstacle(),
              "the role %s could not be taken: %s%s"
                  .formatted(
                      access.role().map(AwsRole::arn).orElse(""),
                      trouble.detail(),
                      denied
                          ? "; the credentials need sts:AssumeRole on it, and its trust policy must"
                              + " name them and the external id"
                          : "")),
          e);
    }
  }

  private static String none(Optional<String> profile, RuntimeException e) {
    return profile
        .map(
            name ->
                "no AWS credentials in profile %s: %s; give a profile of ~/.aws/config, or run aws sso login"
                    .formatted(Troubles.printable(name), Troubles.printable(e.getMessage())))
        .orElse(
            "no AWS credentials were found; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or"
                + " give --profile NAME, or run where a role is attached");
  }

  @Override
  public void close() {
    if (taken != null) {
      taken.close();
    }
    if (sts != null) {
      sts.close();
    }
    if (own instanceof SdkAutoCloseable closeable) {
      closeable.close();
    }
  }
}
