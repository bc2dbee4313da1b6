package io.trailseal.appliance.cli;

import io.trailseal.api.ask.Answer;
import io.trailseal.api.ask.EvidenceWords;
import io.trailseal.api.ask.ExplanationWords;
import io.trailseal.api.ask.Judged;
import io.trailseal.api.rest.AnswerJson;
import io.trailseal.indexer.export.Csv;
import io.trailseal.indexer.search.EventHit;
import io.trailseal.verifier.S3Name;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// Prints answers in the form asked for. Under each stands over which evidence it was found; where
/// the form has no place for that, it goes beside the results.
final class SearchOutput {
  /// Wider than any row: what goes to a file or a program is not cut.
  private static final int WIDTH_UNLIMITED = 1_000_000;

  private static final List<String> CSV_COLUMNS =
      List.of(
          "eventTime",
          "eventName",
          "eventSource",
          "awsRegion",
          "recipientAccountId",
          "who",
          "sourceIPAddress",
          "errorCode",
          "eventID",
          "id",
          "verdict",
          "verdictSentence",
          "object");

  private SearchOutput() {}

  static int width(Terminal terminal) {
    return terminal.outIsTerminal() ? terminal.columns() : WIDTH_UNLIMITED;
  }

  static void print(Terminal terminal, Answer answer, Formats.Events format) {
    switch (format) {
      case TABLE -> table(terminal, answer);
      case JSON -> {
        terminal.out().writeBytes(AnswerJson.answer(answer));
        terminal.out().print('\n');
      }
      case NDJSON -> {
        for (EventHit hit : answer.found().hits()) {
          terminal.out().writeBytes(oneLine(AnswerJson.event(hit)));
          terminal.out().print('\n');
        }
        beside(terminal, answer);
      }
      case CSV -> {
        terminal.out().print(Csv.row(CSV_COLUMNS));
        for (EventHit hit : answer.found().hits()) {
          terminal.out().print(csv(hit));
        }
        beside(terminal, answer);
      }
    }
  }

  private static void table(Terminal terminal, Answer answer) {
    Table table =
        new Table(
            List.of("TIME", "EVENT", "WHO", "FROM", "ACCOUNT", "ERROR", "VERDICT"),
            List.of(0, 4, 6));
    for (EventHit hit : answer.found().hits()) {
      EventHit.Summary event = hit.summary();
      table.row(
          time(event),
          event.eventName(),
          event.who(),
          event.sourceIPAddress(),
          event.recipientAccountId(),
          event.errorCode(),
          Judged.of(hit.verdict()).word());
    }
    if (!table.isEmpty()) {
      table.print(terminal, width(terminal));
      terminal.line("");
    }
    AggregatedOutput.print(answer.found().aggregated(), width(terminal), terminal::line);
    explanation(answer).forEach(terminal::line);
    notes(answer).forEach(terminal::line);
  }

  private static void beside(Terminal terminal, Answer answer) {
    AggregatedOutput.print(answer.found().aggregated(), Terminal.COLUMNS_DEFAULT, terminal::remark);
    explanation(answer).forEach(terminal::remark);
    notes(answer).forEach(terminal::remark);
  }

  private static List<String> explanation(Answer answer) {
    return answer.explanation().map(ExplanationWords::lines).orElse(List.of());
  }

  /// What stands under an answer.
  private static List<String> notes(Answer answer) {
    var found = answer.found();
    List<String> notes = new ArrayList<>();
    int shown = found.hits().size();
    String took = took(answer);
    if (found.total() == 0) {
      notes.add("no event matches");
    } else if (shown == found.total()) {
      notes.add("%s, in %s".formatted(Figures.counted(shown, "event"), took));
    } else {
      notes.add(
          "%s of %s, in %s"
              .formatted(
                  Figures.count(shown),
                  found.matched().isExact()
                      ? Figures.counted(found.total(), "event")
                      : "more than %s events".formatted(Figures.count(found.total())),
                  took));
    }
    String more = answer.question().sort().isEmpty() ? "older ones" : "further ones";
    found.next().ifPresent(cursor -> notes.add(more + ": --cursor " + cursor));
    notes.addAll(answer.hints());
    notes.add(EvidenceWords.line(found.evidence()));
    EvidenceWords.reservations(found.evidence()).forEach(notes::add);
    return notes;
  }

  private static String took(Answer answer) {
    var took = answer.found().took();
    String all = millis(took.micros());
    return answer.explanation().isEmpty()
        ? all
        : "%s: %s to find them, %s to read the records"
            .formatted(all, millis(took.findingMicros()), millis(took.readingMicros()));
  }

  private static String millis(long micros) {
    return String.format(Locale.ROOT, "%.1f ms", micros / 1000.0);
  }

  private static String time(EventHit.Summary event) {
    return event
        .eventTime()
        .map(time -> time.truncatedTo(ChronoUnit.SECONDS))
        .map(Instant::toString)
        .orElse("");
  }

  private static String csv(EventHit hit) {
    EventHit.Summary event = hit.summary();
    Judged judged = Judged.of(hit.verdict());
    List<String> cells =
        List.of(
            event.eventTime().map(Instant::toString).orElse(""),
            event.eventName(),
            event.eventSource(),
            event.awsRegion(),
            event.recipientAccountId(),
            event.who(),
            event.sourceIPAddress(),
            event.errorCode(),
            event.eventID(),
            hit.id().toString(),
            judged.word(),
            judged.sentence(),
            hit.objectName().toString());
    return Csv.row(cells.stream().map(S3Name::printable).toList());
  }

  /// A record is quoted as it is, and may be spread over lines. Outside of texts a line end is as
  /// good as a space to JSON, and inside of texts it is not allowed.
  private static byte[] oneLine(byte[] json) {
    byte[] line = Arrays.copyOf(json, json.length);
    for (int i = 0; i < line.length; i++) {
      if (line[i] == '\n' || line[i] == '\r') {
        line[i] = ' ';
      }
    }
    return line;
  }
}
