package io.trailseal.verifier.report;

import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.Verdict;
import io.trailseal.verifier.Verdict.Gap;
import io.trailseal.verifier.Verdict.Missing;
import io.trailseal.verifier.Verdict.OutOfPlace;
import io.trailseal.verifier.Verdict.Overdue;
import io.trailseal.verifier.Verdict.Undecided;
import io.trailseal.verifier.check.Place;
import io.trailseal.verifier.check.Report;
import io.trailseal.verifier.check.Report.Chain;
import io.trailseal.verifier.check.Report.Day;
import io.trailseal.verifier.check.Report.End;
import io.trailseal.verifier.check.Scope;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;

/// The form for programs, as `report.schema.json` describes it.
final class JsonReport {
  static final String FORMAT = "trailseal-verification-report";

  /// Goes up when a member changes its meaning or goes away; new members come without.
  static final int VERSION = 1;

  /// ASCII only: names are there exactly, lone surrogates and direction marks included, and none of
  /// them reaches a terminal or breaks UTF-8.
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .highestNonEscapedChar(127)
          .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
          .build();

  private final Report report;
  private final ReportOptions options;
  private final JsonGenerator json;

  private JsonReport(Report report, ReportOptions options, JsonGenerator json) {
    this.report = report;
    this.options = options;
    this.json = json;
  }

  static void write(Report report, ReportOptions options, OutputStream out) throws IOException {
    try {
      try (JsonGenerator json = FACTORY.createGenerator(new Indented(), out)) {
        new JsonReport(report, options, json).document();
      }
    } catch (JacksonException e) {
      if (e.getCause() instanceof IOException cause) {
        throw cause;
      }
      throw e;
    }
    out.write('\n');
  }

  private void document() {
    json.writeStartObject();
    json.writeStringProperty("format", FORMAT);
    json.writeNumberProperty("version", VERSION);
    json.writeStringProperty("outcome", outcome(report.outcome()));
    json.writeStringProperty("severity", report.severity().word());
    text("sentence", Overview.sentence(report));
    text("source", report.source());
    scope(report.scope());
    time("asOf", report.asOf());
    texts("remarks", options.remarks().stream().map(S3Name::printable).toList());
    json.writeObjectPropertyStart("totals");
    counts("digests", report.digests());
    counts("logFiles", report.logFiles());
    json.writeNumberProperty("otherObjects", report.otherObjects());
    json.writeNumberProperty("listed", report.listed());
    json.writeNumberProperty("read", report.read());
    json.writeNumberProperty("bytesRead", report.bytesRead());
    json.writeEndObject();
    json.writeArrayPropertyStart("chains");
    report.chains().forEach(this::chain);
    json.writeEndArray();
    json.writeArrayPropertyStart("findings");
    Overview overview = Overview.of(report);
    overview.groups().forEach(group -> group.findings().forEach(this::finding));
    json.writeEndArray();
    counts("findingsLeftOut", report.findingsLeftOut());
    json.writeArrayPropertyStart("days");
    overview.places().forEach(total -> total.days().forEach(this::day));
    json.writeEndArray();
    json.writeEndObject();
  }

  static String outcome(Report.Outcome outcome) {
    return outcome.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private void scope(Scope scope) {
    json.writeObjectPropertyStart("scope");
    time("from", scope.from());
    time("to", scope.to());
    texts("accounts", scope.accounts().stream().sorted().toList());
    texts("regions", scope.regions().stream().sorted().toList());
    texts("trails", scope.trails().stream().sorted().toList());
    json.writeEndObject();
  }

  private void finding(Verdict finding) {
    json.writeStartObject();
    name("object", finding.subject());
    json.writeStringProperty("verdict", finding.word());
    json.writeStringProperty("severity", finding.severity().word());
    json.writeBooleanProperty("isFinding", finding.isFinding());
    text("sentence", finding.sentence());
    text("expected", finding.expected());
    text("actual", finding.actual());
    name("saidBy", finding.saidBy());
    switch (finding) {
      case Undecided undecided -> {
        json.writeStringProperty("obstacle", word(undecided.obstacle()));
        text("detail", undecided.detail());
      }
      case Missing missing -> json.writeStringProperty("ground", word(missing.ground()));
      case OutOfPlace outOfPlace -> name("claimed", outOfPlace.claimed());
      case Overdue overdue -> time("dueBy", Optional.of(overdue.dueBy()));
      case Gap gap -> {
        name("before", gap.before());
        name("after", gap.after());
        time("from", Optional.of(gap.from()));
        time("to", Optional.of(gap.to()));
        json.writeBooleanProperty("restart", gap.restart());
        json.writeNumberProperty("logFiles", gap.logFiles());
      }
      case Verdict.Intact _,
          Verdict.Altered _,
          Verdict.Unlisted _,
          Verdict.Injected _,
          Verdict.LinkBroken _ -> {}
    }
    json.writeEndObject();
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private void day(Day day) {
    json.writeStartObject();
    place(day.place());
    json.writeStringProperty("day", day.day().toString());
    counts("digests", day.digests());
    counts("logFiles", day.logFiles());
    json.writeEndObject();
  }

  private void chain(Chain chain) {
    json.writeStartObject();
    exact("name", chain.name());
    place(chain.place());
    end("oldest", chain.oldest());
    end("newest", chain.newest());
    json.writeNumberProperty("digests", chain.digests());
    texts("restarts", chain.restarts().stream().map(Instant::toString).toList());
    json.writeNumberProperty("signaturesRecovered", chain.signaturesRecovered());
    texts("keys", chain.keys().stream().sorted().toList());
    json.writeEndObject();
  }

  private void place(Place place) {
    exact("account", place.account());
    exact("region", place.region());
    exact("bucket", place.bucket());
    exact("prefix", place.prefix());
    exact("organization", place.organization());
  }

  private void end(String member, Optional<End> end) {
    if (end.isEmpty()) {
      json.writeNullProperty(member);
      return;
    }
    json.writeObjectPropertyStart(member);
    exact("bucket", end.get().name().bucket());
    exact("key", end.get().name().key());
    json.writeStringProperty("sha256", end.get().hash().hex());
    time("startTime", Optional.of(end.get().startTime()));
    time("endTime", Optional.of(end.get().endTime()));
    json.writeEndObject();
  }

  private void name(String member, S3Name name) {
    json.writeObjectPropertyStart(member);
    exact("bucket", name.bucket());
    exact("key", name.key());
    json.writeEndObject();
  }

  private void name(String member, Optional<S3Name> name) {
    if (name.isPresent()) {
      name(member, name.get());
    } else {
      json.writeNullProperty(member);
    }
  }

  private void time(String member, Optional<Instant> time) {
    if (time.isPresent()) {
      json.writeStringProperty(member, time.get().toString());
    } else {
      json.writeNullProperty(member);
    }
  }

  private void counts(String member, Map<String, Long> counts) {
    json.writeObjectPropertyStart(member);
    Overview.ordered(counts)
        .forEach((word, count) -> json.writeNumberProperty(word, count.longValue()));
    json.writeEndObject();
  }

  private void texts(String member, Collection<String> texts) {
    json.writeArrayPropertyStart(member);
    texts.forEach(json::writeString);
    json.writeEndArray();
  }

  /// For a person.
  private void text(String member, String text) {
    json.writeStringProperty(member, S3Name.printable(text));
  }

  /// For a program.
  private void exact(String member, String text) {
    json.writeStringProperty(member, text);
  }

  /// Two spaces, and line feeds on every system.
  private static final class Indented extends ObjectWriteContext.Base {
    private final DefaultPrettyPrinter printer = new DefaultPrettyPrinter();

    Indented() {
      DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
      printer.indentObjectsWith(indenter);
      printer.indentArraysWith(indenter);
    }

    @Override
    public PrettyPrinter getPrettyPrinter() {
      return printer;
    }

    @Override
    public boolean hasPrettyPrinter() {
      return true;
    }
  }
}
