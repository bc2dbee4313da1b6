package io.trailseal.verifier.fuzz;

import io.trailseal.verifier.report.EarlierReport;
import io.trailseal.verifier.report.ReportFormatException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;

/// Reports in JSON that somebody hands in as an earlier one.
final class ReportTarget implements FuzzTarget {
  private final List<byte[]> reports;

  /// @param reports honest ones
  ReportTarget(List<byte[]> reports) {
    this.reports = List.copyOf(reports);
  }

  @Override
  public String name() {
    return "report";
  }

  @Override
  public byte[] input(Random random) {
    return new Mutator(random).damage(Dictionary.one(reports, random), reports);
  }

  @Override
  public Examiner examiner() {
    return input -> {
      try {
        return Answer.of(
            new TreeMap<>(EarlierReport.read(new ByteArrayInputStream(input))).toString(),
            List.of());
      } catch (ReportFormatException e) {
        return Answer.refused(String.valueOf(e.getMessage()));
      } catch (IOException e) {
        throw new IllegalStateException("these bytes are in memory", e);
      }
    };
  }
}
