package io.trailseal.appliance.cli;

import io.trailseal.api.ask.Answer;
import io.trailseal.api.ask.Answers;
import io.trailseal.api.ask.Question;
import io.trailseal.api.error.ErrorCode;
import io.trailseal.api.error.Problem;
import io.trailseal.api.error.ProblemException;
import io.trailseal.indexer.Store;
import io.trailseal.indexer.search.SearchRequest;
import io.trailseal.verifier.S3Name;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Asks which events match.
@CommandLine.Command(
    name = "search",
    header = "Find events; every one with how far it is proven.",
    description = {
      "QUERY is fields as CloudTrail names them and words in any field, with AND, OR, NOT and"
          + " parentheses: eventName:Delete*, eventName:/(Get|List).*/, errorCode:*, who:alice,"
          + " sourceIPAddress:203.0.113.0/24, eventTime:>now-7d, size>100000,"
          + " \"access denied\". proof:altered, proof:\"could not tell\"… ask for the verdict of the"
          + " log file an event came in. Nothing at all is every event."
    },
    footer = {
      "",
      "trailseal search 'eventName:DeleteBucket AND recipientAccountId:111122223333'",
      "trailseal search 'errorCode:*' --limit 0 --aggregate 'terms(userIdentity.arn,10)'",
      "",
      "Exit code 0 also where nothing was found: what that means, the last line says."
    })
final class SearchCommand extends Command {
  private static final int CATCH_UP_SECONDS_MAX = 10;

  /// Of a long query this much is shown on either side of what is wrong with it.
  private static final int AROUND = 60;

  SearchCommand(CommandContext context) {
    super(context);
  }

  @Parameters(
      arity = "0..*",
      paramLabel = "QUERY",
      description = "In quotation marks, so that the shell leaves it alone.")
  List<String> words = new ArrayList<>();

  @Option(
      names = "--from",
      paramLabel = "TIME",
      description = "At or after: 2026-03-02 or 2026-03-02T14:05:00Z.")
  String from = "";

  @Option(
      names = "--to",
      paramLabel = "TIME",
      description = "Before this time; a day given alone is included.")
  String to = "";

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "Events at most; standard is ${DEFAULT-VALUE}.")
  int limit = Question.LIMIT_DEFAULT;

  @Option(
      names = "--cursor",
      paramLabel = "CURSOR",
      description = "Go on where the answer before ended.")
  Optional<String> cursor = Optional.empty();

  @Option(
      names = "--sort",
      paramLabel = "FIELD[:asc|desc]",
      description = "eventTime, size, or a field of every event: eventName:asc.")
  String sort = "";

  @Option(
      names = "--total",
      paramLabel = "exact|N",
      description = "Count all that match, or no further than N; standard is exact.")
  String total = "";

  @Option(
      names = "--aggregate",
      paramLabel = "WHAT",
      description = {
        "Count over all that match: terms(eventName,10), histogram(eventTime,auto or 1h),"
            + " cardinality(userIdentity.arn), seen(); again in each bucket:"
            + " terms(eventName,5,terms(userIdentity.arn,3),newest(2)). With --limit 0 nothing else"
            + " is printed."
      })
  String aggregate = "";

  @Option(
      names = "--explain",
      description = "Say also how the query was understood, and what in it takes long.")
  boolean explain;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "${COMPLETION-CANDIDATES}; standard is ${DEFAULT-VALUE}.")
  Formats.Events format = Formats.Events.TABLE;

  @Override
  ExitCode run() throws Exception {
    int least = aggregate.isBlank() ? 1 : 0;
    if (limit < least || limit > SearchRequest.LIMIT_MAX) {
      throw wrongUsage(
          "--limit must be %d to %,d, was %,d".formatted(least, SearchRequest.LIMIT_MAX, limit));
    }
    return StoreAccess.run(context, StoreAccess.Stay.SHORT, this::search);
  }

  private ExitCode search(Store store) throws Exception {
    CatchingUp.awaitBriefly(store, context.cancellation(), CATCH_UP_SECONDS_MAX);
    String query = String.join(" ", words);
    try {
      Answer answer =
          new Answers(store, context.clock())
              .ask(
                  context.caller(),
                  new Question(
                      query,
                      from,
                      to,
                      limit,
                      cursor,
                      sort.strip(),
                      total.strip(),
                      aggregate.strip(),
                      explain),
                  context.cancellation()::isCancelled);
      SearchOutput.print(terminal, answer, format);
      return ExitCode.FINE;
    } catch (ProblemException e) {
      return pointedAt(terminal, query, e);
    }
  }

  /// Shows where a query cannot be read.
  ///
  /// @throws ProblemException what it was given, where that is about something else
  static ExitCode pointedAt(Terminal terminal, String query, ProblemException e) {
    Problem problem = e.problem();
    if (problem.code() != ErrorCode.QUERY_NOT_UNDERSTOOD || problem.position().isEmpty()) {
      throw e;
    }
    terminal.remark("trailseal: the query cannot be read: " + problem.detail());
    pointAt(query, problem.position().getAsInt()).forEach(terminal::remark);
    return ExitCode.USAGE;
  }

  /// The query with a caret under the character that is wrong.
  static List<String> pointAt(String query, int position) {
    int at = Math.clamp(position, 0, query.length());
    int begin = Math.max(0, at - AROUND);
    int end = Math.min(query.length(), at + AROUND);
    String before = (begin > 0 ? "…" : "") + S3Name.printable(query.substring(begin, at));
    String after = S3Name.printable(query.substring(at, end)) + (end < query.length() ? "…" : "");
    return List.of("  " + before + after, "  " + " ".repeat(before.length()) + "^");
  }
}
