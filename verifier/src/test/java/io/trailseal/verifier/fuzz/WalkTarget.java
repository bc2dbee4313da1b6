package io.trailseal.verifier.fuzz;

import static io.trailseal.verifier.fuzz.Dictionary.utf8;

import io.trailseal.verifier.Sha256;
import io.trailseal.verifier.Verdict;
import io.trailseal.verifier.check.BucketInMemory;
import io.trailseal.verifier.check.Report;
import io.trailseal.verifier.check.Walk;
import io.trailseal.verifier.check.WalkOptions;
import io.trailseal.verifier.check.WalkProgress;
import io.trailseal.verifier.digest.DigestFile;
import io.trailseal.verifier.digest.DigestFormatException;
import io.trailseal.verifier.digest.SigningKey;
import io.trailseal.verifier.key.KeyFile;
import io.trailseal.verifier.key.KeyFormatException;
import io.trailseal.verifier.key.KeyRing;
import io.trailseal.verifier.key.PublishedKey;
import io.trailseal.verifier.report.Format;
import io.trailseal.verifier.report.ReportOptions;
import io.trailseal.verifier.report.Reports;
import io.trailseal.verifier.trail.ObjectReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// A whole archive with one hostile object in it: content, key and signature as an attacker likes
/// them. Some hostile digests are signed by a key that is believed, so that what they say of logs,
/// neighbours and times is believed, too.
///
/// An input is the object's key, a line feed, its signature, a line feed, its content.
final class WalkTarget implements FuzzTarget {
  private static final byte LINE_FEED = '\n';

  /// In place of a signature: the examiner is to sign.
  private static final String TO_BE_SIGNED = "sign";

  private final SigningKey signer = SigningKey.generate(1024);
  private final BucketInMemory archive;
  private final List<byte[]> keys;
  private final List<byte[]> digests = new ArrayList<>();
  private final KeyRing ring;

  /// @param archive an honest one, not changed
  WalkTarget(BucketInMemory archive, byte[] keyFile) {
    this.archive = archive;
    this.keys = archive.keys("AWSLogs/").stream().map(Dictionary::utf8).toList();
    PublishedKey honest = only(keyFile);
    PublishedKey own = signer.published();
    ring =
        KeyRing.of(
            List.of(
                honest,
                new PublishedKey(
                    own.fingerprint(),
                    own.der(),
                    Instant.parse("2026-02-01T00:00:00Z"),
                    own.validTo())));
    ObjectReader reader = new ObjectReader();
    for (String key : archive.keys("AWSLogs/")) {
      if (key.contains("-Digest/")) {
        byte[] json = reader.content(archive.get(key).orElseThrow().content().borrow());
        String text = new String(json, StandardCharsets.UTF_8);
        digests.add(utf8(text.replace(honest.fingerprint(), own.fingerprint())));
      }
    }
  }

  private static PublishedKey only(byte[] keyFile) {
    try {
      return KeyFile.parse(keyFile).getFirst();
    } catch (KeyFormatException e) {
      throw new IllegalArgumentException(e);
    }
  }

  @Override
  public String name() {
    return "walk";
  }

  @Override
  public int cost() {
    return 8;
  }

  @Override
  public byte[] input(Random random) {
    Mutator mutator = new Mutator(random);
    byte[] key = Dictionary.one(keys, random);
    if (random.nextInt(3) == 0) {
      key = mutator.damage(key, keys);
    }
    byte[] content = Dictionary.one(digests, random);
    if (random.nextInt(8) > 0) {
      content = mutator.damage(content, digests);
    }
    byte[] packed =
        random.nextInt(8) == 0 ? content : new GzipDamage(random).pack(content, mutator);
    String signature =
        switch (random.nextInt(6)) {
          case 0 -> "";
          case 1 -> Dictionary.value(random);
          case 2 -> "00".repeat(random.nextInt(2_000));
          default -> TO_BE_SIGNED;
        };
    byte[] beginning = utf8(new String(key, StandardCharsets.UTF_8).replace('\n', ' '));
    byte[] middle = utf8("\n" + signature.replace('\n', ' ') + "\n");
    return GzipDamage.concat(GzipDamage.concat(beginning, middle), packed);
  }

  @Override
  public Examiner examiner() {
    return this::examine;
  }

  private Answer examine(byte[] input) {
    int first = indexOf(input, 0);
    int second = indexOf(input, first + 1);
    String key = new String(input, 0, first, StandardCharsets.UTF_8);
    if (second == input.length || key.isEmpty() || utf8(key).length > 1024) {
      return Answer.of("no object", List.of());
    }
    String signature = new String(input, first + 1, second - first - 1, StandardCharsets.UTF_8);
    byte[] content = Arrays.copyOfRange(input, second + 1, input.length);
    if (signature.equals(TO_BE_SIGNED)) {
      signature = sign(content);
    }
    BucketInMemory hostile = archive.copy();
    hostile.put(key, content, signature.isEmpty() ? Map.of() : Map.of("signature", signature));
    try {
      Report report = Walk.run(hostile, ring, WalkOptions.STANDARD, WalkProgress.SILENT);
      List<String> shown = new ArrayList<>();
      for (Verdict verdict : report.findings()) {
        shown.add(verdict.subject().toString());
        shown.add(verdict.sentence());
        shown.add(verdict.expected());
        shown.add(verdict.actual());
      }
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      Reports.write(Format.TEXT, report, ReportOptions.STANDARD, out);
      out.toString(StandardCharsets.UTF_8).lines().forEach(shown::add);
      long inflated = new ObjectReader().content(content).length;
      // A finding is told about as a leaf of an event is: once for some bytes.
      return new Answer(report + " " + shown, shown, inflated, report.findings().size());
    } catch (InterruptedException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private String sign(byte[] content) {
    byte[] inflated = new ObjectReader().content(content);
    try {
      return signer.sign(DigestFile.parse(inflated).signedBytes(Sha256.of(inflated)));
    } catch (DigestFormatException e) {
      return "00";
    }
  }

  private static int indexOf(byte[] input, int from) {
    for (int i = from; i < input.length; i++) {
      if (input[i] == LINE_FEED) {
        return i;
      }
    }
    return input.length;
  }
}
