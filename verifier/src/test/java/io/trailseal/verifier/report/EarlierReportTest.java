package io.trailseal.verifier.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trailseal.verifier.check.Report.End;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class EarlierReportTest {
  private static Map<String, End> read(String json) throws IOException, ReportFormatException {
    return EarlierReport.read(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
  }

  private static String report() {
    return Samples.text(Format.JSON, Samples.bad());
  }

  @Test
  void whatWasWrittenIsReadBack() throws Exception {
    Map<String, End> read = read(report());
    assertThat(read)
        .containsOnlyKeys(
            Samples.bad().chains().get(0).name(), Samples.bad().chains().get(1).name());
    assertThat(read.values())
        .allMatch(end -> end.equals(Samples.bad().chains().getFirst().newest().orElseThrow()));
    assertThat(read(Samples.text(Format.JSON, Samples.undecided()))).isEmpty();
    assertThat(read(Samples.text(Format.JSON, Samples.empty()))).isEmpty();
  }

  @Test
  void ofAChainThatIsThereTwiceTheLaterEndCounts() throws Exception {
    String json = report().replace("444455556666/us-east-1/all/us-east-1/backfill", "same");
    String twice =
        json.replace("111122223333/eu-west-1/management/eu-west-1/standard", "same")
            .replaceFirst(
                "(?s)(\"newest\" : \\{.*?\"endTime\" : )\"[^\"]*\"", "$1\"2026-03-02T13:00:00Z\"");
    assertThat(read(twice)).containsOnlyKeys("same");
    assertThat(read(twice).values().iterator().next().endTime())
        .hasToString("2026-03-02T13:00:00Z");
  }

  @Test
  void whatIsNoReportIsRefusedWithWhatIsWrong() {
    String json = report();
    for (List<String> wrong :
        List.of(
            List.of("", "a JSON object, found nothing"),
            List.of("[]", "required a JSON object, found start array"),
            List.of("{}", "required a member format, found none"),
            List.of(
                "{\"format\":\"x\"}", "format: required trailseal-verification-report, found x"),
            List.of(json.replaceFirst("\"version\" : 1", "\"version\" : 2"), "version: required 1"),
            List.of(json.replaceFirst("\"version\" : 1,", ""), "a member version"),
            List.of(json.replaceFirst("\"chains\" :", "\"chain\" :"), "a member chains"),
            List.of(json.replaceFirst("\"newest\" :", "\"newer\" :"), "chain 1: required name and"),
            List.of(
                json.replaceFirst(
                    "(?s)(\"newest\" : .*?)\"sha256\" : \"[^\"]*\"", "$1\"sha256\" : \"ab\""),
                "chain 1, newest: required the name and hash of an object"),
            List.of(
                json.replaceFirst(
                    "(?s)(\"newest\" : .*?)\"startTime\" : \"[^\"]*\"",
                    "$1\"startTime\" : \"\\\\u001bnoon\""),
                "startTime: required a time such as"),
            List.of(
                json.replaceFirst("\"version\" : 1,", "\"version\" : 1, \"version\" : 1,"),
                "each member once"),
            List.of(json + "{}", "more after it"),
            List.of(json.substring(0, json.length() / 2), "ends in the middle"),
            List.of("PK\u0003\u0004", "byte 0: required JSON"))) {
      assertThatThrownBy(() -> read(wrong.get(0)))
          .isInstanceOf(ReportFormatException.class)
          .hasMessageContaining(wrong.get(1))
          .message()
          .doesNotContain("\u001b");
    }
  }

  @Test
  void troubleWithTheFileIsNotTroubleWithItsFormat() {
    InputStream broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("Input/output error");
          }

          @Override
          public int read(byte[] bytes, int offset, int length) throws IOException {
            throw new IOException("Input/output error");
          }
        };
    assertThatThrownBy(() -> EarlierReport.read(broken))
        .isInstanceOf(IOException.class)
        .hasMessage("Input/output error");
  }

  /// Any byte of it changed: it is read or refused, and nothing else happens.
  @Test
  void aDamagedReportIsReadOrRefused() throws IOException {
    long seed = 20261120;
    Random random = new Random(seed);
    byte[] good = report().getBytes(StandardCharsets.UTF_8);
    int refused = 0;
    for (int i = 0; i < 3_000; i++) {
      byte[] damaged = good.clone();
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      try {
        EarlierReport.read(new ByteArrayInputStream(damaged));
      } catch (ReportFormatException _) {
        refused++;
      } catch (RuntimeException e) {
        throw new AssertionError("seed %d, change %d".formatted(seed, i), e);
      }
    }
    assertThat(refused).as("seed %d", seed).isBetween(100, 2_999);
  }
}
