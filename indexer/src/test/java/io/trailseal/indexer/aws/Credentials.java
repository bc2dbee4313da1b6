package io.trailseal.indexer.aws;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Credentials for the time of a test, by the SDK's system properties; whatever the machine has is
/// out of sight.
public final class Credentials implements Closeable {
  private final Map<String, Optional<String>> before = new HashMap<>();

  public static Credentials some(Path folder) throws IOException {
    Credentials credentials = none(folder);
    credentials.set("aws.accessKeyId", "AKIDEXAMPLE");
    credentials.set("aws.secretAccessKey", "wJalrXUtnFEMI-example");
    return credentials;
  }

  static Credentials none(Path folder) throws IOException {
    Path config = Files.createTempFile(folder, "config", "");
    Files.writeString(
        config,
        """
        [profile auditor]
        region = eu-west-1
        aws_access_key_id = AKIDAUDITOR
        aws_secret_access_key = other-example
        """);
    Credentials credentials = new Credentials();
    credentials.set("aws.disableEc2Metadata", "true");
    credentials.set("aws.configFile", config.toString());
    credentials.set("aws.sharedCredentialsFile", folder.resolve("no-such-file").toString());
    credentials.set("aws.accessKeyId", null);
    credentials.set("aws.secretAccessKey", null);
    return credentials;
  }

  void set(String name, @Nullable String value) {
    before.putIfAbsent(name, Optional.ofNullable(System.getProperty(name)));
    put(name, Optional.ofNullable(value));
  }

  private static void put(String name, Optional<String> value) {
    value.ifPresentOrElse(text -> System.setProperty(name, text), () -> System.clearProperty(name));
  }

  @Override
  public void close() {
    before.forEach(Credentials::put);
  }
}
