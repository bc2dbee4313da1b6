package io.trailseal.peer;

import io.trailseal.loopback.LoopbackAws;
import io.trailseal.verifier.synthetic.SampleSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What Amazon's own `aws cloudtrail validate-logs` says of what a server serves.
///
/// @param code exit code
/// @param text standard output and error
record ValidateLogs(int code, String text) {
  /// Debian's; another `aws` may come first on the path, and verdicts differ with the version.
  static final Path AWS = Path.of("/usr/bin/aws");

  private static final long WAIT_SECONDS_MAX = 240;
  private static final Pattern DIGESTS = Pattern.compile("(\\d+)/(\\d+) digest files valid");
  private static final Pattern LOGS = Pattern.compile("(\\d+)/(\\d+) log files valid");

  /// This version sends only one service to `--endpoint-url`; this sends all.
  private static final String EVERY_CLIENT =
      """
      import os

      endpoint = os.environ.get("LOOPBACK_ENDPOINT")
      if endpoint:
          import awscli
          from botocore import session

          create_client = session.Session.create_client

          def at_loopback(self, *args, **kwargs):
              kwargs["endpoint_url"] = endpoint
              return create_client(self, *args, **kwargs)

          session.Session.create_client = at_loopback
      """;

  /// How many were found valid, and of how many.
  record Valid(int valid, int seen) {
    static final Valid NONE_TOLD = new Valid(-1, -1);
  }

  Valid digests() {
    return valid(DIGESTS);
  }

  Valid logs() {
    return valid(LOGS);
  }

  private Valid valid(Pattern pattern) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find()
        ? new Valid(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)))
        : Valid.NONE_TOLD;
  }

  static ValidateLogs version(Path folder) throws IOException, InterruptedException {
    return run(folder, Map.of(), List.of(AWS.toString(), "--version"));
  }

  /// Runs it over the whole time of the sample's first account and home region.
  ///
  /// @param folder to work in
  static ValidateLogs of(LoopbackAws server, SampleSettings settings, Path folder)
      throws IOException, InterruptedException {
    Files.writeString(folder.resolve("sitecustomize.py"), EVERY_CLIENT);
    Instant end = settings.start().plus(Duration.ofHours(settings.hours() + 1));
    String account = settings.accountIds().getFirst();
    String region = settings.regionNames().getFirst();
    return run(
        folder,
        Map.of(
            "PYTHONPATH", folder.toString(),
            "LOOPBACK_ENDPOINT", server.endpoint().toString(),
            "AWS_ACCESS_KEY_ID", "AKIDEXAMPLE",
            "AWS_SECRET_ACCESS_KEY", "example",
            "AWS_EC2_METADATA_DISABLED", "true",
            // Once refused is refused; pauses would only take time.
            "AWS_MAX_ATTEMPTS", "1"),
        List.of(
            AWS.toString(),
            "cloudtrail",
            "validate-logs",
            "--trail-arn",
            "arn:aws:cloudtrail:%s:%s:trail/sample-trail".formatted(region, account),
            "--start-time",
            settings.start().toString(),
            "--end-time",
            end.toString(),
            "--s3-bucket",
            settings.bucket(),
            "--region",
            region,
            "--verbose"));
  }

  private static ValidateLogs run(
      Path folder, Map<String, String> environment, List<String> command)
      throws IOException, InterruptedException {
    Path output = folder.resolve("output.txt");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("AWS_"));
    builder.environment().put("HOME", folder.toString());
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      if (!process.waitFor(WAIT_SECONDS_MAX, TimeUnit.SECONDS)) {
        throw new IOException("no end within %d s: %s".formatted(WAIT_SECONDS_MAX, command));
      }
      return new ValidateLogs(
          process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
    } finally {
      process.destroyForcibly();
    }
  }
}
