package io.trailseal.indexer.job;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Properties;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The newest jobs on disk. What cannot be read is left out: nothing rests on it.
final class JobFile {
  private static final Logger LOG = LoggerFactory.getLogger(JobFile.class);
  private static final String LAST = "last";

  private final Path file;

  /// @param jobs the oldest first
  /// @param last the id that was given out last
  record Content(List<Job> jobs, long last) {
    Content {
      jobs = List.copyOf(jobs);
    }
  }

  JobFile(Path file) {
    this.file = file;
  }

  Content read() throws IOException {
    Properties lines = new Properties();
    try (Reader in = Files.newBufferedReader(file)) {
      lines.load(in);
    } catch (NoSuchFileException _) {
      return new Content(List.of(), 0);
    } catch (IllegalArgumentException | java.nio.charset.CharacterCodingException e) {
      LOG.warn("{} cannot be read and is begun anew: {}", file, e.toString());
      return new Content(List.of(), 0);
    }
    TreeSet<Long> ids = new TreeSet<>();
    for (String key : lines.stringPropertyNames()) {
      if (key.matches("\\d{1,18}\\.kind")) {
        ids.add(Long.parseLong(key.substring(0, key.indexOf('.'))));
      }
    }
    List<Job> jobs = new ArrayList<>();
    for (long id : ids) {
      try {
        jobs.add(job(id, lines));
      } catch (IllegalArgumentException | DateTimeException e) {
        LOG.warn("job {} in {} cannot be read and is left out: {}", id, file, e.toString());
      }
    }
    String last = lines.getProperty(LAST, "0");
    return new Content(
        jobs,
        Math.max(
            last.matches("\\d{1,18}") ? Long.parseLong(last) : 0, ids.isEmpty() ? 0 : ids.last()));
  }

  private static Job job(long id, Properties lines) {
    String ended = text(lines, id, "ended");
    return new Job(
        id,
        Job.Kind.valueOf(text(lines, id, "kind")),
        text(lines, id, "what"),
        text(lines, id, "by"),
        Job.State.valueOf(text(lines, id, "state")),
        Instant.parse(text(lines, id, "started")),
        ended.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(ended)),
        OptionalDouble.empty(),
        text(lines, id, "progress"),
        text(lines, id, "outcome"));
  }

  private static String text(Properties lines, long id, String name) {
    return lines.getProperty(id + "." + name, "");
  }

  void write(Content content) throws IOException {
    Properties lines = new Properties();
    lines.setProperty(LAST, Long.toString(content.last()));
    for (Job job : content.jobs()) {
      String id = job.id() + ".";
      lines.setProperty(id + "kind", job.kind().name());
      lines.setProperty(id + "what", job.what());
      lines.setProperty(id + "by", job.by());
      lines.setProperty(id + "state", job.state().name());
      lines.setProperty(id + "started", job.startedAt().toString());
      lines.setProperty(id + "ended", job.endedAt().map(Instant::toString).orElse(""));
      lines.setProperty(id + "progress", job.progress());
      lines.setProperty(id + "outcome", job.outcome());
    }
    Path unfinished = file.resolveSibling(file.getFileName() + ".tmp");
    try (Writer out = Files.newBufferedWriter(unfinished)) {
      lines.store(out, null);
    }
    try (FileChannel channel = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    Files.move(
        unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
