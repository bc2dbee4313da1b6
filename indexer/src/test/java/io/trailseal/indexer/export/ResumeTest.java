package io.trailseal.indexer.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trailseal.indexer.query.QueryParser;
import io.trailseal.indexer.search.Audience;
import io.trailseal.indexer.search.WalkRequest.Order;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Wherever an export is cut off, going on gives the files that it would have given.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ResumeTest {
  private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");

  /// Some stretches, so that there is something between the beginning and the end.
  private static final int EVENTS = 34_000;

  private static final int EVENTS_PER_FILE = 900;

  @TempDir private static Path folder;
  private Shelf shelf;
  private int names;

  @BeforeAll
  void fill() throws Exception {
    shelf = new Shelf(folder);
    Random random = new Random(5);
    for (int object = 0; object < 4; object++) {
      List<String> records = new ArrayList<>();
      for (int i = 0; i < EVENTS / 4; i++) {
        records.add(Shelf.event(object * EVENTS + i, START.plusSeconds(random.nextInt(90_000))));
      }
      shelf.put(records);
    }
  }

  @AfterAll
  void close() throws IOException {
    shelf.close();
  }

  private ExportSummary run(
      ExportRequest request, FileOptions options, FileExport.Progress progress) throws Exception {
    return FileExport.run(
        shelf.store.search().shownTo(Audience.EVERYBODY), request, options, Shelf.CLOCK, progress);
  }

  private Path out() {
    return shelf.out("out-" + names++);
  }

  private static FileOptions options(Path target, boolean gzip, boolean resume) {
    return new FileOptions(target, gzip, EVENTS_PER_FILE, resume);
  }

  private static FileExport.Progress until(long events) {
    return (done, _) -> {
      if (done >= events) {
        throw new CancellationException("a test");
      }
    };
  }

  /// All that was written, decompressed, in order; nothing else lies there.
  private static String content(Path target, ExportForm form, boolean gzip) throws IOException {
    StringBuilder all = new StringBuilder();
    if (form == ExportForm.RECORDS) {
      try (Stream<Path> files = Files.list(target)) {
        for (Path file : files.sorted().toList()) {
          String name = file.getFileName().toString();
          assertThat(name).matches("\\d{6}\\.json(\\.gz)?|manifest\\.json");
          if (!name.equals("manifest.json")) {
            all.append(name).append(' ').append(text(file, gzip)).append('\n');
          }
        }
      }
    } else {
      all.append(text(target, gzip));
      assertThat(target.resolveSibling(target.getFileName() + ".unreadable.ndjson")).doesNotExist();
    }
    assertThat(target.resolveSibling(target.getFileName() + ".part")).doesNotExist();
    return all.toString();
  }

  private static String text(Path file, boolean gzip) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    if (gzip) {
      try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(file))) {
        bytes = in.readAllBytes();
      }
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Test
  void everyFormGoesOnWhereItWasCutOff() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (ExportForm form : ExportForm.values()) {
      boolean gzip = form != ExportForm.CSV;
      Order order = random.nextBoolean() ? Order.OLDEST_FIRST : Order.NEWEST_FIRST;
      ExportRequest request = Shelf.request(form, order, false);
      Path wanted = out();
      ExportSummary whole = run(request, options(wanted, gzip, false), (_, _) -> {});
      assertThat(whole.events()).isGreaterThanOrEqualTo(EVENTS);

      Path target = out();
      Path work = target.resolveSibling(target.getFileName() + ".part");
      long events = 0;
      while (events < EVENTS) {
        boolean resume = Files.exists(work);
        FileExport.Progress progress = until(events);
        assertThatThrownBy(() -> run(request, options(target, gzip, resume), progress))
            .isInstanceOf(CancellationException.class);
        assertThat(target).doesNotExist();
        tear(work, random);
        events += random.nextInt(1, 20_000);
      }
      // Whether the last one was cut off in the middle or only wrote what was left.
      ExportSummary resumed = run(request, options(target, gzip, true), (_, _) -> {});
      assertThat(resumed.events()).as("seed %d", seed).isEqualTo(whole.events());
      assertThat(content(target, form, gzip))
          .as("seed %d, %s", seed, form)
          .isEqualTo(content(wanted, form, gzip));
      assertThat(Files.readString(resumed.manifest())).contains("\"complete\":true");

      ExportSummary again = run(request, options(target, gzip, true), (_, _) -> {});
      assertThat(again.wasWhole()).isTrue();
      assertThat(again.events()).isEqualTo(whole.events());
    }
  }

  /// What a crash may leave of what was never synced.
  private static void tear(Path work, Random random) throws IOException {
    try (Stream<Path> files = Files.list(work)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        if (!name.startsWith("state.json") && !name.equals("lock") && random.nextBoolean()) {
          Files.write(file, new byte[random.nextInt(5_000)], StandardOpenOption.APPEND);
        }
      }
    }
    Files.write(work.resolve("state.json.new"), new byte[random.nextInt(100)]);
  }

  @Test
  void whatCameInMeanwhileIsNotInIt() throws Exception {
    ExportRequest request = Shelf.request(ExportForm.NDJSON);
    Path wanted = out();
    run(request, options(wanted, false, false), (_, _) -> {});
    Path target = out();
    assertThatThrownBy(() -> run(request, options(target, false, false), until(15_000)))
        .isInstanceOf(CancellationException.class);
    shelf.put(List.of(Shelf.event(1_000_000, START), Shelf.event(1_000_001, Instant.MAX)));
    run(request, options(target, false, true), (_, _) -> {});
    assertThat(content(target, ExportForm.NDJSON, false))
        .isEqualTo(content(wanted, ExportForm.NDJSON, false));
  }

  @Test
  void anotherQuestionIsRefused() throws Exception {
    Path target = out();
    ExportRequest request = Shelf.request(ExportForm.NDJSON);
    assertThatThrownBy(() -> run(request, options(target, false, false), until(5_000)))
        .isInstanceOf(CancellationException.class);
    ExportRequest other =
        ExportRequest.of(
            QueryParser.parse("eventID:e1"),
            Optional.empty(),
            Optional.empty(),
            Order.OLDEST_FIRST,
            ExportForm.NDJSON,
            Optional.empty(),
            false,
            ExportRequest.UNLIMITED);
    for (ExportRequest wrong : List.of(other, Shelf.request(ExportForm.CSV))) {
      assertThatThrownBy(() -> run(wrong, options(target, false, true), (_, _) -> {}))
          .isInstanceOf(ExportRefusedException.class)
          .hasMessageContaining("another question");
    }
    assertThatThrownBy(() -> run(request, options(target, true, true), (_, _) -> {}))
        .hasMessageContaining("another question");
    assertThatThrownBy(() -> run(request, options(target, false, false), (_, _) -> {}))
        .hasMessageContaining("go on with --resume");
    run(request, options(target, false, true), (_, _) -> {});
    assertThatThrownBy(() -> run(other, options(target, false, true), (_, _) -> {}))
        .hasMessageContaining("answers another question");
  }

  @Test
  void whatWasChangedSinceIsNotGoneOnWith() throws Exception {
    ExportRequest request = Shelf.request(ExportForm.NDJSON);
    for (String damage : List.of("data", "state", "nonsense", "index", "place")) {
      Path target = out();
      Path work = target.resolveSibling(target.getFileName() + ".part");
      assertThatThrownBy(() -> run(request, options(target, false, false), until(15_000)))
          .isInstanceOf(CancellationException.class);
      String state = Files.readString(work.resolve("state.json"));
      switch (damage) {
        case "data" -> {
          byte[] data = Files.readAllBytes(work.resolve("data"));
          data[1_000] ^= 1;
          Files.write(work.resolve("data"), data);
        }
        case "nonsense" -> Files.writeString(work.resolve("state.json"), "{\"version\":[");
        case "state" -> Files.writeString(work.resolve("state.json"), "{\"version\":1}");
        case "index" ->
            Files.writeString(
                work.resolve("state.json"), state.replaceFirst("\"total\":", "\"total\":1"));
        default ->
            Files.writeString(
                work.resolve("state.json"),
                state.replaceFirst(
                    "\"lastId\":\"\\d+-\\d+\"", "\"lastId\":\"999999999999999999-1\""));
      }
      assertThatThrownBy(() -> run(request, options(target, false, true), (_, _) -> {}))
          .as(damage)
          .isInstanceOf(ExportRefusedException.class);
      assertThat(target).doesNotExist();
    }
  }

  @Test
  void twoAtOnceAreRefused() throws Exception {
    Path target = out();
    ExportRequest request = Shelf.request(ExportForm.NDJSON);
    List<Throwable> second = new ArrayList<>();
    run(
        request,
        options(target, false, false),
        (done, _) -> {
          if (done == 0) {
            try {
              run(request, options(target, false, true), (_, _) -> {});
            } catch (Exception e) {
              second.add(e);
            }
          }
        });
    assertThat(second).hasSize(1);
    assertThat(second.getFirst()).hasMessageContaining("another export is writing");
  }

  @Test
  void anInterruptionWhileFilesGetTheirNamesIsMadeGood() throws Exception {
    for (ExportForm form : List.of(ExportForm.NDJSON, ExportForm.RECORDS)) {
      ExportRequest request = Shelf.request(form);
      Path target = out();
      run(request, options(target, false, false), (_, _) -> {});
      String content = content(target, form, false);
      Path work = target.resolveSibling(target.getFileName() + ".part");
      Path manifest = target.resolveSibling(target.getFileName() + ".manifest.json");
      Question question = new Question(request, false, EVENTS_PER_FILE);
      ExportState state =
          ExportState.atFirst(question.hash(), START, shelf.store.search().position(), 0)
              .asFinished();
      if (form == ExportForm.RECORDS) {
        // Renamed, and the state not deleted yet.
        state.save(target);
      } else {
        // The data has its name, the manifest has not.
        Files.createDirectory(work);
        Files.move(manifest, work.resolve("manifest.json"));
        state.save(work);
      }
      ExportSummary summary = run(request, options(target, false, true), (_, _) -> {});
      assertThat(summary.wasWhole()).isTrue();
      assertThat(content(target, form, false)).isEqualTo(content);
      assertThat(summary.manifest()).exists();
    }
  }
}
