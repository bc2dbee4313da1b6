package io.trailseal.verifier.cli;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.trailseal.verifier.proof.Proof;
import io.trailseal.verifier.proof.SampleProof;
import io.trailseal.verifier.synthetic.FolderBucket;
import io.trailseal.verifier.synthetic.SampleSettings;
import io.trailseal.verifier.synthetic.SyntheticTrail;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The packaged jar in a process of its own, as an auditor starts it. Runs after packaging.
final class StandaloneJarIT {
  private static final Path BUILT =
      Path.of(
          requireNonNull(System.getProperty("trailseal.root")),
          "verifier",
          "target",
          "trailseal-verifier.jar");
  private static final long BYTES_MAX = 12_000_000;
  private static final long WAIT_SECONDS_MAX = 240;

  /// The user that owns nothing, on every Linux.
  private static final String NOBODY = "65534";

  @TempDir static Path folder;

  private record Ran(int exit, String out, String err) {}

  @BeforeAll
  static void writeSamples() throws Exception {
    // Whoever the jar runs as must get at it.
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.copy(BUILT, folder.resolve("v.jar"), StandardCopyOption.REPLACE_EXISTING);
    for (String name : List.of("clean", "gone", "denied")) {
      sample(4).writeTo(FolderBucket.at(folder.resolve(name)));
    }
    Files.delete(logFile("gone"));
    Files.setPosixFilePermissions(logFile("denied"), PosixFilePermissions.fromString("---------"));
    pack(folder.resolve("clean"), folder.resolve("clean.zip"));
    byte[] zip = Files.readAllBytes(folder.resolve("clean.zip"));
    Files.write(folder.resolve("cut.zip"), Arrays.copyOf(zip, zip.length / 2));
    Files.writeString(folder.resolve("no-keys.json"), "{\"PublicKeyList\": [{\"Value\": 7}]}");
    SampleProof proof = SampleProof.in(Files.createDirectory(folder.resolve("proven")));
    Files.write(folder.resolve("proof.json"), proof.bytes());
    Proof right = proof.proof();
    Files.write(
        folder.resolve("lie.json"),
        SampleProof.bytes(
            new Proof(
                right.made(),
                new Proof.Claim("altered", "somebody changed it"),
                right.event(),
                right.logFile(),
                right.digest(),
                right.anchor(),
                right.links(),
                right.keys())));
  }

  private static SyntheticTrail sample(int hours) {
    SampleSettings defaults = SampleSettings.DEFAULTS;
    return new SyntheticTrail(
        new SampleSettings(
            1, 1, hours, 60, Optional.empty(), 1, defaults.start(), defaults.bucket(), ""));
  }

  private static Path logFile(String name) throws IOException {
    try (Stream<Path> all = Files.walk(folder.resolve(name))) {
      return all.filter(file -> file.toString().matches(".*/CloudTrail/.*\\.json\\.gz"))
          .sorted()
          .findFirst()
          .orElseThrow();
    }
  }

  private static void pack(Path from, Path to) throws IOException {
    try (OutputStream out = Files.newOutputStream(to);
        ZipOutputStream zip = new ZipOutputStream(out);
        Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        zip.putNextEntry(new ZipEntry(from.relativize(file).toString()));
        Files.copy(file, zip);
      }
    }
  }

  private static ProcessBuilder java(List<String> before, String... arguments) {
    List<String> command = new ArrayList<>(before);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
        .directory(folder.toFile())
        .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
  }

  private static Ran run(String... arguments) throws IOException, InterruptedException {
    return as(List.of(), arguments);
  }

  private static Ran as(List<String> before, String... arguments)
      throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of("-jar", "v.jar"));
    all.addAll(List.of(arguments));
    Path out = Files.createTempFile("standalone-out", ".txt");
    Path err = Files.createTempFile("standalone-err", ".txt");
    try {
      Process process =
          java(before, all.toArray(String[]::new))
              .redirectOutput(out.toFile())
              .redirectError(err.toFile())
              .start();
      Ran ran = new Ran(exit(process), Files.readString(out), Files.readString(err));
      assertThat(ran.out() + ran.err())
          .as("%s", all)
          .doesNotContainPattern("(?m)^\\s+at [a-z]+\\.|Exception in thread");
      return ran;
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }

  private static int exit(Process process) throws InterruptedException {
    if (!process.waitFor(WAIT_SECONDS_MAX, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("still runs");
    }
    return process.exitValue();
  }

  @Test
  void theJarIsSmallAndHoldsTheVerifierAndItsTwoLibraries() throws IOException {
    assertThat(Files.size(BUILT)).isLessThan(BYTES_MAX);
    try (ZipFile jar = new ZipFile(BUILT.toFile())) {
      List<String> files =
          jar.stream().filter(entry -> !entry.isDirectory()).map(ZipEntry::getName).toList();
      assertThat(files)
          .contains("io/trailseal/verifier/cli/Verifier.class")
          .allMatch(
              name ->
                  name.matches(
                      "(io/trailseal/verifier|org/bouncycastle|tools/jackson/core|META-INF)/.*"))
          .noneMatch(name -> name.startsWith("io/trailseal/verifier/synthetic"))
          .noneMatch(name -> name.matches("META-INF/.*\\.(SF|RSA|DSA|EC)"));
    }
  }

  @Test
  void cleanIsFineAndAbsentIsAFindingInEveryFormat() throws Exception {
    for (String[] format :
        new String[][] {
          {"text", "PROVEN: ", "FINDINGS: "},
          {"json", "\"outcome\" : \"proven\"", "\"outcome\" : \"findings\""},
          {"junit", "failures=\"0\"", "failures=\"1\""},
          {"html", "PROVEN", "FINDINGS"}
        }) {
      Ran clean = run("verify", "clean", "--keys", "clean/public-keys", "--format", format[0]);
      assertThat(clean.exit()).as("%s", clean).isEqualTo(Exit.FINE);
      assertThat(clean.out()).contains(format[1]);
      assertThat(clean.err()).isEmpty();
      Ran gone = run("verify", "gone", "--keys", "gone/public-keys", "--format", format[0]);
      assertThat(gone.exit()).as("%s", gone).isEqualTo(Exit.FINDINGS);
      assertThat(gone.out()).contains(format[2]);
      assertThat(gone.err()).isEmpty();
    }
    assertThat(run("verify", "clean.zip", "--keys", "clean/public-keys").exit())
        .isEqualTo(Exit.FINE);
  }

  @Test
  void aProofIsChecked() throws Exception {
    Ran proven = run("proof", "proof.json", "--keys", "proven/public-keys");
    assertThat(proven.exit()).as("%s", proven).isEqualTo(Exit.FINE);
    assertThat(proven.out()).startsWith("PROVEN: ");
    assertThat(run("proof", "proof.json").exit()).isEqualTo(Exit.COULD_NOT_TELL);
    assertThat(run("proof", "lie.json", "--keys", "proven/public-keys").exit())
        .isEqualTo(Exit.FINDINGS);
    assertThat(run("proof", "no-keys.json").exit()).isEqualTo(Exit.INPUT_BAD);
  }

  @Test
  void whatIsWrongIsSaidInASentence() throws Exception {
    for (List<String> wrong :
        List.of(
            List.of("64", "did you mean verify?", "verfy", "clean"),
            List.of("64", "did you mean --keys?", "verify", "clean", "--key", "x"),
            List.of("64", "did you mean html?", "verify", "clean", "--format", "htm"),
            List.of("66", "there is no file or folder", "verify", "nowhere"),
            List.of("66", "there is no key file", "verify", "clean", "--keys", "nowhere"),
            List.of("66", "there is no file", "proof", "nowhere"),
            List.of("65", "key 1", "verify", "clean", "--keys", "no-keys.json"))) {
      List<String> arguments = wrong.subList(2, wrong.size());
      Ran ran = run(arguments.toArray(String[]::new));
      assertThat(ran.exit()).as("%s: %s", arguments, ran).isEqualTo(Integer.parseInt(wrong.get(0)));
      assertThat(ran.err()).contains(wrong.get(1));
      assertThat(ran.out()).isEmpty();
    }
  }

  @Test
  void aBrokenArchiveCannotBeToldAndAccusesNobody() throws Exception {
    Ran cut = run("verify", "cut.zip", "--keys", "clean/public-keys");
    assertThat(cut.exit()).as("%s", cut).isEqualTo(Exit.COULD_NOT_TELL);
    assertThat(cut.out()).contains("it may have been cut off");
  }

  @Test
  void whatMayNotBeReadCannotBeToldAndIsNotMissing() throws Exception {
    // Root reads everything, so it becomes somebody who does not.
    boolean root = System.getProperty("user.name").equals("root");
    List<String> before =
        root
            ? List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups")
            : List.of();
    Ran denied = as(before, "verify", "denied", "--keys", "denied/public-keys");
    assertThat(denied.exit()).as("%s", denied).isEqualTo(Exit.COULD_NOT_TELL);
    assertThat(denied.out()).contains("COULD NOT TELL (1)").doesNotContain("MISSING");
  }

  @Test
  void afterCtrlCThereIsNoReportAndNothingLeftOver() throws Exception {
    sample(60).writeTo(FolderBucket.at(folder.resolve("long")));
    Path reports = Files.createDirectory(folder.resolve("reports"));
    Path err = folder.resolve("interrupted.txt");
    // Without compiled code it works for many seconds.
    Process process =
        java(
                List.of(),
                "-Xint",
                "-jar",
                "v.jar",
                "verify",
                "long",
                "--keys",
                "long/public-keys",
                "--output",
                "reports/r.txt")
            .redirectError(err.toFile())
            .start();
    try {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS_MAX);
      // The file for the report is begun just before the walk.
      while (names(reports).isEmpty()) {
        assertThat(process.isAlive() && System.nanoTime() < deadline)
            .as(Files.readString(err))
            .isTrue();
        Thread.sleep(5);
      }
      boolean ignored = ignoresInterrupts(process);
      assertThat(
              new ProcessBuilder("kill", ignored ? "-TERM" : "-INT", Long.toString(process.pid()))
                  .start()
                  .waitFor())
          .isZero();
      assertThat(exit(process)).isEqualTo(ignored ? 143 : Exit.INTERRUPTED);
    } finally {
      process.destroyForcibly();
    }
    assertThat(names(reports)).isEmpty();
    assertThat(Files.readString(err, StandardCharsets.UTF_8))
        .isEqualTo("trailseal-verifier: stopped\n");
  }

  /// A test run that was put into the background hands down SIGINT as ignored, and a JVM leaves it
  /// at that; then only SIGTERM can be tried, which goes the same way.
  private static boolean ignoresInterrupts(Process process) throws IOException {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    return Files.exists(status)
        && Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 2) != 0);
  }

  private static List<String> names(Path of) throws IOException {
    try (Stream<Path> files = Files.list(of)) {
      return files.map(Path::toString).toList();
    }
  }
}
