package io.trailseal.indexer.ingest;

import static io.trailseal.indexer.ingest.Delivered.bytes;
import static io.trailseal.indexer.ingest.Delivered.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.trailseal.verifier.S3Prefix;
import io.trailseal.verifier.source.LocalObjects;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Goal: what lies where nobody could look is never taken for absent.
final class UnseenFoldersTest {
  @TempDir private Path folder;

  @Test
  void aLinkThatLeadsOutIsToldApartFromWhatWasLookedThrough() throws IOException {
    Path bucket = folder.resolve("bucket");
    put(bucket, "AWSLogs/111122223333/CloudTrail/us-east-1/a", bytes("x"));
    put(folder, "elsewhere/b", bytes("x"));
    Files.createSymbolicLink(
        bucket.resolve("AWSLogs/111122223333/CloudTrail/eu-west-1"), folder.resolve("elsewhere"));
    try (LocalSource source =
        new LocalSource(
            LocalObjects.of(List.of(bucket)).getFirst().open(Optional.of("some-bucket")))) {
      while (source.poll().isPresent()) {
        // To the end.
      }
      assertThat(source.brokeOff()).isFalse();
      assertThat(source.covered()).containsExactly(new S3Prefix("some-bucket", ""));
      assertThat(source.refused())
          .containsExactly(
              new S3Prefix("some-bucket", "AWSLogs/111122223333/CloudTrail/eu-west-1/"));
    }
  }
}
