package io.trailseal.appliance.cli;

import io.trailseal.indexer.Store;
import io.trailseal.indexer.ledger.LedgerEntry.VerdictReached;
import io.trailseal.indexer.ledger.Recorded;
import io.trailseal.verifier.Verdict;
import io.trailseal.verifier.synthetic.Story;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the demo tells: which of the tamperings verification found, and what to ask.
final class DemoReport {
  /// Far more than five tamperings lead to.
  private static final int FINDINGS_MAX = 10_000;

  private final Terminal terminal;
  private final CommandContext context;

  DemoReport(Terminal terminal, CommandContext context) {
    this.terminal = terminal;
    this.context = context;
  }

  /// Something to ask, in a person's words and in ours.
  record Question(String words, String query) {}

  /// The story's.
  static final List<Question> QUESTIONS =
      List.of(
          new Question(
              "What was done with the leaked access key?",
              "userIdentity.accessKeyId:" + Story.LEAKED_KEY),
          new Question(
              "What was the intruder not allowed to do?",
              "sourceIPAddress:%s AND errorCode:*".formatted(Story.INTRUDER_ADDRESS)),
          new Question("Who tried to stop the trail?", "eventName:(StopLogging OR DeleteTrail)"),
          new Question(
              "How did the bucket become public?",
              "requestParameters.bucketName:%s AND eventName:(Put* OR Delete*)"
                  .formatted(Story.BUCKET)),
          new Question(
              "What was read from it, by whom?",
              "eventName:GetObject AND sourceIPAddress:" + Story.READER_ADDRESS),
          new Question(
              "Who cleaned up, and how?",
              "\"%s\" AND sourceIPAddress:%s AND readOnly:false"
                  .formatted(Story.RESPONDER, Story.RESPONDER_ADDRESS)));

  /// @return whether every tampering was found
  boolean print(Store store, List<DemoFolder.Done> planted, String url) throws IOException {
    Map<String, Verdict> findings = findings(store);
    boolean all = true;
    terminal.line("");
    terminal.line("somebody has tampered with this sample; verification says:");
    for (DemoFolder.Done done : planted) {
      Optional<Verdict> found =
          done.keys().stream()
              .flatMap(key -> Optional.ofNullable(findings.get(key)).stream())
              .findFirst();
      terminal.line("");
      terminal.line("  %s: %s".formatted(done.name(), done.sentence()));
      if (found.isPresent()) {
        terminal.line("    %-13s%s".formatted(found.get().word(), found.get().subject()));
        terminal.line("    %-13s%s".formatted("", found.get().sentence()));
      } else {
        all = false;
        terminal.line("    NOT FOUND     " + String.join(", ", done.keys()));
      }
    }
    terminal.line("");
    Standing.lines(store.ledger().verdictCounts()).forEach(line -> terminal.line("  " + line));
    terminal.line("");
    terminal.line("six questions to try, in a browser or in another terminal:");
    for (Question question : QUESTIONS) {
      terminal.line("");
      terminal.line("  " + question.words());
      terminal.line("    " + url(url, question.query()));
      terminal.line("    " + command(question.query()));
    }
    return all;
  }

  /// By key: the sample is one bucket.
  private static Map<String, Verdict> findings(Store store) throws IOException {
    Map<String, Verdict> findings = new HashMap<>();
    for (Recorded recorded : store.ledger().openVerdicts(true, FINDINGS_MAX)) {
      if (recorded.entry() instanceof VerdictReached(var verdict, _)
          && verdict.subject().bucket().equals(DemoCommand.SAMPLE.bucket())) {
        findings.putIfAbsent(verdict.subject().key(), verdict);
      }
    }
    return findings;
  }

  static String url(String base, String query) {
    return base + "/?q=" + URLEncoder.encode(query, StandardCharsets.UTF_8);
  }

  private String command(String query) {
    return "%s --home %s search %s"
        .formatted(
            quote(context.environment().getOrDefault("TRAILSEAL_LAUNCHER", "trailseal")),
            quote(context.home().folder().toString()),
            quote(query));
  }

  /// For a POSIX shell.
  static String quote(String word) {
    return word.matches("[A-Za-z0-9_./:=@-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
