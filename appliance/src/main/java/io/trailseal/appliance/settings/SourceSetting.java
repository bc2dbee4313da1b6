package io.trailseal.appliance.settings;

import java.util.Arrays;
import java.util.Optional;

/// What can be set of each source.
public enum SourceSetting {
  BUCKET("bucket", "bucket whose objects are taken in"),
  PREFIX("prefix", "what stands before AWSLogs/ in its keys; standard is the whole bucket"),
  QUEUE_URL("queue-url", "queue of SQS that announces objects, of this bucket or another source's"),
  REGION("region", "where the bucket lies; standard is what the environment and the profile say"),
  PROFILE("profile", "profile of ~/.aws/config for the credentials"),
  ROLE_ARN("role-arn", "role to take with these credentials"),
  EXTERNAL_ID("external-id", "what the role's trust policy asks for"),
  ENDPOINT_URL("endpoint-url", "where S3, CloudTrail and STS answer instead of at Amazon"),
  PROXY("proxy", "http://[USER:PASSWORD@]HOST:PORT through which to go");

  private final String key;
  private final String meaning;

  SourceSetting(String key, String meaning) {
    this.key = key;
    this.meaning = meaning;
  }

  /// Behind `intake.NAME.` in the file.
  public String key() {
    return key;
  }

  public String meaning() {
    return meaning;
  }

  /// Whether its value, or a part of it, is nobody's to read.
  boolean isSecret() {
    return this == EXTERNAL_ID || this == PROXY;
  }

  static Optional<SourceSetting> of(String key) {
    return Arrays.stream(values()).filter(setting -> setting.key.equals(key)).findFirst();
  }
}
