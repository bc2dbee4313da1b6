package io.trailseal.verifier.cli;

import io.trailseal.verifier.key.KeyRing;
import io.trailseal.verifier.proof.Proof;
import io.trailseal.verifier.proof.ProofCheck;
import io.trailseal.verifier.proof.ProofFormatException;
import io.trailseal.verifier.proof.ProofReport;
import io.trailseal.verifier.proof.ProofResult;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Checks a proof that lies in a file.
///
/// @param file the document
/// @param keys files and folders of keys that count as trusted; none is allowed, and then nothing
///   is proven
/// @param json whether to answer a program
record ProofRun(Path file, List<Path> keys, boolean json) {
  /// Options that take a value.
  static final List<String> WITH_VALUE = List.of("--keys", "--format");

  private static final List<String> FORMATS = List.of("text", "json");

  ProofRun {
    keys = List.copyOf(keys);
  }

  /// @param format what stands after `--format`
  static boolean isJson(String format) throws StopException {
    if (!FORMATS.contains(format)) {
      throw StopException.usage(
          "--format must be text or json, found '%s'%s"
              .formatted(format, Nearest.meant(format, FORMATS)));
    }
    return format.equals("json");
  }

  /// Writes what came of it.
  ///
  /// @return fine where proven, findings where not, could not tell where something is open
  int run(OutputStream out) throws StopException, IOException {
    KeyRing trusted = TrustedKeys.read(keys);
    if (!Files.exists(file)) {
      throw new StopException(Exit.INPUT_MISSING, "there is no file " + file, "");
    }
    Proof proof;
    try (InputStream in = Files.newInputStream(file)) {
      // One byte over the limit is enough for the reader to refuse it.
      proof = Proof.parse(in.readNBytes(Proof.DOCUMENT_BYTES_MAX + 1));
    } catch (ProofFormatException e) {
      throw new StopException(
          Exit.INPUT_BAD,
          "%s is no proof: %s".formatted(file, e.getMessage()),
          "get one with: trailseal proof EVENT-ID --output FILE");
    }
    ProofResult result = ProofCheck.check(proof, trusted);
    String report = json ? ProofReport.json(proof, result) : ProofReport.text(proof, result);
    out.write(report.getBytes(StandardCharsets.UTF_8));
    return switch (result) {
      case ProofResult.Proven _ -> Exit.FINE;
      case ProofResult.NotProven _ -> Exit.FINDINGS;
      case ProofResult.CouldNotTell _ -> Exit.COULD_NOT_TELL;
    };
  }
}
