package io.trailseal.verifier.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trailseal.verifier.Payload;
import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.Sha256;
import io.trailseal.verifier.digest.SigningKey;
import io.trailseal.verifier.key.KeyRing;
import io.trailseal.verifier.key.PublishedKey;
import io.trailseal.verifier.proof.Proof.Anchor;
import io.trailseal.verifier.proof.Proof.Link;
import io.trailseal.verifier.trail.ObjectReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProofCheckTest {
  private static SampleProof sample;
  private static Proof right;

  @BeforeAll
  static void writeSample(@TempDir Path folder) throws Exception {
    sample = SampleProof.in(folder);
    right = sample.proof();
  }

  @Test
  void whatCloudTrailWroteIsProvenWithItsKeys() throws Exception {
    ProofResult result = ProofCheck.check(sample.bytes(), sample.ring());
    assertThat(result).isInstanceOf(ProofResult.Proven.class);
    assertThat(right.links()).hasSize(5);
    assertThat(said(result))
        .contains("5 older digests")
        .contains("That is a starting digest")
        .doesNotContain("%");
    assertThat(Proof.parse(sample.bytes())).isEqualTo(right);
  }

  @Test
  void aKeyThatCameWithTheProofProvesNothing() {
    ProofResult result = ProofCheck.check(right, KeyRing.of(List.of()));
    assertThat(result).isInstanceOf(ProofResult.CouldNotTell.class);
    assertThat(said(result))
        .contains(right.keys().getFirst().key().fingerprint())
        .contains("aws cloudtrail list-public-keys --region us-east-1");
    ProofResult without = ProofCheck.check(with(right.links(), List.of()), KeyRing.of(List.of()));
    assertThat(without).isInstanceOf(ProofResult.CouldNotTell.class);
    assertThat(said(without)).contains("neither in your key files nor in the document");
  }

  /// Someone with a key of their own can make everything fit but that.
  @Test
  void aForgersKeyIsNotTrustedHoweverWellItFits() {
    PublishedKey forged = SigningKey.generate(2048).published();
    Proof lie = with(right.links(), List.of(new Proof.Key(forged, "trust me")));
    assertThat(ProofCheck.check(lie, KeyRing.of(List.of())))
        .isInstanceOf(ProofResult.CouldNotTell.class);
    assertThat(ProofCheck.check(lie, KeyRing.of(List.of(forged))))
        .isInstanceOf(ProofResult.CouldNotTell.class);
  }

  @Test
  void everyKindOfLieIsFoundOut() {
    Proof.Event event = right.event();
    Proof.LogFile log = right.logFile();
    Proof.Digest digest = right.digest().orElseThrow();
    S3Name elsewhere = new S3Name("elsewhere", log.name().key());
    Sha256 other = Sha256.of(new byte[] {1});
    Map<String, Proof> lies = new LinkedHashMap<>();
    lies.put(
        "another record",
        with(new Proof.Event(log.name(), event.offset(), event.endOffset(), payload("{}"))));
    lies.put(
        "a record that begins inside another",
        with(new Proof.Event(log.name(), event.offset() + 1, event.endOffset(), event.record())));
    lies.put("another name", with(new Proof.Event(elsewhere, 1, 2, event.record())));
    lies.put(
        "a moved log file", with(new Proof.LogFile(elsewhere, log.inflated(), log.delivered())));
    lies.put(
        "another hash", with(new Proof.LogFile(log.name(), Optional.of(other), log.delivered())));
    lies.put(
        "a second gzip member",
        with(new Proof.LogFile(log.name(), log.inflated(), twice(log.delivered()))));
    lies.put("another log file", with(new Proof.LogFile(log.name(), log.inflated(), gzip("{}"))));
    lies.put("no digest", withDigest(Optional.empty(), right.links(), right.anchor()));
    lies.put("no digest at all", withDigest(Optional.empty(), List.of(), Anchor.NONE));
    lies.put(
        "another digest",
        with(new Proof.Digest(digest.name(), digest.signature(), gzip("{\"logFiles\":[]}"))));
    lies.put(
        "a digest in two members",
        with(new Proof.Digest(digest.name(), digest.signature(), twice(digest.delivered()))));
    lies.put(
        "a moved digest",
        with(new Proof.Digest(elsewhere, digest.signature(), digest.delivered())));
    lies.put(
        "no signature",
        with(new Proof.Digest(digest.name(), Optional.empty(), digest.delivered())));
    lies.put(
        "another signature",
        with(
            new Proof.Digest(
                digest.name(),
                Optional.of(
                    new Proof.Signature(
                        right.links().getFirst().signatureHex(), Proof.Origin.SUCCESSOR)),
                digest.delivered())));
    lies.put("an anchor that is none", withDigest(right.digest(), right.links(), Anchor.CUT));
    for (int i = 0; i < right.links().size(); i++) {
      Link link = right.links().get(i);
      S3Name name = new S3Name(link.name().bucket(), link.name().key() + "x");
      lies.put("link elsewhere " + i, withLink(i, copy(link, name, link.endTime(), link.sha256())));
      lies.put(
          "link at another time " + i,
          withLink(i, copy(link, link.name(), "2026-03-01T00:00:00Z", link.sha256())));
      lies.put("link without time " + i, withLink(i, copy(link, link.name(), "x", link.sha256())));
      lies.put(
          "link of other bytes " + i, withLink(i, copy(link, link.name(), link.endTime(), other)));
      lies.put(
          "link with another key " + i,
          withLink(
              i,
              new Link(
                  link.name(),
                  link.endTime(),
                  link.sha256(),
                  link.signatureHex(),
                  link.previousSignatureHex(),
                  "00")));
      lies.put(
          "link signed otherwise " + i,
          withLink(
              i,
              new Link(
                  link.name(),
                  link.endTime(),
                  link.sha256(),
                  "00" + link.signatureHex().substring(2),
                  link.previousSignatureHex(),
                  link.keyFingerprint())));
      List<Link> fewer = new ArrayList<>(right.links());
      fewer.remove(i);
      lies.put("a link left out " + i, with(fewer, right.keys()));
    }
    lies.put("a claim against it", withClaim("altered", "its content is not what was signed"));
    lies.put("a claim of nothing", withClaim("could not tell", "no key"));
    lies.forEach(
        (what, lie) -> {
          ProofResult result = ProofCheck.check(lie, sample.ring());
          assertThat(result).as(what).isNotInstanceOf(ProofResult.Proven.class);
          assertThat(said(result)).as(what).doesNotContain("%").doesNotContain("Optional");
        });
    assertThat(
            ProofCheck.check(Objects.requireNonNull(lies.get("no digest at all")), sample.ring()))
        .isInstanceOf(ProofResult.CouldNotTell.class);
    assertThat(ProofCheck.check(Objects.requireNonNull(lies.get("no signature")), sample.ring()))
        .isInstanceOf(ProofResult.CouldNotTell.class);
    assertThat(
            ProofCheck.check(Objects.requireNonNull(lies.get("another log file")), sample.ring()))
        .isInstanceOf(ProofResult.NotProven.class);
  }

  /// A request's parameters are the caller's: an event inside them is not CloudTrail's word.
  @Test
  void anObjectInsideARecordIsNoRecord() {
    Proof.Event event = right.event();
    byte[] record = event.record().toByteArray();
    String text = new String(record, StandardCharsets.UTF_8);
    int inner = text.indexOf("\"userIdentity\":{") + "\"userIdentity\":".length();
    int end = text.indexOf('}', inner) + 1;
    Proof lie =
        with(
            new Proof.Event(
                event.logFile(),
                event.offset() + inner,
                event.offset() + end,
                Payload.copyOf(Arrays.copyOfRange(record, inner, end))));
    assertThat(inner).isGreaterThan(20);
    assertThat(ProofCheck.check(lie, sample.ring())).isInstanceOf(ProofResult.NotProven.class);
  }

  @Test
  void whatLeadsBackLessFarIsProvenAndSaysSo() {
    Proof shorter = withDigest(right.digest(), right.links().subList(0, 2), Anchor.FIRST_HELD);
    ProofResult result = ProofCheck.check(shorter, sample.ring());
    assertThat(result).isInstanceOf(ProofResult.Proven.class);
    assertThat(said(result)).contains("2 older digests").contains("the oldest one held");
    Proof alone = withDigest(right.digest(), List.of(), Anchor.FIRST_HELD);
    assertThat(ProofCheck.check(alone, sample.ring())).isInstanceOf(ProofResult.Proven.class);
  }

  /// Whatever one byte of the document becomes: it is no document, or not proven, or it says the
  /// same of everything that counts.
  @Test
  void noChangedByteIsProvenUnlessItChangesNothing() {
    long seed = 20260302;
    SplittableRandom random = new SplittableRandom(seed);
    byte[] document = sample.bytes();
    int same = 0;
    for (int i = 0; i < 3_000; i++) {
      byte[] changed = document.clone();
      // The log file is most of the document: half of the changes go elsewhere.
      int skipped = i % 2 == 0 ? 0 : lastIndexOf(document, "\"digest\":");
      int at = skipped + random.nextInt(document.length - skipped);
      changed[at] =
          (byte) (i % 3 == 0 ? random.nextInt(256) : changed[at] ^ (1 << random.nextInt(8)));
      try {
        Proof read = Proof.parse(changed);
        if (ProofCheck.check(read, sample.ring()) instanceof ProofResult.Proven) {
          assertThat(evidence(read)).as("seed %d, byte %d", seed, at).isEqualTo(evidence(right));
          same++;
        }
      } catch (ProofFormatException e) {
        assertThat(e.getMessage()).isNotBlank();
      }
    }
    assertThat(same).isLessThan(200);
  }

  /// What is left where remarks for people and the maker's account of itself are taken away, and
  /// with them what a gzip header says: the time of compressing and such, which nobody signed.
  private static Proof evidence(Proof proof) {
    Proof.LogFile log = proof.logFile();
    return new Proof(
        right.made(),
        new Proof.Claim(proof.claim().word(), ""),
        proof.event(),
        new Proof.LogFile(log.name(), log.inflated(), inflated(log.delivered())),
        proof
            .digest()
            .map(
                digest ->
                    new Proof.Digest(
                        digest.name(),
                        digest
                            .signature()
                            .map(
                                signature ->
                                    new Proof.Signature(
                                        signature.hex(), Proof.Origin.OWN_METADATA)),
                        inflated(digest.delivered()))),
        proof.anchor(),
        proof.links(),
        proof.keys().stream().map(key -> new Proof.Key(key.key(), "")).toList());
  }

  private static Payload inflated(Payload delivered) {
    return Payload.adopt(new ObjectReader().content(delivered.borrow()));
  }

  @Test
  void whatIsNoProofSaysWhy() {
    String text = new String(sample.bytes(), StandardCharsets.UTF_8);
    refused("", "the document: required an object, found nothing");
    refused("[]", "the document: required an object, found start array");
    refused("{}", "the document: required a member format, found none");
    refused(text + "{}", "more after it");
    refused(text.substring(0, text.length() - 2), "JSON");
    refused(text.replace("\"version\":1", "\"version\":2"), "version: required 1");
    refused(text.replace("\"version\":1", "\"version\":1,\"version\":1"), "a second version");
    refused(
        text.replace("\"version\":1", "\"version\":1,\"x\\u001b\":1"), "found one named x\\u001b");
    refused(text.replace("\"bucket\":\"", "\"bucket\":\"a/"), "a name without a slash");
    refused(text.replace("\"record\":\"", "\"record\":\"!"), "JSON");
    refused(text.replace("\"starting digest\"", "\"the best\""), "anchor: required one of");
    refused(text.replace("\"links\":[", "\"links\":[["), "link 1: required an object");
    refused(text.replace("\"offset\":", "\"offset\":1e"), "offset");
    refused(
        text.replaceFirst("\"fingerprint\":\"..", "\"fingerprint\":\"zz"),
        "required that of its der");
  }

  private static void refused(String document, String message) {
    assertThatThrownBy(
            () ->
                ProofCheck.check(document.getBytes(StandardCharsets.UTF_8), KeyRing.of(List.of())))
        .as(message)
        .isInstanceOf(ProofFormatException.class)
        .hasMessageContaining(message);
  }

  /// A log file may be larger than any text that is read elsewhere.
  @Test
  void largeLogFilesComeThroughAndTooLargeOnesAreRefused() throws Exception {
    byte[] large = new byte[24 * 1024 * 1024];
    new SplittableRandom(1).nextBytes(large);
    Proof proof =
        with(new Proof.LogFile(right.logFile().name(), Optional.empty(), Payload.adopt(large)));
    assertThat(Proof.parse(SampleProof.bytes(proof))).isEqualTo(proof);
    String text = new String(sample.bytes(), StandardCharsets.UTF_8);
    refused(
        text.replaceFirst("\"der\":\"[^\"]*", "\"der\":\"" + "AAAA".repeat(2_000)),
        "key 1, der: required at most 4,096 bytes");
  }

  // ------------------------------------------------------------ helpers

  private static String said(ProofResult result) {
    return String.join("\n", result.steps().stream().map(step -> step.sentence()).toList());
  }

  private static Proof with(Proof.Event event) {
    return new Proof(
        right.made(),
        right.claim(),
        event,
        right.logFile(),
        right.digest(),
        right.anchor(),
        right.links(),
        right.keys());
  }

  private static Proof with(Proof.LogFile log) {
    return new Proof(
        right.made(),
        right.claim(),
        right.event(),
        log,
        right.digest(),
        right.anchor(),
        right.links(),
        right.keys());
  }

  private static Proof with(Proof.Digest digest) {
    return withDigest(Optional.of(digest), right.links(), right.anchor());
  }

  private static Proof withDigest(Optional<Proof.Digest> digest, List<Link> links, Anchor anchor) {
    return new Proof(
        right.made(),
        right.claim(),
        right.event(),
        right.logFile(),
        digest,
        anchor,
        links,
        right.keys());
  }

  private static Proof with(List<Link> links, List<Proof.Key> keys) {
    return new Proof(
        right.made(),
        right.claim(),
        right.event(),
        right.logFile(),
        right.digest(),
        right.anchor(),
        links,
        keys);
  }

  private static Proof withClaim(String word, String sentence) {
    return new Proof(
        right.made(),
        new Proof.Claim(word, sentence),
        right.event(),
        right.logFile(),
        right.digest(),
        right.anchor(),
        right.links(),
        right.keys());
  }

  private static Proof withLink(int index, Link link) {
    List<Link> links = new ArrayList<>(right.links());
    links.set(index, link);
    return with(links, right.keys());
  }

  private static Link copy(Link link, S3Name name, String endTime, Sha256 hash) {
    return new Link(
        name,
        endTime,
        hash,
        link.signatureHex(),
        link.previousSignatureHex(),
        link.keyFingerprint());
  }

  private static Payload payload(String text) {
    return Payload.copyOf(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Payload twice(Payload once) {
    byte[] bytes = Arrays.copyOf(once.toByteArray(), once.length() * 2);
    System.arraycopy(once.borrow(), 0, bytes, once.length(), once.length());
    return Payload.adopt(bytes);
  }

  private static Payload gzip(String text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new AssertionError("writing to memory does not fail", e);
    }
    return Payload.adopt(out.toByteArray());
  }

  private static int lastIndexOf(byte[] document, String text) {
    return new String(document, StandardCharsets.ISO_8859_1).lastIndexOf(text);
  }
}
