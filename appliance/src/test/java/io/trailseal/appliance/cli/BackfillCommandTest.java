package io.trailseal.appliance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailseal.loopback.Fault;
import io.trailseal.loopback.LoopbackAws;
import io.trailseal.verifier.synthetic.FolderBucket;
import io.trailseal.verifier.synthetic.SampleSettings;
import io.trailseal.verifier.synthetic.SyntheticTrail;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `trailseal backfill` against the loopback server, where nobody serves the store.
final class BackfillCommandTest {
  private static final SampleSettings SETTINGS =
      new SampleSettings(
          1,
          1,
          6,
          10,
          Optional.empty(),
          11,
          Instant.parse("2026-03-02T20:00:00Z"),
          LoopbackAws.BUCKET,
          "");
  private static final Map<String, String> CREDENTIALS =
      Map.of(
          "aws.accessKeyId", "AKIDEXAMPLE",
          "aws.secretAccessKey", "example",
          "aws.configFile", "/no-such-file",
          "aws.sharedCredentialsFile", "/no-such-file",
          "aws.disableEc2Metadata", "true");

  @TempDir Path folder;
  private Path home;
  private LoopbackAws server;

  @BeforeEach
  void open() throws Exception {
    CREDENTIALS.forEach(System::setProperty);
    FolderBucket bucket = FolderBucket.at(folder.resolve("bucket"));
    new SyntheticTrail(SETTINGS).writeTo(bucket);
    server = LoopbackAws.serve(bucket.folder());
    home = Files.createDirectories(folder.resolve("home"));
    Files.writeString(
        home.resolve("settings.properties"),
        "intake.logs.bucket=%s\nintake.logs.endpoint-url=%s\nintake.logs.region=us-east-1\n"
            .formatted(LoopbackAws.BUCKET, server.endpoint()));
  }

  @AfterEach
  void close() {
    server.close();
    CREDENTIALS.keySet().forEach(System::clearProperty);
  }

  @Test
  void itCountsThenTakesInThenFindsNothingMore() {
    Ran dry = Ran.in(home, "backfill", "--dry-run", "--format", "json");
    assertThat(dry.exit()).as(dry.all()).isEqualTo(ExitCode.FINE);
    assertThat(dry.out()).contains("\"dryRun\":true", "\"read\":0").doesNotContain("\"found\":0");
    assertThat(server.gets()).isZero();

    Ran ran = Ran.in(home, "backfill", "--source", "logs");
    assertThat(ran.exit())
        .as(ran.all())
        .isIn(ExitCode.FINE, ExitCode.COULD_NOT_TELL, ExitCode.EVIDENCE_BAD);
    assertThat(ran.out()).contains("s3://" + LoopbackAws.BUCKET, "all here");
    int gets = server.gets();
    assertThat(gets).isPositive();

    Ran again = Ran.in(home, "backfill");
    assertThat(again.out()).contains("0 not here before").doesNotContain("INCOMPLETE");
    assertThat(server.gets()).isEqualTo(gets);
    Ran fsck = Ran.in(home, "fsck");
    assertThat(fsck.exit()).as(fsck.all()).isEqualTo(ExitCode.FINE);
  }

  @Test
  void whatCannotBeReadAtPresentIsNotCalledComplete() throws Exception {
    Files.writeString(
        home.resolve("settings.properties"),
        "intake.logs.bucket=nobody-has-this\nintake.logs.endpoint-url=%s\n"
            .formatted(server.endpoint()));
    Ran ran = Ran.in(home, "backfill", "--dry-run");
    assertThat(ran.exit()).as(ran.all()).isEqualTo(ExitCode.INPUT_MISSING);
    assertThat(ran.out()).contains("INCOMPLETE", "nobody-has-this", "there is no such bucket");
    assertThat(ran.err())
        .containsOnlyOnce("TROUBLE with backfill of s3://nobody-has-this")
        .contains("NoSuchBucket");
    Ran shown = Ran.onTerminal(home, 200, "backfill", "--dry-run");
    assertThat(shown.err()).contains("TROUBLE: listing: NoSuchBucket");
  }

  @Test
  void aBucketThatMayNotBeListedEndsItSoon() {
    server.fault(LoopbackAws.BUCKET, "", Fault.ACCESS_DENIED);
    Ran ran = Ran.in(home, "backfill");
    assertThat(ran.exit()).as(ran.all()).isEqualTo(ExitCode.INPUT_OUTPUT);
    assertThat(ran.out()).contains("INCOMPLETE", "s3:ListBucket", "it may not be listed");
  }

  @Test
  void anEmptyListingIsNotCalledSuccess() {
    Ran ran = Ran.in(home, "backfill", "--from", "2031-01-01");
    assertThat(ran.exit()).as(ran.all()).isEqualTo(ExitCode.COULD_NOT_TELL);
    assertThat(ran.out())
        .contains("nothing is listed there: look at bucket, prefix and days")
        .doesNotContain("all here");
    Ran dry = Ran.in(home, "backfill", "--from", "2031-01-01", "--dry-run");
    assertThat(dry.exit()).as(dry.all()).isEqualTo(ExitCode.COULD_NOT_TELL);
  }

  @Test
  void wrongArgumentsAreNamedAndNothingIsDone() throws Exception {
    for (String[] wrong :
        new String[][] {
          {"--from", "yesterday", "a day such as 2026-03-01"},
          {"--account", "12", "12 digits"},
          {"--region", "Paris", "eu-west-1"},
          {"--source", "other", "one of logs"}
        }) {
      Ran ran = Ran.in(home, "backfill", wrong[0], wrong[1]);
      assertThat(ran.exit()).as(ran.all()).isEqualTo(ExitCode.USAGE);
      assertThat(ran.err()).contains(wrong[2]);
    }
    Ran turned = Ran.in(home, "backfill", "--from", "2026-03-02", "--to", "2026-03-01");
    assertThat(turned.exit()).isEqualTo(ExitCode.USAGE);
    Files.writeString(home.resolve("settings.properties"), "");
    Ran none = Ran.in(home, "backfill");
    assertThat(none.exit()).isEqualTo(ExitCode.SETTINGS_BAD);
    assertThat(none.err()).contains("intake.NAME.bucket");
    assertThat(home.resolve("ledger")).doesNotExist();
  }
}
