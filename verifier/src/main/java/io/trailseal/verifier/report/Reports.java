package io.trailseal.verifier.report;

import io.trailseal.verifier.check.Report;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/// Writes reports. The front door of this package.
public final class Reports {
  private static final String SCHEMA = "report.schema.json";
  private static final int BUFFER_CHARS = 32 * 1024;

  private Reports() {}

  /// Writes a report in UTF-8. The stream is flushed and stays open.
  ///
  /// @throws IOException if the stream does not take it
  public static void write(Format format, Report report, ReportOptions options, OutputStream out)
      throws IOException {
    if (format == Format.JSON) {
      JsonReport.write(report, options, out);
      out.flush();
      return;
    }
    // Lone surrogates cannot come this far: everything quoted was made printable.
    Writer writer =
        new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), BUFFER_CHARS);
    switch (format) {
      case TEXT -> new TextReport(report, options, writer).write();
      case JUNIT -> new JunitReport(report, options, writer).write();
      case HTML -> new HtmlReport(report, options, writer).write();
      case JSON -> throw new IllegalStateException("was written above");
    }
    writer.flush();
  }

  /// What the report comes to, in one line: `FINDINGS: the evidence is bad …`.
  public static String headline(Report report) {
    return Overview.headline(report);
  }

  /// The JSON form's schema (JSON Schema 2020-12), in which every member is explained.
  public static String schema() {
    try (InputStream in = Reports.class.getResourceAsStream(SCHEMA)) {
      if (in == null) {
        throw new IllegalStateException("the schema is not in this jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
