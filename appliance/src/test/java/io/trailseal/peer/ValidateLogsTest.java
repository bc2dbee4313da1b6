package io.trailseal.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailseal.indexer.aws.AwsAccess;
import io.trailseal.indexer.aws.PublishedKeys;
import io.trailseal.indexer.aws.S3Archive;
import io.trailseal.loopback.LoopbackAws;
import io.trailseal.peer.ValidateLogs.Valid;
import io.trailseal.verifier.Verdict;
import io.trailseal.verifier.check.Report;
import io.trailseal.verifier.check.Report.Outcome;
import io.trailseal.verifier.check.Walk;
import io.trailseal.verifier.check.WalkOptions;
import io.trailseal.verifier.check.WalkProgress;
import io.trailseal.verifier.key.KeyRing;
import io.trailseal.verifier.synthetic.FolderBucket;
import io.trailseal.verifier.synthetic.SampleSettings;
import io.trailseal.verifier.synthetic.SyntheticTrail;
import io.trailseal.verifier.synthetic.Tampering;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The real `aws cloudtrail validate-logs` and our walk over the same buckets, both through S3's
/// protocol: what each must say is fixed here, also where Amazon's tool says nothing.
///
/// Predictions: measured with awscli 2.9.19, Debian's.
final class ValidateLogsTest {
  /// Over midnight: a listing that is ended in the first day's folder loses the second day.
  private static final SampleSettings SETTINGS =
      new SampleSettings(
          1,
          1,
          8,
          40,
          Optional.empty(),
          11,
          Instant.parse("2026-03-02T20:00:00Z"),
          LoopbackAws.BUCKET,
          "");

  /// Too early for another digest to be late, and late for one that should have been the last.
  private static final Instant NOW =
      SETTINGS.start().plus(Duration.ofHours(SETTINGS.hours())).plus(Duration.ofMinutes(90));

  @TempDir Path folder;
  private static long digests;
  private static long logs;

  @BeforeAll
  static void credentials() {
    System.setProperty("aws.accessKeyId", "AKIDEXAMPLE");
    System.setProperty("aws.secretAccessKey", "example");
  }

  @AfterAll
  static void noCredentials() {
    System.clearProperty("aws.accessKeyId");
    System.clearProperty("aws.secretAccessKey");
  }

  private FolderBucket sample() throws Exception {
    FolderBucket bucket = FolderBucket.at(folder.resolve("bucket"));
    new SyntheticTrail(SETTINGS).writeTo(bucket);
    digests =
        bucket.keys("AWSLogs/").stream().filter(key -> key.contains("/CloudTrail-Digest/")).count();
    logs = bucket.keys("AWSLogs/").size() - digests;
    return bucket;
  }

  private ValidateLogs theirs(LoopbackAws server) throws Exception {
    return ValidateLogs.of(server, SETTINGS, Files.createDirectories(folder.resolve("aws")));
  }

  private static Report ours(LoopbackAws server) throws Exception {
    AwsAccess access =
        new AwsAccess(Optional.of(server.endpoint()), Optional.of("us-east-1"), Optional.empty());
    try (PublishedKeys published = PublishedKeys.open(access, () -> NOW);
        S3Archive archive = S3Archive.open(SETTINGS.bucket(), "", access, () -> NOW)) {
      KeyRing ring = KeyRing.of(published.list("us-east-1", SETTINGS.start(), NOW).keys());
      return Walk.run(archive, ring, WalkOptions.STANDARD, WalkProgress.SILENT);
    }
  }

  private static List<String> words(Report report) {
    return report.findings().stream().map(Verdict::word).distinct().sorted().toList();
  }

  @Test
  void itIsTheVersionThatWasMeasured() throws Exception {
    assertThat(ValidateLogs.AWS).as("apt-get install awscli").exists();
    assertThat(ValidateLogs.version(folder).text()).startsWith("aws-cli/2.9.19 ");
  }

  @Test
  void bothFindACleanBucketWhole() throws Exception {
    sample();
    try (LoopbackAws server = LoopbackAws.serve(folder.resolve("bucket"))) {
      ValidateLogs theirs = theirs(server);
      assertThat(theirs.code()).as(theirs.text()).isZero();
      assertThat(theirs.digests()).isEqualTo(new Valid((int) digests, (int) digests));
      assertThat(theirs.logs()).isEqualTo(new Valid((int) logs, (int) logs));
      Report ours = ours(server);
      assertThat(ours.findings()).isEmpty();
      assertThat(ours.outcome()).isEqualTo(Outcome.PROVEN);
      assertThat(ours.digests()).containsOnlyKeys("intact").containsEntry("intact", digests);
      assertThat(ours.logFiles()).containsOnlyKeys("intact").containsEntry("intact", logs);
    }
  }

  /// Their exit code, how many digests they count as invalid and how many they do not even see, and
  /// a part of what they say; then our words.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          log-modified        | 1   | 0 | 0 | hash value doesn't match         | altered
          log-deleted         | 1   | 0 | 0 | not found                        | missing
          log-injected        | 0   | 0 | 0 | valid                            | injected
          log-trailer-cut     | 0   | 0 | 0 | valid                            | altered
          log-appended-member | 0   | 0 | 0 | valid                            | altered
          digest-modified     | 1   | 1 | 0 | signature verification failed    | altered
          digest-bad-signature| 1   | 1 | 0 | signature verification failed    | altered
          digest-deleted-run2 | 1   | 1 | 1 | not found                        | missing
          digest-tail-deleted | 0   | 0 | 1 | valid                            | overdue
          digest-fork         | 0   | 0 | 0 | valid                            | link broken
          gap-restart         | 0   | 0 | 3 | No log files were delivered      | gap
          list-poison         | 0   | 0 | 5 | valid                            | injected
          log-glacier         | 254 | - | - | InvalidObjectState               | could not tell
          log-denied          | 254 | - | - | AccessDenied                     | could not tell
          log-503             | 254 | - | - | SlowDown                         | could not tell
          log-conn-reset      | 1   | 0 | 0 | invalid format                   | could not tell
          """)
  void tampering(String name, int code, String invalid, String unseen, String says, String ourWord)
      throws Exception {
    Tampering.byName(name).apply(sample(), SETTINGS, 0);
    try (LoopbackAws server = LoopbackAws.serve(folder.resolve("bucket"))) {
      ValidateLogs theirs = theirs(server);
      Report ours = ours(server);
      String both = theirs + "\n" + ours.findings();
      assertThat(theirs.code()).as(both).isEqualTo(code);
      assertThat(theirs.text()).as(both).contains(says);
      Valid expected = Valid.NONE_TOLD;
      if (!invalid.equals("-")) {
        int seen = (int) digests - Integer.parseInt(unseen);
        expected = new Valid(seen - Integer.parseInt(invalid), seen);
      }
      assertThat(theirs.digests()).as(both).isEqualTo(expected);
      assertThat(words(ours)).as(both).contains(ourWord);
      assertThat(ours.outcome())
          .as(both)
          .isEqualTo(ourWord.equals("could not tell") ? Outcome.COULD_NOT_TELL : Outcome.FINDINGS);
    }
  }
}
