package io.trailseal.verifier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailseal.verifier.proof.Proof;
import io.trailseal.verifier.proof.SampleProof;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `proof FILE`, as an auditor types it.
final class ProofRunTest {
  private static final String KEYS = "bucket/public-keys";

  @TempDir static Path folder;

  private record Ran(int exit, String out, String err) {}

  private static Ran run(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exit =
        new VerifierTool(
                out,
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false,
                100,
                folder,
                InstantSource.fixed(Instant.EPOCH))
            .run(List.of(arguments));
    return new Ran(
        exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  @BeforeAll
  static void writeProofs() throws Exception {
    SampleProof sample = SampleProof.in(Files.createDirectory(folder.resolve("bucket")));
    Files.write(folder.resolve("proof.json"), sample.bytes());
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
    Files.write(folder.resolve("lie.json"), SampleProof.bytes(lie));
  }

  @Test
  void aProofIsProvenWithTrustedKeysOnly() {
    Ran proven = run("proof", "proof.json", "--keys", KEYS);
    assertThat(proven.exit()).as("%s", proven).isEqualTo(Exit.FINE);
    assertThat(proven.out())
        .startsWith("PROVEN: CloudTrail wrote this record")
        .contains("\"eventName\"")
        .contains("\nholds          The record stands, byte for byte, at bytes ");
    Ran open = run("proof", "proof.json", "--format=json");
    assertThat(open.exit()).isEqualTo(Exit.COULD_NOT_TELL);
    assertThat(open.out())
        .startsWith("{\"result\":\"could not tell\"")
        .contains("\"outcome\":\"open\"")
        .endsWith("}\n");
  }

  @Test
  void aDocumentAgainstItsOwnEventIsNoProofAndTellsTheTerminalNothing() {
    Ran against = run("proof", "lie.json", "--keys", KEYS);
    assertThat(against.exit()).isEqualTo(Exit.FINDINGS);
    assertThat(against.out()).startsWith("NOT PROVEN: ").contains("\\u001b[2J");
    assertThat(run("proof", "lie.json", "--format", "json").out()).doesNotContain("\u001b");
  }

  @Test
  void whatCannotBeCheckedSaysWhy() {
    Ran noProof = run("proof", KEYS + "/us-east-1.json");
    assertThat(noProof.exit()).isEqualTo(Exit.INPUT_BAD);
    assertThat(noProof.err()).contains("is no proof: the document: required only members");
    assertThat(run("proof", "proof.json", "--keys", "proof.json").exit()).isEqualTo(Exit.INPUT_BAD);
    assertThat(run("proof", "none.json").exit()).isEqualTo(Exit.INPUT_MISSING);
    assertThat(run("proof", "bucket").exit()).isEqualTo(Exit.INPUT_OUTPUT);
    assertThat(run("proof").exit()).isEqualTo(Exit.USAGE);
    assertThat(run("proof", "a", "b").exit()).isEqualTo(Exit.USAGE);
    assertThat(run("proof", "proof.json", "--format", "jso").err()).contains("json");
    assertThat(run("proof", "proof.json", "--from", "2026-01-01").exit()).isEqualTo(Exit.USAGE);
  }
}
