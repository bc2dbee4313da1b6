package io.trailseal.verifier.fuzz;

import static io.trailseal.verifier.fuzz.Dictionary.utf8;

import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.check.Cadence;
import io.trailseal.verifier.trail.ObjectKey;
import io.trailseal.verifier.trail.ObjectKind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/// Object keys.
final class KeyNameTarget implements FuzzTarget {
  private static final List<byte[]> KEYS =
      List.of(
          utf8(
              "AWSLogs/111122223333/CloudTrail/us-east-1/2026/11/20/"
                  + "111122223333_CloudTrail_us-east-1_20261120T0935Z_AbCdEfGhIjKlMnOp.json.gz"),
          utf8(
              "o-x/AWSLogs/o-a1b2c3d4e5/111122223333/CloudTrail-Digest/us-east-1/2026/12/31/"
                  + "111122223333_CloudTrail-Digest_us-east-1_my_trail_us-east-1_20261231T235959Z"
                  + "_backfill.json.gz"),
          utf8(
              "p/q/AWSLogs/111122223333/CloudTrail-Insight/eu-west-1/2024/02/29/"
                  + "111122223333_CloudTrail-Insight_eu-west-1_20240229T0000Z_x.json"),
          utf8(
              "AWSLogs/111122223333/Config/us-east-1/2026/1/2/OversizedChangeNotification/"
                  + "AWS::S3::Bucket/a/b/111122223333_Config_us-east-1_ChangeNotification_"
                  + "AWS::S3::Bucket_a_20260102T030405Z_1.json.gz"),
          utf8("AWSLogs/111122223333/Config/ConfigWritabilityCheckFile"));

  private static final List<String> PARTS =
      List.of(
          "/",
          "//",
          "_",
          "__",
          "AWSLogs/",
          "CloudTrail",
          "-Digest",
          "_backfill",
          ".json",
          ".gz",
          "99991231T235959Z",
          "00000000T0000Z",
          "20260230T100000Z",
          "+99999-01-01",
          "o-",
          "..",
          "١٢٣٤٥٦٧٨٩٠١٢",
          "\0",
          "\n",
          "\u202e",
          "é",
          "\uD83D\uDE00",
          "\uD800");

  @Override
  public String name() {
    return "key-name";
  }

  @Override
  public byte[] input(Random random) {
    byte[] key = Dictionary.one(KEYS, random);
    for (int i = random.nextInt(5); i >= 0; i--) {
      int at = random.nextInt(key.length + 1);
      byte[] part = utf8(Dictionary.one(PARTS, random).repeat(1 + edge(random)));
      int to = random.nextBoolean() ? at : Math.min(key.length, at + random.nextInt(20));
      key = Mutator.replace(key, at, to, part);
    }
    return random.nextInt(3) == 0 ? new Mutator(random).damage(key, KEYS) : key;
  }

  /// Mostly nothing, now and then a lot.
  private static int edge(Random random) {
    return random.nextInt(10) == 0 ? random.nextInt(3_000) : 0;
  }

  @Override
  public Examiner examiner() {
    return KeyNameTarget::examine;
  }

  private static Answer examine(byte[] input) {
    String key = new String(input, StandardCharsets.UTF_8);
    Optional<ObjectKey> parsed = ObjectKey.parse(key);
    List<String> shown = new ArrayList<>();
    String chain =
        parsed
            .filter(object -> object.kind() == ObjectKind.DIGEST)
            .map(ObjectKey::chain)
            .orElse("none");
    try {
      S3Name name = new S3Name("bucket", key);
      shown.add(name.toString());
      parsed.flatMap(ObjectKey::time).ifPresent(end -> shown.add(Cadence.named(name, end) + ""));
    } catch (IllegalArgumentException e) {
      shown.add(String.valueOf(e.getMessage()));
    }
    return Answer.of(parsed + " " + chain + " " + shown, shown);
  }
}
