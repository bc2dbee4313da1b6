package io.trailseal.indexer.job;

import io.trailseal.verifier.check.Report;
import io.trailseal.verifier.report.Format;
import io.trailseal.verifier.report.ReportOptions;
import io.trailseal.verifier.report.Reports;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// The reports of re-verifications, the newest [#KEPT_MAX], each in all forms:
/// `verify-20261121T152654Z.json`, `.txt`, `.xml` (JUnit) and `.html`. A report is there whole or
/// not at all: the JSON comes last and goes first.
///
/// Threads: any; two that keep a report within the same second leave one of them.
public final class ReportFolder {
  /// A month of daily reports.
  public static final int KEPT_MAX = 30;

  private static final String PREFIX = "verify-";
  private static final String SUFFIX = ".json";
  private static final String UNFINISHED = ".tmp";
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final Logger LOG = LoggerFactory.getLogger(ReportFolder.class);
  private static final JsonFactory JSON = new JsonFactory();

  private final Path folder;

  /// What the newest report says.
  ///
  /// @param at when it was finished
  /// @param outcome as the report has it: `proven`
  /// @param sentence what it came to, for a person
  /// @param findings how many, could-not-tells among them
  public record Last(Path file, Instant at, String outcome, String sentence, long findings) {}

  /// @param folder made when the first report is kept
  public ReportFolder(Path folder) {
    this.folder = folder;
  }

  /// Writes a report, and deletes those there are too many of.
  ///
  /// @param at when it was finished
  /// @return its JSON
  public Path keep(Report report, List<String> remarks, Instant at) throws IOException {
    Files.createDirectories(folder);
    String name = PREFIX + STAMP.format(at);
    for (Format format : Format.values()) {
      if (format != Format.JSON) {
        Path _ = write(name, format, report, remarks);
      }
    }
    Path file = write(name, Format.JSON, report, remarks);
    List<Path> kept = kept();
    for (Path old : kept.subList(Math.min(KEPT_MAX, kept.size()), kept.size())) {
      Files.deleteIfExists(old);
      for (Format format : Format.values()) {
        Files.deleteIfExists(folder.resolve(name(old) + suffix(format)));
      }
    }
    return file;
  }

  private Path write(String name, Format format, Report report, List<String> remarks)
      throws IOException {
    Path file = folder.resolve(name + suffix(format));
    Path unfinished = Files.createTempFile(folder, PREFIX, UNFINISHED);
    try {
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(unfinished))) {
        Reports.write(format, report, ReportOptions.STANDARD.remarks(remarks), out);
      }
      try (FileChannel channel = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(unfinished);
    }
    return file;
  }

  private static String suffix(Format format) {
    return switch (format) {
      case JSON -> SUFFIX;
      case TEXT -> ".txt";
      case JUNIT -> ".xml";
      case HTML -> ".html";
    };
  }

  /// `verify-20261121T152654Z`, of any of its files.
  public static String name(Path file) {
    return String.valueOf(file.getFileName()).replaceFirst("\\.[a-z]+$", "");
  }

  /// Every report there is, the newest first; one that cannot be read is left out, and logged.
  public List<Last> all() throws IOException {
    List<Last> all = new ArrayList<>();
    for (Path file : kept()) {
      try {
        all.add(read(file));
      } catch (IOException e) {
        LOG.warn("a report is left out: {}", e.getMessage());
      }
    }
    return all;
  }

  /// A report in one form; empty where there is none of this name, or, as of those kept by older
  /// versions, not in this form.
  ///
  /// @param name as [#name(Path)]; hostile
  public Optional<byte[]> form(String name, Format format) throws IOException {
    if (kept().stream().noneMatch(file -> name(file).equals(name))) {
      return Optional.empty();
    }
    try {
      return Optional.of(Files.readAllBytes(folder.resolve(name + suffix(format))));
    } catch (NoSuchFileException _) {
      return Optional.empty();
    }
  }

  /// The newest first.
  private List<Path> kept() throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> at(file).isPresent())
          .sorted(Comparator.comparing(Path::getFileName).reversed())
          .toList();
    }
  }

  private static Optional<Instant> at(Path file) {
    String name = String.valueOf(file.getFileName());
    if (!name.startsWith(PREFIX) || !name.endsWith(SUFFIX)) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          STAMP.parse(
              name.substring(PREFIX.length(), name.length() - SUFFIX.length()), Instant::from));
    } catch (DateTimeException _) {
      // Somebody put another file there.
      return Optional.empty();
    }
  }

  /// When the newest report was finished.
  public Optional<Instant> lastAt() throws IOException {
    return kept().stream().findFirst().flatMap(ReportFolder::at);
  }

  /// What the newest report says.
  ///
  /// @throws IOException also if somebody changed it so that it cannot be read any more
  public Optional<Last> last() throws IOException {
    Optional<Path> newest = kept().stream().findFirst();
    return newest.isEmpty() ? Optional.empty() : Optional.of(read(newest.get()));
  }

  private static Last read(Path file) throws IOException {
    String outcome = "";
    String sentence = "";
    long findings = 0;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file));
        JsonParser json = JSON.createParser(ObjectReadContext.empty(), in)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("%s is no report; delete it".formatted(file));
      }
      while (json.nextToken() == JsonToken.PROPERTY_NAME) {
        String member = json.currentName();
        json.nextToken();
        switch (member) {
          case "outcome" -> outcome = json.getString();
          case "sentence" -> sentence = json.getString();
          case "findings" -> findings += elements(json);
          case "findingsLeftOut" -> findings += sum(json);
          default -> json.skipChildren();
        }
      }
    } catch (JacksonException e) {
      throw new IOException(
          "the report %s cannot be read, delete it: %s".formatted(file, e.getOriginalMessage()), e);
    }
    return new Last(file, at(file).orElseThrow(), outcome, sentence, findings);
  }

  private static long elements(JsonParser json) {
    long count = 0;
    while (json.nextToken() == JsonToken.START_OBJECT) {
      json.skipChildren();
      count++;
    }
    return count;
  }

  private static long sum(JsonParser json) {
    long sum = 0;
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      json.nextToken();
      sum += json.getLongValue();
    }
    return sum;
  }
}
