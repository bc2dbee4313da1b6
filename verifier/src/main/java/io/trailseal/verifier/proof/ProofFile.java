package io.trailseal.verifier.proof;

import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.key.KeyFile;
import io.trailseal.verifier.key.KeyFormatException;
import io.trailseal.verifier.key.KeyRing;
import io.trailseal.verifier.key.PublishedKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Checks a proof that lies in a file, with keys that lie in files: what a command line does.
public final class ProofFile {
  private ProofFile() {}

  /// What came of it, as a command says it.
  ///
  /// @param exitCode 0 proven, 1 not proven, 2 could not tell, 65 a file does not hold what it
  ///   should, 66 a file is not there, 74 a file could not be read
  /// @param output for standard output; empty where `trouble` is not
  /// @param trouble for standard error; empty where all went well
  public record Ran(int exitCode, String output, String trouble) {}

  /// @param keyFiles answers of ListPublicKeys, whose keys count as trusted
  /// @param json whether to answer a program
  public static Ran check(Path file, List<Path> keyFiles, boolean json) {
    Path current = file;
    try {
      List<PublishedKey> keys = new ArrayList<>();
      for (Path keyFile : keyFiles) {
        current = keyFile;
        keys.addAll(KeyFile.parse(read(keyFile, KeyFile.BYTES_MAX)));
      }
      KeyRing trusted = KeyRing.of(keys);
      current = file;
      Proof proof = Proof.parse(read(file, Proof.DOCUMENT_BYTES_MAX));
      ProofResult result = ProofCheck.check(proof, trusted);
      int exitCode =
          switch (result) {
            case ProofResult.Proven _ -> 0;
            case ProofResult.NotProven _ -> 1;
            case ProofResult.CouldNotTell _ -> 2;
          };
      return new Ran(
          exitCode, json ? ProofReport.json(proof, result) : ProofReport.text(proof, result), "");
    } catch (KeyFormatException e) {
      return trouble(65, current, "is no answer of ListPublicKeys", e);
    } catch (ProofFormatException e) {
      return trouble(65, current, "is no proof", e);
    } catch (IllegalArgumentException e) {
      return trouble(65, current, "contradicts another key file", e);
    } catch (NoSuchFileException _) {
      return new Ran(66, "", name(current) + " is not there");
    } catch (IOException e) {
      return trouble(74, current, "could not be read", e);
    }
  }

  /// One byte over the limit is enough for whoever reads it to refuse it.
  private static byte[] read(Path file, int bytesMax) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(bytesMax + 1);
    }
  }

  private static Ran trouble(int exitCode, Path file, String what, Exception e) {
    return new Ran(
        exitCode,
        "",
        "%s %s: %s".formatted(name(file), what, S3Name.printable(String.valueOf(e.getMessage()))));
  }

  private static String name(Path file) {
    return S3Name.printable(file.toString());
  }
}
