package io.trailseal.verifier.fuzz;

import static io.trailseal.verifier.fuzz.Dictionary.utf8;

import io.trailseal.verifier.source.SidecarDoor;
import java.util.List;
import java.util.Random;

/// User metadata in files beside objects.
final class MetadataTarget implements FuzzTarget {
  private static final List<byte[]> FILES =
      List.of(
          utf8(
              "{\"signature\":\"%s\",\"signature-algorithm\":\"SHA256withRSA\"}"
                  .formatted("0123456789abcdef".repeat(32))),
          utf8(
              """
              {
                "Signature": "00ff",
                "backfill-generation-timestamp": "2026-11-20T10:00:00Z",
                "x-unusual": "\\u00e9\\ud83d\\ude00"
              }
              """),
          utf8("{}"));

  @Override
  public String name() {
    return "metadata";
  }

  @Override
  public byte[] input(Random random) {
    return new Mutator(random).damage(Dictionary.one(FILES, random), FILES);
  }

  @Override
  public Examiner examiner() {
    return input -> {
      SidecarDoor.Parsed parsed = SidecarDoor.parse(input);
      return Answer.of(parsed.toString(), parsed.refusal().stream().toList());
    };
  }
}
