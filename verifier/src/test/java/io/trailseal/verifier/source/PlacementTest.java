package io.trailseal.verifier.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which bucket and key a file is taken to have had.
final class PlacementTest {
  private static final String LOG =
      "AWSLogs/111122223333/CloudTrail/us-east-1/2026/11/01/"
          + "111122223333_CloudTrail_us-east-1_20261101T0000Z_aaaaaaaaaaaaaaaa.json.gz";

  @TempDir private Path tmp;

  private static String digestKey(int hour) {
    return "AWSLogs/111122223333/CloudTrail-Digest/us-east-1/2026/11/01/111122223333_CloudTrail-Digest"
        + "_us-east-1_trail_us-east-1_20261101T%02d0000Z.json.gz".formatted(hour);
  }

  private static byte[] digest(String bucket, String key) throws IOException {
    String json =
        "{\"digestS3Bucket\":\"%s\",\"logFiles\":[{\"digestS3Object\":\"decoy\"}],\"digestS3Object\":\"%s\"}"
            .formatted(bucket, key);
    var bytes = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(bytes)) {
      gzip.write(json.getBytes(UTF_8));
    }
    return bytes.toByteArray();
  }

  private static List<String> names(Path path, Optional<String> bucket) throws IOException {
    try (LocalObjects source = LocalObjects.of(List.of(path)).getFirst().open(bucket)) {
      return Delivered.all(source).stream().map(one -> one.name().toString()).toList();
    }
  }

  private Path write(String folder, Map<String, byte[]> files) throws IOException {
    Path root = tmp.resolve(folder);
    for (var file : files.entrySet()) {
      Path path = root.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.write(path, file.getValue());
    }
    return root;
  }

  @Test
  void digestsSayTheBucketAndThePrefixThatIsMissing() throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put(LOG, new byte[] {1});
    for (int hour = 0; hour < 8; hour++) {
      files.put(digestKey(hour), digest("the-trail", "some/prefix/" + digestKey(hour)));
    }
    Path folder = write("download", files);
    assertThat(names(folder, Optional.empty()))
        .contains("s3://the-trail/some/prefix/" + LOG)
        .allMatch(name -> name.startsWith("s3://the-trail/some/prefix/AWSLogs/"));
    assertThat(names(folder, Optional.of("said")))
        .allMatch(name -> name.startsWith("s3://said/some/prefix/AWSLogs/"));
    assertThat(names(folder.resolve("AWSLogs/111122223333"), Optional.empty()))
        .contains("s3://the-trail/some/prefix/" + LOG);
    assertThat(names(Packed.zip(tmp.resolve("a.zip"), files), Optional.empty()))
        .contains("s3://the-trail/some/prefix/" + LOG);
    assertThat(names(Packed.tgz(tmp.resolve("a.tgz"), files), Optional.empty()))
        .contains("s3://the-trail/some/prefix/" + LOG);
  }

  @Test
  void aFolderOfSeveralBucketsIsTakenApart() throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("copy-one/" + LOG, new byte[] {1});
    files.put("copy-one/" + digestKey(1), digest("one", digestKey(1)));
    files.put("copy-two/" + LOG, new byte[] {2});
    files.put("copy-two/" + digestKey(2), digest("two", digestKey(2)));
    assertThat(names(write("both", files), Optional.empty()))
        .contains("s3://one/" + LOG, "s3://two/" + LOG);
  }

  @Test
  void oneDigestThatLiesIsOutvoted() throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put(LOG, new byte[] {1});
    for (int hour = 0; hour < 4; hour++) {
      files.put(digestKey(hour), digest("honest", digestKey(hour)));
    }
    files.put(digestKey(9), digest("liar", digestKey(9)));
    files.put(digestKey(8), "not gzip".getBytes(UTF_8));
    assertThat(names(write("lied-to", files), Optional.empty())).contains("s3://honest/" + LOG);
  }

  @Test
  void noDigestMovesAFolderOutOfItsAwsLogs() throws IOException {
    String day = LOG.substring(0, LOG.lastIndexOf('/') + 1);
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put(LOG, new byte[] {1});
    for (int hour = 0; hour < 8; hour++) {
      files.put(digestKey(hour), digest("honest", digestKey(hour)));
    }
    files.put(day + "CloudTrail-Digest.json.gz", digest("liar", "CloudTrail-Digest.json.gz"));
    files.put(
        day + "AWSLogs/CloudTrail-Digest.json.gz",
        digest("liar", "AWSLogs/CloudTrail-Digest.json.gz"));
    assertThat(names(write("hidden", files), Optional.empty()))
        .contains("s3://honest/" + LOG)
        .allMatch(name -> name.startsWith("s3://honest/AWSLogs/"));

    Map<String, byte[]> buckets = new LinkedHashMap<>();
    buckets.put("one/" + digestKey(1), digest("one", digestKey(1)));
    buckets.put("two/" + LOG, new byte[] {1});
    buckets.put(
        "two/" + digestKey(2), digest("liar", "AWSLogs/111122223333/Config/two/" + digestKey(2)));
    assertThat(names(write("nested", buckets), Optional.empty()))
        .contains("s3://nested/two/" + LOG);
  }

  @Test
  void aLongerRuleNeedsAsManyVotesAsAnyOther() throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("prefix/" + LOG, new byte[] {1});
    for (int hour = 0; hour < 4; hour++) {
      files.put("prefix/" + digestKey(hour), digest("honest", "prefix/" + digestKey(hour)));
    }
    files.put("prefix/" + digestKey(9), digest("liar", digestKey(9)));
    assertThat(names(write("longer", files), Optional.empty()))
        .contains("s3://honest/prefix/" + LOG);
  }

  @Test
  void withoutDigestsTheKeyStartsAtAwsLogsInThePath() throws IOException {
    write("archive/my bucket!", Map.of(LOG, new byte[] {1}));
    Path region = tmp.resolve("archive/my bucket!/AWSLogs/111122223333/CloudTrail/us-east-1");
    assertThat(names(region, Optional.empty())).containsExactly("s3://my-bucket-/" + LOG);
    assertThat(names(region.resolve(LOG.substring(LOG.indexOf("2026"))), Optional.empty()))
        .containsExactly("s3://my-bucket-/" + LOG);

    String tower = "o-abcdefghij/AWSLogs/o-abcdefghij/111122223333/CloudTrail/x.json.gz";
    write("tower", Map.of(tower, new byte[] {1}));
    assertThat(names(tmp.resolve("tower/o-abcdefghij/AWSLogs/o-abcdefghij"), Optional.empty()))
        .containsExactly("s3://tower/" + tower);
  }

  @Test
  void withNothingToGoByTheFolderGivesTheBucketItsName() throws IOException {
    Path folder = write("Some Folder", Map.of("x.json", new byte[] {1}));
    assertThat(names(folder, Optional.empty())).containsExactly("s3://Some-Folder/x.json");
    assertThat(names(folder, Optional.of("said"))).containsExactly("s3://said/x.json");
    assertThat(names(folder.resolve("x.json"), Optional.empty()))
        .containsExactly("s3://Some-Folder/x.json");
    assertThat(Placement.token("")).isEqualTo("imported");
    assertThat(Placement.token("...")).isEqualTo("imported");
    assertThat(Placement.token("logs.TAR.GZ")).isEqualTo("logs");
    assertThat(Placement.token("ä".repeat(300))).isEqualTo("imported");
  }
}
