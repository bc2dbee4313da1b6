package io.trailseal.verifier.fuzz;

import static io.trailseal.verifier.fuzz.Dictionary.utf8;

import io.trailseal.verifier.Sha256;
import io.trailseal.verifier.trail.ContentHash;
import io.trailseal.verifier.trail.Defect;
import io.trailseal.verifier.trail.EventSink;
import io.trailseal.verifier.trail.ObjectReader;
import io.trailseal.verifier.trail.ObjectReading;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// Log files, and whatever else lies in a log archive: everything [ObjectReader] does with them.
final class LogTarget implements FuzzTarget {
  private static final List<String> KEYS =
      List.of(
          "AWSLogs/111122223333/CloudTrail/us-east-1/2026/11/20/"
              + "111122223333_CloudTrail_us-east-1_20261120T0935Z_AbCdEfGhIjKlMnOp.json.gz",
          "AWSLogs/111122223333/CloudTrail-Digest/us-east-1/2026/11/20/111122223333_CloudTrail-Digest_us-east-1_trail_us-east-1_20261120T100000Z.json.gz",
          "AWSLogs/111122223333/Config/us-east-1/2026/11/2/ConfigHistory/x.json.gz",
          "x.json",
          "x.gz",
          "AWSLogs/");

  private static final int RECORDS_LOOKED_AT = 5;

  private final List<byte[]> contents;

  /// @param contents honest ones, inflated
  LogTarget(List<byte[]> contents) {
    this.contents = new ArrayList<>(contents);
    this.contents.add(
        utf8(
            """
            {"Records":[{"eventVersion":"1.11","eventName":"A","userIdentity":{"type":"Root",\
            "sessionContext":{"attributes":{"mfa":"false"}}},"resources":[{"ARN":"a"},{"ARN":"b"}],\
            "requestParameters":null,"n":1.5e3,"b":true,"e":{},"l":[],"s":"\\u00e9\\ud83d\\ude00"},\
            {"eventName":"B"}]}"""));
    this.contents.add(utf8("{\"eventName\":\"A\"}\n{\"eventName\":\"B\"}\n"));
    this.contents.add(utf8("[{\"eventName\":\"A\"},{\"eventName\":\"B\"}]"));
    this.contents.add(utf8("{\"configurationItems\":[{\"resourceType\":\"AWS::EC2::Instance\"}]}"));
  }

  @Override
  public String name() {
    return "log";
  }

  @Override
  public byte[] input(Random random) {
    Mutator mutator = new Mutator(random);
    byte[] content = Dictionary.one(contents, random);
    byte[] damaged = random.nextInt(4) == 0 ? content : mutator.damage(content, contents);
    return random.nextInt(6) == 0 ? damaged : new GzipDamage(random).pack(damaged, mutator);
  }

  @Override
  public Examiner examiner() {
    ObjectReader reader = new ObjectReader();
    return input -> examine(reader, input);
  }

  private static Answer examine(ObjectReader reader, byte[] input) {
    String key = KEYS.get(Math.floorMod(Arrays.hashCode(input), KEYS.size()));
    Told told = new Told();
    ObjectReading reading = reader.read(key, input, told);
    ContentHash hash = reader.hash(key, input);
    byte[] content = reader.content(input);
    require(told.openOffset < 0, "an event was left open");
    require(reading.events() == told.ended.size(), "events told and counted differ");
    // Three ways to the same content.
    require(reading.inflated().equals(hash.inflated()), "read and hash differ");
    hash.inflated()
        .ifPresent(h -> require(h.equals(Sha256.of(content)), "hash and content differ"));
    require(hash.inflated().isPresent() == hash.defect().isEmpty(), "neither hash nor defect");
    for (long[] range : told.ended.subList(0, Math.min(RECORDS_LOOKED_AT, told.ended.size()))) {
      byte[] record = reader.record(input, range[0], range[1]);
      require(record[0] == '{' && record[record.length - 1] == '}', "a record is no object");
    }
    List<String> shown = new ArrayList<>();
    reading.defects().stream().map(Defect::reason).forEach(shown::add);
    hash.defect().map(Defect::reason).ifPresent(shown::add);
    String text = "%s\n%s\n%d %d".formatted(reading, hash, told.count, told.leaves);
    long inflated = Math.max(reading.inflatedBytes(), hash.bytes());
    return new Answer(text, shown, inflated, told.count);
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new AssertionError(otherwise);
    }
  }

  /// Keeps where events lie, and a sum over the rest.
  private static final class Told implements EventSink {
    final List<long[]> ended = new ArrayList<>();
    long openOffset = -1;
    long count;
    long leaves;

    @Override
    public void beginEvent(int ordinal, long offset) {
      require(openOffset < 0, "an event begins while another is open");
      openOffset = offset;
      count++;
    }

    @Override
    public void leaf(String path, LeafType type, String text) {
      require(openOffset >= 0, "a leaf outside an event");
      leaves = leaves * 31 + path.hashCode() * 7L + text.hashCode() + type.name().hashCode();
      count++;
    }

    @Override
    public void endEvent(long endOffset) {
      ended.add(new long[] {openOffset, endOffset});
      openOffset = -1;
    }

    @Override
    public void abandonEvent() {
      require(openOffset >= 0, "abandoned without an event");
      openOffset = -1;
    }
  }
}
