package io.trailseal.indexer.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CsvTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        " =1",
        "\t=1",
        "\r=1",
        "=cmd|'/c calc'!A1",
        "＝1+1",
        "－1",
        "\t",
        "\n"
      })
  void aCellThatASpreadsheetWouldCalculateIsText(String hostile) {
    assertThat(Csv.cell(hostile)).startsWith("\"'");
  }

  @Test
  void cellsAreQuotedAsTheStandardHasIt() {
    assertThat(Csv.row(List.of("a", "b,c", "say \"x\"", "", "2026-03-02T00:00:00Z")))
        .isEqualTo("\"a\",\"b,c\",\"say \"\"x\"\"\",\"\",\"2026-03-02T00:00:00Z\"\r\n");
  }

  private List<List<String>> rows(String columns, String... records) throws Exception {
    try (Shelf shelf = new Shelf(folder)) {
      shelf.put(List.of(records));
      List<List<String>> rows = parse(shelf.read(Shelf.csv("*", columns)));
      assertThat(rows.getFirst()).isEqualTo(List.of(columns.split(",", -1)));
      assertThat(rows.getLast().getFirst()).startsWith("#trailseal complete: ");
      assertThat(rows).allMatch(row -> row.size() == rows.getFirst().size());
      return rows.subList(1, rows.size() - 1);
    }
  }

  @Test
  void cellsHoldWhatIsAtTheirPaths() throws Exception {
    List<List<String>> rows =
        rows(
            "eventTime,EVENTID,n,tags,resources.ARN,requestParameters,requestParameters.deep.x,id,size,\\id,who",
            """
            {"eventTime":"2026-03-01T00:00:00Z","eventID":"e0","n":1.10e2,"tags":["a","b, c",null,true],
             "resources":[{"ARN":"x"},{"type":"t"},{"ARN":"y\\"z"}],"id":"mine",
             "requestParameters":{"deep" : { "x":"=1" },
               "other":[1,2]},"userIdentity":{"arn":"arn:aws:iam::1:user/bob"}}""",
            "{\"eventTime\":\"2026-03-01T00:00:01Z\",\"eventID\":null,\"requestParameters\":null}");
    assertThat(rows.getFirst())
        .containsExactly(
            "2026-03-01T00:00:00Z",
            "e0",
            "1.10e2",
            "a; b, c; true",
            "x; y\"z",
            "{\"deep\":{\"x\":\"=1\"},\"other\":[1,2]}",
            "'=1",
            "1-0",
            "273",
            "mine",
            "arn:aws:iam::1:user/bob");
    assertThat(rows.getLast())
        .containsExactly("2026-03-01T00:00:01Z", "", "", "", "", "", "", "1-1", "76", "", "");
  }

  @Test
  void aColumnThatNoEventHasIsSaid() throws Exception {
    try (Shelf shelf = new Shelf(folder)) {
      shelf.put(List.of("{\"eventName\":\"E\",\"requestParameters\":{\"bucketName\":\"b\"}}"));
      String columns = "eventnam,who,requestParameters,requestparameters.BUCKETNAME,\\id";
      List<List<String>> rows = parse(shelf.read(Shelf.csv("*", columns)));
      assertThat(rows.getLast().getFirst())
          .endsWith(
              "; no event has a field for the column eventnam; did you mean eventName?; no event has"
                  + " a field for the column \\id");
      assertThat(rows.get(1)).containsExactly("", "", "{\"bucketName\":\"b\"}", "b", "");
      assertThat(
              shelf
                  .write(Shelf.csv("*", columns), new FileOptions(shelf.out("o"), false, 1, false))
                  .hints())
          .hasSize(2);
    }
  }

  @Test
  void hostileValuesStayInTheirCells() throws Exception {
    List<List<String>> rows =
        rows(
            "a,b,c,d",
            "{\"eventTime\":\"2026-03-01T00:00:00Z\",\"a\":\"x\\\",\\\"y\\r\\n=1\","
                + "\"b\":\"\\u001b[2J\\u202e\",\"c\":\"\\ud800\",\"d\":\"@SUM(A1)\"}",
            "{\"eventTime\":\"2026-03-01T00:00:01Z\",\"a\":\"\\t=1\",\"b\":\"\\u0000\","
                + "\"c\":\"-2+3\",\"d\":\""
                + "[".repeat(2000)
                + "\"}",
            "{\"eventTime\":\"2026-03-01T00:00:02Z\",\"x\":"
                + "[".repeat(900)
                + "]".repeat(900)
                + ",\"d\":\"after\"}");
    assertThat(rows.get(0))
        .containsExactly("x\",\"y\\u000d\\u000a=1", "\\u001b[2J\\u202e", "\\ud800", "'@SUM(A1)");
    assertThat(rows.get(1).subList(0, 3)).containsExactly("\\u0009=1", "\\u0000", "'-2+3");
    assertThat(rows.get(2)).containsExactly("", "", "", "after");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a,,b", "a, A", "\\", "a,"})
  void columnsThatCannotBeAreRefused(String columns) {
    assertThatThrownBy(() -> Columns.parse(columns)).isInstanceOf(ExportRefusedException.class);
  }

  @Test
  void tooManyColumnsAreRefused() {
    assertThatThrownBy(() -> Columns.parse("a" + ",".repeat(1_000_000)))
        .isInstanceOf(ExportRefusedException.class);
    assertThatThrownBy(() -> Columns.parse("x".repeat(Columns.NAME_LENGTH_MAX + 1)))
        .isInstanceOf(ExportRefusedException.class);
  }

  /// A reader of RFC 4180 that takes nothing for granted.
  static List<List<String>> parse(String csv) {
    List<List<String>> rows = new ArrayList<>();
    List<String> row = new ArrayList<>();
    int at = 0;
    while (at < csv.length()) {
      assertThat(csv.charAt(at)).isEqualTo('"');
      StringBuilder cell = new StringBuilder();
      at++;
      while (csv.charAt(at) != '"' || csv.startsWith("\"\"", at)) {
        cell.append(csv.charAt(at));
        at += csv.charAt(at) == '"' ? 2 : 1;
      }
      at++;
      row.add(cell.toString());
      if (csv.charAt(at) == ',') {
        at++;
      } else {
        assertThat(csv.substring(at, at + 2)).isEqualTo("\r\n");
        at += 2;
        rows.add(row);
        row = new ArrayList<>();
      }
    }
    assertThat(row).isEmpty();
    return rows;
  }
}
