package io.trailseal.verifier.cli;

import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.check.Archive;
import io.trailseal.verifier.check.WalkProgress;
import io.trailseal.verifier.key.KeyRing;
import io.trailseal.verifier.report.ReportOptions;
import io.trailseal.verifier.report.Reports;
import io.trailseal.verifier.source.LocalArchives;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The standalone tool, apart from the process around it.
///
/// @param out results
/// @param err everything else
/// @param errIsTerminal whether progress is shown
/// @param columns how wide the text form may be
/// @param workingFolder what relative paths are relative to
/// @param clock for `--as-of now`
record VerifierTool(
    OutputStream out,
    PrintStream err,
    boolean errIsTerminal,
    int columns,
    Path workingFolder,
    InstantSource clock) {
  private static final String NAME = "trailseal-verifier";
  private static final List<String> COMMANDS = List.of("verify", "proof");
  private static final List<String> ALONE = List.of("--help", "--version", "--print-schema");

  VerifierTool {
    columns = Math.max(columns, ReportOptions.COLUMNS_STANDARD);
  }

  /// Runs one command line. Never throws.
  ///
  /// @return one of [Exit]
  int run(List<String> arguments) {
    try {
      int code = dispatch(arguments);
      out.flush();
      return code;
    } catch (StopException e) {
      say(e.message());
      if (!e.advice().isEmpty()) {
        say("  " + e.advice());
      }
      if (e.exitCode() == Exit.USAGE) {
        say("  see " + NAME + " --help; nothing was done");
      }
      return e.exitCode();
    } catch (InterruptedException _) {
      say("stopped");
      return Exit.INTERRUPTED;
    } catch (IOException e) {
      say("something could not be read or written: " + e.getMessage());
      return Exit.INPUT_OUTPUT;
    } catch (OutOfMemoryError _) {
      say("there was not enough memory; give it more, for instance java -Xmx2g -jar …");
      return Exit.INTERNAL;
    } catch (RuntimeException | StackOverflowError e) {
      say("a fault in the verifier itself, please report it: " + e + at(e));
      return Exit.INTERNAL;
    }
  }

  /// Enough to find the fault by, in one line.
  private static String at(Throwable e) {
    StackTraceElement[] trace = e.getStackTrace();
    return trace.length == 0 ? "" : " at " + trace[0];
  }

  private void say(String text) {
    boolean indented = text.startsWith("  ");
    err.print((indented ? "" : NAME + ": ") + S3Name.printable(text) + "\n");
    err.flush();
  }

  private int dispatch(List<String> arguments)
      throws StopException, IOException, InterruptedException {
    if (arguments.isEmpty()) {
      throw StopException.usage("a command is missing: verify SOURCE or proof FILE");
    }
    if (arguments.contains("--help") || arguments.contains("-h")) {
      print(help());
      return Exit.FINE;
    }
    String first = arguments.getFirst();
    if (first.equals("verify")) {
      return verify(arguments.subList(1, arguments.size()));
    }
    if (first.equals("proof")) {
      return proof(arguments.subList(1, arguments.size()));
    }
    if (first.equals("--version")) {
      print(NAME + " " + version() + "\n");
      return Exit.FINE;
    }
    if (first.equals("--print-schema")) {
      print(Reports.schema());
      return Exit.FINE;
    }
    List<String> known = new ArrayList<>(COMMANDS);
    known.addAll(ALONE);
    throw StopException.usage(
        "there is no command '%s'%s".formatted(first, Nearest.meant(first, known)));
  }

  private int verify(List<String> arguments)
      throws StopException, IOException, InterruptedException {
    List<String> sources = new ArrayList<>();
    List<String> known = new ArrayList<>(VerifyPlan.WITH_VALUE);
    known.add(VerifyPlan.VERBOSE);
    Map<String, List<String>> options = options(arguments, known, sources);
    if (sources.size() != 1) {
      throw StopException.usage(
          sources.isEmpty()
              ? "what to verify is missing: verify SOURCE"
              : "one source at a time, found '%s'".formatted(String.join("' '", sources)));
    }
    VerifyPlan plan = VerifyPlan.of(options, workingFolder, clock);
    KeyRing keys = TrustedKeys.read(plan.keys());
    try (Archive archive = open(sources.getFirst(), plan);
        ProgressLine line = new ProgressLine(err)) {
      VerifyRun run =
          new VerifyRun(plan, keys, List.of(), columns, errIsTerminal ? line : WalkProgress.SILENT);
      return run.run(
          archive,
          new Closing(out, line),
          headline -> {
            line.hide();
            say(headline);
          });
    }
  }

  private int proof(List<String> arguments) throws StopException, IOException {
    List<String> files = new ArrayList<>();
    Map<String, List<String>> options = options(arguments, ProofRun.WITH_VALUE, files);
    if (files.size() != 1) {
      throw StopException.usage(
          files.isEmpty()
              ? "what to check is missing: proof FILE"
              : "one proof at a time, found '%s'".formatted(String.join("' '", files)));
    }
    List<Path> keys = new ArrayList<>();
    for (String typed : options.getOrDefault("--keys", List.of())) {
      keys.add(path(typed));
    }
    String format = options.getOrDefault("--format", List.of("text")).getLast();
    return new ProofRun(path(files.getFirst()), keys, ProofRun.isJson(format)).run(out);
  }

  private Path path(String typed) throws StopException {
    try {
      return workingFolder.resolve(typed).normalize();
    } catch (InvalidPathException _) {
      throw StopException.usage("not a path: '%s'".formatted(typed));
    }
  }

  private Archive open(String source, VerifyPlan plan) throws StopException {
    if (source.startsWith("s3://")) {
      throw new StopException(
          Exit.USAGE,
          "this tool reads folders and archive files, not buckets: '%s'".formatted(source),
          "copy the bucket with its user metadata first, or use trailseal verify, which reads S3");
    }
    return openLocal(path(source), plan);
  }

  /// Opens a folder or archive file, with its troubles in words.
  static Archive openLocal(Path path, VerifyPlan plan) throws StopException {
    if (!Files.exists(path)) {
      throw new StopException(Exit.INPUT_MISSING, "there is no file or folder " + path, "");
    }
    try {
      return LocalArchives.open(path, plan.bucket());
    } catch (IOException e) {
      throw new StopException(
          Exit.INPUT_OUTPUT, "%s cannot be opened: %s".formatted(path, e.getMessage()), "");
    } catch (IllegalArgumentException e) {
      throw StopException.usage("--bucket: " + e.getMessage());
    }
  }

  /// Reads `--option value`, `--option=value` and what stands alone.
  private static Map<String, List<String>> options(
      List<String> arguments, List<String> known, List<String> sources) throws StopException {
    Map<String, List<String>> options = new HashMap<>();
    boolean onlySources = false;
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (onlySources || !argument.startsWith("-") || argument.equals("-")) {
        sources.add(argument);
        continue;
      }
      if (argument.equals("--")) {
        onlySources = true;
        continue;
      }
      int equals = argument.indexOf('=');
      String option = equals < 0 ? argument : argument.substring(0, equals);
      if (!known.contains(option)) {
        throw StopException.usage(
            "there is no option '%s'%s".formatted(option, Nearest.meant(option, known)));
      }
      if (option.equals(VerifyPlan.VERBOSE)) {
        if (equals >= 0) {
          throw StopException.usage("--verbose takes no value");
        }
        options.put(option, List.of());
        continue;
      }
      @Nullable String value =
          equals >= 0
              ? argument.substring(equals + 1)
              : i + 1 < arguments.size() ? arguments.get(++i) : null;
      if (value == null || value.isEmpty()) {
        throw StopException.usage("%s must be followed by a value".formatted(option));
      }
      options.computeIfAbsent(option, _ -> new ArrayList<>()).add(value);
    }
    return options;
  }

  private void print(String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String help() throws IOException {
    try (InputStream in = VerifierTool.class.getResourceAsStream("help.txt")) {
      if (in == null) {
        throw new IllegalStateException("the help is not in this jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String version() {
    @Nullable String ours = VerifierTool.class.getPackage().getImplementationVersion();
    return (ours == null ? "of a development tree" : ours)
        + " (Java "
        + System.getProperty("java.version")
        + ")";
  }

  /// Takes the progress line away before the first byte of the report.
  private static final class Closing extends OutputStream {
    private final OutputStream out;
    private final ProgressLine line;

    Closing(OutputStream out, ProgressLine line) {
      this.out = out;
      this.line = line;
    }

    @Override
    public void write(int b) throws IOException {
      line.hide();
      out.write(b);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      line.hide();
      out.write(bytes, offset, length);
    }

    @Override
    public void flush() throws IOException {
      out.flush();
    }
  }
}
