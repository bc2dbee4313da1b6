package io.trailseal.verifier.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A proof in a file, as a command is given it.
final class ProofFileTest {
  @TempDir Path folder;

  @Test
  void theExitCodeSaysWhatCameOfIt() throws Exception {
    Path bucket = folder.resolve("bucket");
    SampleProof sample = SampleProof.in(Files.createDirectory(bucket));
    Path keys = bucket.resolve("public-keys/us-east-1.json");
    Path file = Files.write(folder.resolve("proof.json"), sample.bytes());

    ProofFile.Ran proven = ProofFile.check(file, List.of(keys), false);
    assertThat(proven.trouble()).isEmpty();
    assertThat(proven.exitCode()).isZero();
    assertThat(proven.output())
        .startsWith("PROVEN: CloudTrail wrote this record")
        .contains("\"eventName\"")
        .contains("\nholds          The record stands, byte for byte, at bytes ");

    ProofFile.Ran unknown = ProofFile.check(file, List.of(), true);
    assertThat(unknown.exitCode()).isEqualTo(2);
    assertThat(unknown.output())
        .startsWith("{\"result\":\"could not tell\"")
        .contains("\"outcome\":\"open\"")
        .endsWith("}\n");

    Proof right = sample.proof();
    Proof lie =
        new Proof(
            right.made(),
            new Proof.Claim("altered", "by \u001b[2Jsomebody"),
            right.event(),
            right.logFile(),
            right.digest(),
            right.anchor(),
            right.links(),
            right.keys());
    Path lying = Files.write(folder.resolve("lie.json"), SampleProof.bytes(lie));
    ProofFile.Ran against = ProofFile.check(lying, List.of(keys), false);
    assertThat(against.exitCode()).isEqualTo(1);
    assertThat(against.output()).startsWith("NOT PROVEN: ").contains("\\u001b[2J");
    assertThat(ProofFile.check(lying, List.of(keys), true).output()).doesNotContain("\u001b");

    assertThat(ProofFile.check(keys, List.of(keys), false))
        .isEqualTo(
            new ProofFile.Ran(
                65,
                "",
                keys
                    + " is no proof: the document: required only members of version 1, found one"
                    + " named PublicKeyList"));
    assertThat(ProofFile.check(file, List.of(file), false).exitCode()).isEqualTo(65);
    assertThat(ProofFile.check(folder.resolve("none"), List.of(), false).exitCode()).isEqualTo(66);
    assertThat(ProofFile.check(folder, List.of(), false).exitCode()).isEqualTo(74);
  }
}
