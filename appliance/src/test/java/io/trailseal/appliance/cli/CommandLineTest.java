package io.trailseal.appliance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailseal.appliance.lifecycle.Cancellation;
import io.trailseal.verifier.synthetic.Tampering;
import io.trailseal.verifier.synthetic.Who;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

final class CommandLineTest {
  @TempDir Path folder;

  private Ran run(String... arguments) {
    return Ran.in(folder.resolve("home"), arguments);
  }

  private CommandLine tree() {
    OutputStream nowhere = OutputStream.nullOutputStream();
    return Cli.tree(
        CommandContext.ofProcess(
            List.of(),
            Terminal.over(nowhere, nowhere, false, false, 100),
            folder,
            Map.of(),
            Ran.NOON,
            new Cancellation()));
  }

  private static Stream<CommandSpec> all(CommandSpec spec) {
    return Stream.concat(
        Stream.of(spec),
        spec.subcommands().values().stream().flatMap(child -> all(child.getCommandSpec())));
  }

  @TestFactory
  Stream<DynamicTest> everyCommandExplainsItselfAndEverythingItTakes() {
    return all(tree().getCommandSpec())
        .map(spec -> DynamicTest.dynamicTest(spec.qualifiedName(), () -> explains(spec)));
  }

  private void explains(CommandSpec spec) {
    assertThat(spec.usageMessage().header())
        .as("%s: write a header = \"…\" in its @Command", spec.qualifiedName())
        .isNotEmpty();
    for (OptionSpec option : spec.options()) {
      assertThat(option.description())
          .as("%s %s: write a description", spec.qualifiedName(), option.longestName())
          .isNotEmpty();
    }
    for (PositionalParamSpec parameter : spec.positionalParameters()) {
      assertThat(parameter.description())
          .as("%s %s: write a description", spec.qualifiedName(), parameter.paramLabel())
          .isNotEmpty();
    }
    List<String> words = new ArrayList<>(Arrays.asList(spec.qualifiedName().split(" ", -1)));
    words.removeFirst();
    words.add("--help");
    Ran help = run(words.toArray(new String[0]));
    assertThat(help.exit()).isEqualTo(ExitCode.FINE);
    assertThat(help.err()).isEmpty();
    assertThat(help.out())
        .contains("Usage: " + spec.qualifiedName(), "--home", "--help")
        // picocli leaves these where a description names something that is not there
        .doesNotContain("${");
  }

  @Test
  void anUnknownCommandNamesTheNearest() {
    Ran ran = run("imprt", "x");
    assertThat(ran.exit()).isEqualTo(ExitCode.USAGE);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err()).contains("no command 'trailseal imprt'; did you mean import?");

    Ran nested = run("keys", "lst");
    assertThat(nested.exit()).isEqualTo(ExitCode.USAGE);
    assertThat(nested.err()).contains("did you mean list?", "trailseal keys --help");

    assertThat(run("help", "sampel").err()).contains("did you mean sample?");
    assertThat(run("help", "exit-code").err()).contains("did you mean exit-codes?");
    assertThat(run("help", "exit-code").exit()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void anUnknownOptionNamesTheNearestOrTheCommandThatHasIt() {
    Ran ran = run("search", "--limt=3", "x");
    assertThat(ran.exit()).isEqualTo(ExitCode.USAGE);
    assertThat(ran.err()).contains("trailseal search has no option --limt; did you mean --limit?");

    assertThat(run("fsck", "--cursor", "x").err()).contains("trailseal search has it");
  }

  @Test
  void aWrongValueSaysWhatIsRightAndExitsAsUsage() {
    assertThat(run("search", "--format", "jsn").err())
        .contains("--format", "table, json, ndjson, csv", "'jsn'; did you mean json?");
    assertThat(run("search", "--limit", "10001").err()).contains("1 to 10,000");
    assertThat(run("keys").err()).contains("list, trust");
    assertThat(run("sample").err()).contains("--out DIR is missing");
    for (String line :
        List.of(
            "search --format xml",
            "search --limit 0",
            "search --limit many",
            "vault cat abc",
            "serve --port 70000",
            "import",
            "sample",
            "sample --out x --hours 0",
            "sample --out x --tamper log-modifed",
            "sample --out x --hours 4 --tamper gap-restart",
            "sample --out x --tamper chain-copied,log-deleted",
            "keys",
            "completion fish",
            "fsck everything")) {
      Ran ran = run(line.split(" ", -1));
      assertThat(ran.exit()).as(line).isEqualTo(ExitCode.USAGE);
      assertThat(ran.err()).as(line).startsWith("trailseal: ").contains("nothing was done");
      assertThat(ran.out()).as(line).isEmpty();
    }
    assertThat(run("sample", "--out", "x", "--tamper", "log-modifed").err())
        .contains("nearest is log-modified");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void whatCanBeDoneToASampleIsListedWithWhoDoesItAndCompleted() {
    String list = run("sample", "--list-tampers").out();
    String completion = run("completion", "bash").out();
    for (Tampering tampering : Tampering.values()) {
      assertThat(list).contains(tampering.title()).contains("  " + tampering.kebabName() + " ");
      assertThat(completion).contains(tampering.kebabName());
    }
    for (Who who : Who.values()) {
      assertThat(list).contains("done by " + who.words());
    }
    assertThat(list).contains("(control) a digest was compressed anew");
    assertThat(run("sample", "--list-tampers", "--format", "json").out())
        .contains("{\"name\":\"digest-fork\"", "\"who\":\"key-holder\"", "\"control\":true");
  }

  @Test
  void formatsAreShownAsTheyAreWritten() {
    assertThat(run("search", "--help").out()).contains("table, json, ndjson, csv", "is table");
    assertThat(run("settings", "--format", "json").out()).startsWith("{\"http.host\":");
    assertThat(run("settings").out()).contains("http.port", "8480", "standard");
  }

  @Test
  void theTableOfExitCodesHasThemAll() {
    Ran ran = run("help", "exit-codes");
    assertThat(ran.exit()).isEqualTo(ExitCode.FINE);
    assertThat(ran.out().lines()).hasSameSizeAs(ExitCode.values());
    for (ExitCode code : ExitCode.values()) {
      assertThat(ran.out()).contains(code.meaning());
    }
    assertThat(Arrays.stream(ExitCode.values()).map(ExitCode::code)).doesNotHaveDuplicates();
  }

  @Test
  void completionKnowsEveryCommandAndOption() {
    Ran bash = run("completion", "bash");
    assertThat(bash.exit()).isEqualTo(ExitCode.FINE);
    all(tree().getCommandSpec())
        .skip(1)
        .filter(spec -> !isHidden(spec))
        .forEach(spec -> assertThat(bash.out()).contains(spec.name()));
    assertThat(bash.out()).contains("--events-per-hour", "ndjson");
    assertThat(run("completion", "zsh").out()).contains("bashcompinit", "_complete_trailseal");
  }

  private static boolean isHidden(CommandSpec spec) {
    CommandLine parent = spec.parent() == null ? null : spec.parent().commandLine();
    return spec.usageMessage().hidden() || (parent != null && isHidden(parent.getCommandSpec()));
  }

  @Test
  void versionIsOneLine() {
    Ran ran = run("--version");
    assertThat(ran.exit()).isEqualTo(ExitCode.FINE);
    assertThat(ran.out()).startsWith("trailseal ").hasLineCount(1);
  }

  @Test
  void commandsThatReadDoNotBeginAStore() {
    Path mistyped = folder.resolve("mistyped");
    for (String line :
        List.of(
            "search x",
            "status",
            "verdicts",
            "quarantine",
            "fsck",
            "rebuild search",
            "keys list",
            "vault cat " + "0".repeat(64))) {
      Ran ran = Ran.in(mistyped, line.split(" ", -1));
      assertThat(ran.exit()).as(line).isEqualTo(ExitCode.INPUT_MISSING);
      assertThat(ran.err()).contains("there is no store in " + mistyped);
    }
    assertThat(mistyped).doesNotExist();
  }

  @Test
  void whatIsNotThereIsNamedBeforeAnythingIsDone() {
    Ran ran = run("import", "not-here", "nor-there");
    assertThat(ran.exit()).isEqualTo(ExitCode.INPUT_MISSING);
    assertThat(ran.err()).contains("not-here", "nor-there", "nothing was imported");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aHomeThatIsAFileIsNamed() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    Ran ran = Ran.in(file.resolve("home"), "import", folder.toString());
    assertThat(ran.exit()).isEqualTo(ExitCode.INPUT_OUTPUT);
    assertThat(ran.err()).contains(file + " must be a folder, is a file");
  }

  @Test
  void hostileArgumentsAreQuotedHarmlessly() {
    Ran ran = run("\u001b[31mred\u202e");
    assertThat(ran.err()).contains("\\u001b[31mred\\u202e").doesNotContain("\u001b");
  }
}
