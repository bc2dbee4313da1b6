package io.trailseal.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailseal.verifier.key.KeyFile;
import io.trailseal.verifier.key.KeyRing;
import io.trailseal.verifier.proof.Proof;
import io.trailseal.verifier.proof.ProofCheck;
import io.trailseal.verifier.proof.ProofFormatException;
import io.trailseal.verifier.proof.ProofResult;
import io.trailseal.verifier.synthetic.FolderBucket;
import io.trailseal.verifier.synthetic.SampleSettings;
import io.trailseal.verifier.synthetic.SyntheticTrail;
import io.trailseal.verifier.synthetic.Tampering;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// From a bucket through the store and over HTTP to somebody who trusts only AWS's keys.
final class ProofTest {
  @TempDir static Path folder;
  private static Rig rig;
  private static KeyRing keys;

  @BeforeAll
  static void open() throws Exception {
    rig = Rig.open(folder);
    Path bucket = folder.resolve("bucket");
    SampleSettings settings =
        new SampleSettings(
            1, 1, 12, 60, Optional.empty(), 7, SampleSettings.DEFAULTS.start(), Rig.BUCKET, "");
    FolderBucket written = FolderBucket.at(bucket);
    new SyntheticTrail(settings).writeTo(written);
    Tampering.LOG_MODIFIED.apply(written, settings, 0);
    rig.takeToItsEnd(bucket, settings.regionNames());
    rig.deliver(Rig.event("2026-03-02T01:00:00Z", "Injected", "00000000-aaaa", ""));
    keys =
        KeyRing.of(
            KeyFile.parse(
                Files.readAllBytes(
                    bucket.resolve(
                        "public-keys/%s.json".formatted(settings.regionNames().getFirst())))));
  }

  @AfterAll
  static void close() throws Exception {
    rig.close();
  }

  private static String first(String q) throws Exception {
    return rig.search(q).text("events", 0, "id");
  }

  private static byte[] proof(String id) throws Exception {
    HttpResponse<byte[]> response = rig.bytes("/api/v1/events/" + id + "/proof");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(response.headers().firstValue("Content-Disposition"))
        .contains("attachment; filename=\"proof-%s.json\"".formatted(id));
    return response.body();
  }

  @Test
  void whatTheStoreCallsIntactIsProvenElsewhere() throws Exception {
    String id = first("proof:intact");
    byte[] document = proof(id);
    ProofResult result = ProofCheck.check(document, keys);
    assertThat(result).as(result.steps().toString()).isInstanceOf(ProofResult.Proven.class);
    Proof proof = Proof.parse(document);
    assertThat(proof.event().record().toByteArray())
        .isEqualTo(rig.bytes("/api/v1/events/" + id + "/raw").body());
    assertThat(proof.anchor()).isEqualTo(Proof.Anchor.STARTING_DIGEST);
    assertThat(proof.links()).isNotEmpty();
    assertThat(ProofCheck.check(document, KeyRing.of(List.of())))
        .isInstanceOf(ProofResult.CouldNotTell.class);
  }

  @Test
  void whatIsNotIntactCarriesTheEvidenceAgainstItAndIsNeverProven() throws Exception {
    byte[] altered = proof(first("proof:altered"));
    ProofResult result = ProofCheck.check(altered, keys);
    assertThat(result).isInstanceOf(ProofResult.NotProven.class);
    assertThat(result.steps().toString()).contains("it is not what CloudTrail wrote");
    ProofResult unknown = ProofCheck.check(proof(first("NOT proof:(intact OR altered)")), keys);
    assertThat(unknown).isNotInstanceOf(ProofResult.Proven.class);
  }

  /// Whatever becomes of the document on its way, nobody is told that something else is proven.
  @Test
  void aDamagedDocumentIsNeverTakenForAnotherProof() throws Exception {
    long seed = 5;
    SplittableRandom random = new SplittableRandom(seed);
    byte[] document = proof(first("proof:intact"));
    byte[] record = Proof.parse(document).event().record().toByteArray();
    for (int i = 0; i < 400; i++) {
      byte[] changed = document.clone();
      int at = random.nextInt(document.length);
      changed[at] ^= (byte) (1 << random.nextInt(8));
      try {
        if (ProofCheck.check(changed, keys) instanceof ProofResult.Proven) {
          assertThat(Proof.parse(changed).event().record().toByteArray())
              .as("seed %d, byte %d", seed, at)
              .isEqualTo(record);
        }
      } catch (ProofFormatException e) {
        assertThat(e.getMessage()).isNotBlank();
      }
    }
  }

  @Test
  void theEventPageShowsWhatItsVerdictRestsOn() throws Exception {
    String id = first("proof:intact");
    Proof proof = Proof.parse(proof(id));
    String page = rig.page("/events/" + id);
    assertThat(page)
        .contains(proof.digest().orElseThrow().name().toString())
        .contains(proof.digest().orElseThrow().signature().orElseThrow().hex().substring(0, 32))
        .contains(proof.keys().getFirst().key().fingerprint())
        .contains("own key file")
        .contains(proof.links().getLast().name().toString())
        .contains("%d digests without a break".formatted(proof.links().size() + 1))
        .contains("a starting digest: CloudTrail began the chain there")
        .contains("href=\"/api/v1/events/%s/proof\"".formatted(id));
    assertThat(rig.page("/events/" + first("proof:altered"))).contains("SHA-256 it lists");
  }

  @Test
  void whatThereIsNoProofOfSaysSo() throws Exception {
    HttpResponse<String> none = rig.get("/api/v1/events/999999-1/proof");
    assertThat(none.statusCode()).isEqualTo(404);
    assertThat(none.body()).contains("EVENT_NOT_FOUND");
    HttpResponse<String> unknown = rig.get("/api/v1/events?q=proof:intakt");
    assertThat(unknown.statusCode()).isEqualTo(400);
    assertThat(unknown.body())
        .contains("did you mean proof:\\\"intact\\\"?")
        .contains("out of place");
    HttpResponse<String> parameter =
        rig.get("/api/v1/events/" + first("proof:intact") + "/proof?x=1");
    assertThat(parameter.statusCode()).isEqualTo(400);
  }
}
