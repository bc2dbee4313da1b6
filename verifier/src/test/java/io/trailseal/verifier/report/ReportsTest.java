package io.trailseal.verifier.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.Verdict;
import io.trailseal.verifier.Verdict.Altered;
import io.trailseal.verifier.check.Report;
import io.trailseal.verifier.check.Report.Day;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

final class ReportsTest {
  private static final Map<String, Report> ALL =
      Map.of(
          "intact", Samples.intact(),
          "empty", Samples.empty(),
          "undecided", Samples.undecided(),
          "bad", Samples.bad());

  private static Document xml(Report report) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
    factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
    return factory
        .newDocumentBuilder()
        .parse(
            new ByteArrayInputStream(Samples.bytes(Format.JUNIT, report, ReportOptions.STANDARD)));
  }

  private static List<String> schemaErrors(String json) {
    Schema schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(Reports.schema(), InputFormat.JSON);
    return schema
        .validate(
            json,
            InputFormat.JSON,
            context -> context.executionConfig(config -> config.formatAssertionsEnabled(true)))
        .stream()
        .map(Error::toString)
        .toList();
  }

  @TestFactory
  Stream<DynamicTest> everyReportFitsThePublishedSchema() {
    return ALL.entrySet().stream()
        .map(
            entry ->
                DynamicTest.dynamicTest(
                    entry.getKey(),
                    () ->
                        assertThat(schemaErrors(Samples.text(Format.JSON, entry.getValue())))
                            .isEmpty()));
  }

  @Test
  void theSchemaRefusesWhatIsNoReport() {
    String json = Samples.text(Format.JSON, Samples.bad());
    for (String wrong :
        List.of(
            json.replaceFirst("\"version\" : 1", "\"version\" : 2"),
            json.replaceFirst("\"verdict\" : \"altered\"", "\"verdict\" : \"fine\""),
            json.replaceFirst("\"ground\"", "\"grounds\""),
            json.replaceFirst("\"asOf\" : \"[^\"]*\"", "\"asOf\" : \"yesterday\""),
            json.replaceFirst("\"dueBy\" : \"[^\"]*\"", "\"detail\" : \"\""))) {
      assertThat(wrong).isNotEqualTo(json);
      assertThat(schemaErrors(wrong)).isNotEmpty();
    }
  }

  @Test
  void theSchemaExplainsEveryMember() {
    Set<String> silent = new HashSet<>();
    Matcher member =
        Pattern.compile("\"(\\w+)\": \\{\\s*\"(\\$ref|description|type|enum|const)\"")
            .matcher(Reports.schema().replaceAll("(?s)\"if\": .*?\\}\\s*\\}", ""));
    int members = 0;
    while (member.find()) {
      members++;
      boolean isMember =
          !Set.of("items", "additionalProperties", "propertyNames").contains(member.group(1));
      if (isMember && !member.group(2).equals("description")) {
        silent.add(member.group(1));
      }
    }
    assertThat(members).isGreaterThan(60);
    assertThat(silent).as("add a description to each of these in the schema").isEmpty();
  }

  @Test
  void theTextSaysFirstWhatItComesTo() {
    assertThat(Samples.text(Format.TEXT, Samples.intact()).lines().findFirst())
        .hasValueSatisfying(line -> assertThat(line).startsWith("PROVEN: everything examined is"));
    assertThat(Samples.text(Format.TEXT, Samples.bad()))
        .startsWith("FINDINGS: the evidence is bad or not complete: 9 errors, 3 warnings, 1 note,");
    assertThat(Samples.text(Format.TEXT, Samples.undecided()))
        .startsWith("COULD NOT TELL: nothing");
    assertThat(Samples.text(Format.TEXT, Samples.empty()))
        .startsWith("NOTHING EXAMINED: no digest")
        .contains("nothing was proven");
  }

  @Test
  void theTextOfABadReportIsAsWritten() throws IOException {
    String text =
        Samples.text(
            Format.TEXT,
            Samples.bad(),
            new ReportOptions(100, false, List.of("the keys are those of 2 files")));
    try (var golden = ReportsTest.class.getResourceAsStream("bad-report.txt")) {
      assertThat(golden).isNotNull();
      assertThat(text).isEqualTo(new String(golden.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  @Test
  void daysThatAreIntactAppearOnlyOnRequest() {
    String brief = Samples.text(Format.TEXT, Samples.bad());
    String verbose =
        Samples.text(Format.TEXT, Samples.bad(), new ReportOptions(100, true, List.of()));
    assertThat(brief)
        .doesNotContainPattern("(?m)^ +2026-03-01 ")
        .containsPattern("(?m)^ +2026-03-02 ");
    assertThat(verbose).containsPattern("(?m)^ +2026-03-01 ");
    assertThat(Samples.text(Format.HTML, Samples.intact())).doesNotContain("<td>2026-03-01</td>");
    assertThat(Samples.text(Format.HTML, Samples.intact(), new ReportOptions(100, true, List.of())))
        .contains("<td>2026-03-01</td>");
  }

  @Test
  void columnsFitTheWidthAndNamesAreNeverCut() {
    for (int columns : new int[] {60, 80, 140}) {
      String text =
          Samples.text(Format.TEXT, Samples.bad(), new ReportOptions(columns, true, List.of()));
      String table = text.substring(text.indexOf("BY ACCOUNT"), text.indexOf("FINDINGS: 9"));
      // Below this the two columns of counts stay readable instead.
      int widest = Math.max(columns, 2 + 12 + 9 + 32 + 8 + 2 * 22);
      assertThat(table.lines())
          .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(widest));
      Samples.bad()
          .findings()
          .forEach(finding -> assertThat(text).contains("\n  " + finding.subject() + "\n"));
    }
  }

  @Test
  void theSameReportGivesTheSameBytesWhateverTheOrderOfItsFindings() {
    List<Verdict> turned = new ArrayList<>(Samples.everyFinding()).reversed();
    Report bad = Samples.bad();
    Report other =
        new Report(
            bad.source(),
            bad.scope(),
            bad.asOf(),
            turned,
            bad.findingsLeftOut(),
            bad.days(),
            bad.chains(),
            bad.otherObjects(),
            bad.listed(),
            bad.read(),
            bad.bytesRead());
    for (Format format : Format.values()) {
      assertThat(Samples.text(format, other)).isEqualTo(Samples.text(format, bad));
    }
  }

  @Test
  void hostileNamesReachNobodyRaw() throws Exception {
    for (Format format : Format.values()) {
      String text =
          Samples.text(
              format,
              Samples.bad(),
              new ReportOptions(100, true, List.of("remark \u001b[2J<b>\u202e")));
      assertThat(text).doesNotContain("\u001b", "\u202e", "\r", "\uffff\ufffe<", "\u0007");
      if (format == Format.HTML || format == Format.JUNIT) {
        assertThat(text).doesNotContain("<script", "<b>", "\uffff", "\ufffe");
      }
    }
    // Exactly as it is where a program reads it.
    assertThat(Samples.text(Format.JSON, Samples.bad()))
        .contains("AWSLogs/\\u001B[2J<script>&\\\"'\\u202E]]>\\uD800\\uFFFF\\uFFFE\\r\\n.json.gz")
        .matches("(?s)\\p{ASCII}+");
    assertThat(xml(Samples.bad()).getDocumentElement().getTagName()).isEqualTo("testsuites");
  }

  @Test
  void junitFailsForFindingsAndErrsForWhatCouldNotBeTold() throws Exception {
    Element bad = xml(Samples.bad()).getDocumentElement();
    // Eleven findings that are bad and one that says that some were left out.
    assertThat(bad.getAttribute("failures")).isEqualTo("12");
    assertThat(bad.getAttribute("errors")).isEqualTo("1");
    assertThat(bad.getElementsByTagName("failure").getLength()).isEqualTo(12);
    assertThat(bad.getElementsByTagName("error").getLength()).isEqualTo(1);
    assertThat(bad.getElementsByTagName("skipped").getLength()).isZero();
    assertThat(bad.getElementsByTagName("testcase").getLength())
        .isEqualTo(Integer.parseInt(bad.getAttribute("tests")));
    NodeList suites = bad.getElementsByTagName("testsuite");
    List<String> names = new ArrayList<>();
    for (int i = 0; i < suites.getLength(); i++) {
      names.add(((Element) suites.item(i)).getAttribute("name"));
    }
    assertThat(names)
        .containsExactly(
            "the whole archive",
            "111122223333/eu-west-1 in s3://archive/AWSLogs/111122223333/",
            "444455556666/us-east-1 in s3://archive/org/AWSLogs/o-abc123/444455556666/",
            "elsewhere");

    Element intact = xml(Samples.intact()).getDocumentElement();
    assertThat(intact.getAttribute("failures")).isEqualTo("0");
    assertThat(intact.getAttribute("errors")).isEqualTo("0");
    // Two days of digests, one of log files, and that anything was there.
    assertThat(intact.getAttribute("tests")).isEqualTo("4");
  }

  @Test
  void nothingExaminedFailsInEveryForm() throws Exception {
    Element suites = xml(Samples.empty()).getDocumentElement();
    assertThat(suites.getAttribute("failures")).isEqualTo("1");
    assertThat(suites.getElementsByTagName("failure").getLength()).isEqualTo(1);
    assertThat(Samples.text(Format.JSON, Samples.empty()))
        .contains("\"outcome\" : \"nothing examined\"");
    assertThat(Samples.text(Format.HTML, Samples.empty()))
        .contains("<h1>NOTHING EXAMINED</h1>", "header class=\"unsure\"");
  }

  @Test
  void thePageNeedsNothingElse() {
    String page = Samples.text(Format.HTML, Samples.bad());
    assertThat(page)
        .startsWith("<!doctype html>")
        .contains("default-src 'none'", "<h1>FINDINGS</h1>", "prefers-color-scheme: dark")
        .doesNotContain("<script", "src=", "href=", "url(", "@import", "http://", "https://");
  }

  /// A hundred thousand findings with names as long as CloudTrail's are.
  @Test
  void aHundredThousandFindingsAreWrittenAsAStream() throws IOException {
    List<Verdict> many = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      many.add(
          new Altered(
              new S3Name(
                  "archive", Samples.log(i % 60).key().replace("abcdefghij", "%010d".formatted(i))),
              Samples.HASH.hex(),
              "0".repeat(64),
              Optional.of(Samples.digest(12))));
    }
    Report report =
        Samples.of(
            many,
            List.of(
                new Day(
                    Samples.IRELAND,
                    LocalDate.parse("2026-03-02"),
                    Map.of("intact", 24L),
                    Map.of("altered", 100_000L))),
            List.of());
    for (Format format : Format.values()) {
      Counter counter = new Counter();
      Reports.write(format, report, ReportOptions.STANDARD, counter);
      // One write never holds more than a buffer: nothing is gathered before it is written.
      assertThat(counter.largest).as(format.word()).isLessThanOrEqualTo(64 * 1024);
      assertThat(counter.bytes)
          .as(format.word())
          .isBetween(
              format == Format.HTML ? 2_000_000L : 60_000_000L,
              format == Format.HTML ? 10_000_000L : 180_000_000L);
    }
  }

  @Test
  void aStreamThatTakesNoMoreIsAnIoException() {
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("No space left on device");
          }
        };
    for (Format format : Format.values()) {
      assertThatThrownBy(() -> Reports.write(format, Samples.bad(), ReportOptions.STANDARD, full))
          .isInstanceOf(IOException.class)
          .hasMessage("No space left on device");
    }
  }

  private static final class Counter extends OutputStream {
    private long bytes;
    private int largest;

    @Override
    public void write(int b) {
      write(new byte[1], 0, 1);
    }

    @Override
    public void write(byte[] b, int offset, int length) {
      bytes += length;
      largest = Math.max(largest, length);
    }
  }
}
