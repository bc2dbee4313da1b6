package io.trailseal.verifier.cli;

import io.trailseal.verifier.check.Mapping;
import io.trailseal.verifier.check.Report.End;
import io.trailseal.verifier.check.Scope;
import io.trailseal.verifier.check.WalkOptions;
import io.trailseal.verifier.report.EarlierReport;
import io.trailseal.verifier.report.Format;
import io.trailseal.verifier.report.ReportFormatException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What the options of a verification ask for, checked.
///
/// @param walk what to examine
/// @param keys files and folders with public keys to trust, absolute
/// @param bucket the bucket the source is a copy of, where somebody said so
/// @param format how to report
/// @param output where to; empty for standard output
/// @param failOn what makes it fail
/// @param verbose whether intact days are listed
/// @param remarks how options were understood, for the report
public record VerifyPlan(
    WalkOptions walk,
    List<Path> keys,
    Optional<String> bucket,
    Format format,
    Optional<Path> output,
    FailOn failOn,
    boolean verbose,
    List<String> remarks) {

  /// The options that are followed by a value.
  public static final List<String> WITH_VALUE =
      List.of(
          "--from",
          "--to",
          "--account",
          "--region",
          "--trail",
          "--keys",
          "--bucket",
          "--map-bucket",
          "--as-of",
          "--seen-before",
          "--format",
          "--output",
          "--fail-on");

  /// Those that may be given more than once.
  public static final Set<String> REPEATABLE =
      Set.of("--account", "--region", "--trail", "--keys", "--map-bucket");

  public static final String VERBOSE = "--verbose";

  public VerifyPlan {
    keys = List.copyOf(keys);
    remarks = List.copyOf(remarks);
  }

  /// Understands options.
  ///
  /// @param options the values given for each of [#WITH_VALUE], and [#VERBOSE] with any list
  /// @param workingFolder what relative paths are relative to
  /// @param clock for `--as-of now`
  /// @throws StopException if any of them cannot be understood; nothing was done then
  public static VerifyPlan of(
      Map<String, List<String>> options, Path workingFolder, InstantSource clock)
      throws StopException {
    Reader reader = new Reader(options, workingFolder);
    List<String> remarks = new ArrayList<>();
    Optional<Instant> from = reader.time("--from", false, remarks);
    Optional<Instant> to = reader.time("--to", true, remarks);
    Scope scope;
    try {
      scope = new Scope(from, to, reader.accounts(), reader.set("--region"), reader.set("--trail"));
    } catch (IllegalArgumentException e) {
      throw StopException.usage("--from and --to: " + e.getMessage());
    }
    Optional<Instant> asOf =
        reader.one("--as-of").filter("now"::equals).isPresent()
            ? Optional.of(clock.instant())
            : reader.time("--as-of", true, remarks);
    Mapping mapping = Mapping.NONE;
    for (String rule : reader.all("--map-bucket")) {
      try {
        mapping = mapping.and(Mapping.parse(rule));
      } catch (IllegalArgumentException e) {
        throw StopException.usage("--map-bucket: " + e.getMessage());
      }
    }
    Optional<String> failOn = reader.one("--fail-on");
    Format format = reader.format();
    FailOn fails = failOn.isPresent() ? FailOn.parse(failOn.get()) : FailOn.STANDARD;
    Optional<Path> output = reader.path("--output");
    List<Path> keys = new ArrayList<>();
    for (String one : reader.all("--keys")) {
      keys.add(reader.resolve("--keys", one));
    }
    Optional<Path> earlier = reader.path("--seen-before");
    return new VerifyPlan(
        new WalkOptions(
            scope,
            asOf,
            earlier.isPresent() ? seenBefore(earlier.get()) : Map.of(),
            mapping,
            WalkOptions.FINDINGS_MAX),
        keys,
        reader.one("--bucket"),
        format,
        output,
        fails,
        options.containsKey(VERBOSE),
        remarks);
  }

  private static Map<String, End> seenBefore(Path file) throws StopException {
    if (!Files.exists(file)) {
      throw new StopException(Exit.INPUT_MISSING, "there is no report " + file, "");
    }
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      return EarlierReport.read(in);
    } catch (ReportFormatException e) {
      throw new StopException(
          Exit.INPUT_BAD,
          "%s is no report that can be read: %s".formatted(file, e.getMessage()),
          "--seen-before takes what verify --format json wrote");
    } catch (IOException e) {
      throw new StopException(
          Exit.INPUT_OUTPUT, "%s could not be read: %s".formatted(file, e.getMessage()), "");
    }
  }

  /// Reads single options.
  private record Reader(Map<String, List<String>> options, Path workingFolder) {
    List<String> all(String option) {
      return options.getOrDefault(option, List.of());
    }

    Set<String> set(String option) {
      return new HashSet<>(all(option));
    }

    Optional<String> one(String option) throws StopException {
      List<String> values = all(option);
      if (values.size() > 1) {
        throw StopException.usage(
            "%s may be given once, was given %d times".formatted(option, values.size()));
      }
      return values.stream().findFirst();
    }

    Set<String> accounts() throws StopException {
      for (String account : all("--account")) {
        if (!account.matches("[0-9]{12}")) {
          throw StopException.usage("--account must have 12 digits, is '%s'".formatted(account));
        }
      }
      return set("--account");
    }

    Format format() throws StopException {
      String word = one("--format").orElse(Format.TEXT.word());
      for (Format format : Format.values()) {
        if (format.word().equalsIgnoreCase(word)) {
          return format;
        }
      }
      List<String> words = Arrays.stream(Format.values()).map(Format::word).toList();
      throw StopException.usage(
          "--format must be one of %s, is '%s'%s"
              .formatted(String.join(", ", words), word, Nearest.meant(word, words)));
    }

    Optional<Path> path(String option) throws StopException {
      Optional<String> typed = one(option);
      return typed.isEmpty() ? Optional.empty() : Optional.of(resolve(option, typed.get()));
    }

    Path resolve(String option, String typed) throws StopException {
      try {
        return workingFolder.resolve(typed).normalize();
      } catch (InvalidPathException _) {
        throw StopException.usage("%s: not a path: '%s'".formatted(option, typed));
      }
    }

    /// @param end whether a date means the end of its day
    Optional<Instant> time(String option, boolean end, List<String> remarks) throws StopException {
      Optional<String> typed = one(option);
      if (typed.isEmpty()) {
        return Optional.empty();
      }
      String text = typed.get();
      try {
        return Optional.of(inRange(OffsetDateTime.parse(text).toInstant()));
      } catch (DateTimeException _) {
        // Then it has no offset, or is a date, or wrong.
      }
      try {
        Instant time =
            text.indexOf('T') < 0
                ? LocalDate.parse(text)
                    .plusDays(end ? 1 : 0)
                    .atStartOfDay()
                    .toInstant(ZoneOffset.UTC)
                : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
        remarks.add(
            "%s %s is without offset and was read as UTC: %s".formatted(option, text, time));
        return Optional.of(inRange(time));
      } catch (DateTimeException _) {
        throw StopException.usage(
            "%s must be a time such as 2026-03-01T12:00:00Z, 2026-03-01T14:00+02:00 or 2026-03-01, is '%s'"
                .formatted(option, text));
      }
    }

    private static Instant inRange(Instant time) {
      if (time.isBefore(Instant.EPOCH) || time.isAfter(Instant.parse("9999-01-01T00:00:00Z"))) {
        throw new DateTimeException("out of range");
      }
      return time;
    }
  }
}
