package io.trailseal.indexer.export;

import io.trailseal.indexer.export.PartFile.Mark;
import io.trailseal.indexer.search.EventPlace;
import io.trailseal.indexer.search.EventWalk;
import io.trailseal.indexer.search.EventWalk.Step;
import io.trailseal.indexer.search.Questions;
import io.trailseal.indexer.search.UnanswerableException;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// One export to files, from its beginning or from where it was interrupted. What is on disk, and
/// what a crash leaves, the package comment specifies.
///
/// Threads: one.
public final class FileExport implements Closeable {
  private final Places places;
  private final ExportRequest request;
  private final Question question;
  private final long eventsPerFile;
  private final Form form;
  private final EventWalk walk;
  private final List<String> hints;
  private final InstantSource clock;

  /// What is on disk for good.
  private ExportState state;

  private final PartFile list;
  private final PartFile lost;
  private PartFile data;
  private long file;
  private long fileEvents;
  private long events;
  private long unreadable;
  private Optional<EventPlace> last;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(64 * 1024);

  /// How far it is. What it throws ends the export, which can be gone on with then.
  @FunctionalInterface
  public interface Progress {
    /// @param done events written, those of before an interruption among them
    /// @param total events that will be
    void at(long done, long total);

    /// Whether looking for what matches is to end too.
    default boolean isCancelled() {
      return false;
    }
  }

  private FileExport(
      Places places,
      ExportRequest request,
      Question question,
      EventWalk walk,
      List<String> hints,
      InstantSource clock,
      ExportState state)
      throws IOException, ExportRefusedException {
    this.places = places;
    this.request = request;
    this.question = question;
    this.eventsPerFile =
        request.form() == ExportForm.RECORDS ? question.eventsPerFile() : Long.MAX_VALUE;
    this.form = Form.of(request);
    this.walk = walk;
    this.hints = hints;
    this.clock = clock;
    this.state = state;
    this.file = state.file();
    this.fileEvents = state.fileEvents();
    this.events = state.events();
    this.unreadable = state.unreadable();
    this.last = state.last();
    places.deleteFilesAfter(file);
    PartFile openList = PartFile.open(places.list(), false, state.list());
    PartFile openLost = null;
    try {
      openLost = PartFile.open(places.lost(), false, state.lost());
      this.data = PartFile.open(places.data(file), question.gzip(), state.data());
    } catch (IOException | ExportRefusedException | RuntimeException e) {
      openList.close();
      if (openLost != null) {
        openLost.close();
      }
      throw e;
    }
    this.list = openList;
    this.lost = openLost;
  }

  /// Writes all events that match.
  ///
  /// @param clock for the times in the manifest
  /// @throws ExportRefusedException if there is something in the way, or what was begun cannot be
  ///   gone on with
  public static ExportSummary run(
      Questions search,
      ExportRequest request,
      FileOptions options,
      InstantSource clock,
      Progress progress)
      throws IOException, UnanswerableException, ExportRefusedException {
    Places places = Places.of(request.form(), options);
    Question question = new Question(request, options.gzip(), options.eventsPerFile());
    if (options.resume() && !Places.exists(places.work()) && Places.exists(places.target())) {
      return whole(places, question);
    }
    begin(places, options.resume());
    try (FileChannel _ = lock(places)) {
      try {
        return run(search, request, places, question, clock, progress);
      } finally {
        places.forgetIfNothingWasBegun();
      }
    }
  }

  private static ExportSummary run(
      Questions search,
      ExportRequest request,
      Places places,
      Question question,
      InstantSource clock,
      Progress progress)
      throws IOException, UnanswerableException, ExportRefusedException {
    Optional<ExportState> known = ExportState.load(places.work());
    if (known.isPresent() && !known.get().question().equals(question.hash())) {
      throw new ExportRefusedException(
          "%s was begun with another question; ask as then, or delete that folder and begin anew"
              .formatted(places.work()));
    }
    if (known.isPresent() && known.get().finished()) {
      places.settle(known.get().unreadable() > 0);
      return whole(places, question);
    }
    requireFree(places);
    Instant begunAt = known.map(ExportState::begunAt).orElseGet(clock::instant);
    try (EventWalk walk = walk(search, request, known, begunAt, progress)) {
      ExportState state =
          known.orElseGet(
              () -> ExportState.atFirst(question.hash(), begunAt, walk.asOf(), walk.total()));
      requireSame(state, walk);
      state.save(places.work());
      List<String> hints = request.hints(search, walk);
      try (FileExport export =
          new FileExport(places, request, question, walk, hints, clock, state)) {
        export.write(progress);
        state = export.state;
      }
      places.settle(state.unreadable() > 0);
      return new ExportSummary(
          false,
          state.events(),
          state.unreadable(),
          state.total(),
          state.file(),
          state.asOf(),
          places.manifest(),
          hints);
    }
  }

  /// What was complete before.
  private static ExportSummary whole(Places places, Question question)
      throws IOException, ExportRefusedException {
    Manifest.Head head =
        Manifest.head(places.manifest())
            .orElseThrow(() -> inTheWay(places.target(), "and is no export of this program"));
    if (!head.question().equals(question.hash().hex())) {
      throw inTheWay(places.target(), "and answers another question");
    }
    if (places.isFolder()) {
      places.settle(true); // What an interruption in the last step left lying.
    }
    return new ExportSummary(
        true,
        head.events(),
        head.unreadable(),
        head.total(),
        head.files(),
        head.asOf(),
        places.manifest(),
        List.of());
  }

  private static void begin(Places places, boolean resume)
      throws IOException, ExportRefusedException {
    if (!Places.exists(places.work())) {
      requireFree(places);
      Path parent = places.work().getParent();
      if (parent != null && !Files.exists(parent)) {
        throw new NoSuchFileException(parent.toString());
      }
      Files.createDirectory(places.work());
    } else if (!Files.isDirectory(places.work())) {
      throw inTheWay(places.work(), "and is no folder");
    } else if (!resume && !Places.isEmpty(places.work())) {
      throw new ExportRefusedException(
          "an export to %s was begun and not ended; go on with --resume, or delete %s"
              .formatted(places.target(), places.work()));
    }
    if (!Places.exists(places.work().resolve(ExportState.NAME)) && !Places.isEmpty(places.work())) {
      throw inTheWay(places.work(), "and holds no export that was begun");
    }
  }

  private static void requireFree(Places places) throws ExportRefusedException {
    for (Path path : places.wanted()) {
      if (Places.exists(path)) {
        throw inTheWay(path, "already; choose another name");
      }
    }
  }

  private static ExportRefusedException inTheWay(Path path, String why) {
    return new ExportRefusedException("%s is there %s".formatted(path, why));
  }

  private static FileChannel lock(Places places) throws IOException, ExportRefusedException {
    FileChannel channel =
        FileChannel.open(places.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return channel;
      }
    } catch (OverlappingFileLockException _) {
      // By this very process: the same refusal.
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    channel.close();
    throw new ExportRefusedException(
        "another export is writing into %s at this moment".formatted(places.work()));
  }

  private static EventWalk walk(
      Questions search,
      ExportRequest request,
      Optional<ExportState> known,
      Instant begunAt,
      Progress progress)
      throws IOException, UnanswerableException, ExportRefusedException {
    try {
      return search.walk(
          request.walk(
              known.map(ExportState::asOf),
              known.flatMap(ExportState::last),
              begunAt,
              progress::isCancelled));
    } catch (IllegalArgumentException | ArithmeticException _) {
      throw new ExportRefusedException("the state names an event that cannot be");
    }
  }

  /// Where the index does not agree with the state, going on would double or lose events.
  private static void requireSame(ExportState state, EventWalk walk) throws ExportRefusedException {
    if (walk.total() != state.total() || walk.passed() != state.events() + state.unreadable()) {
      throw new ExportRefusedException(
          ("when the export began %,d events matched and %,d were written; of these the index now has"
                  + " %,d and %,d: a month was dropped, or verdicts that are asked for changed; begin"
                  + " anew")
              .formatted(
                  state.total(), state.events() + state.unreadable(), walk.total(), walk.passed()));
    }
  }

  private long done() {
    return events + unreadable;
  }

  private void write(Progress progress)
      throws IOException, UnanswerableException, ExportRefusedException {
    long end = Math.min(request.limit(), walk.total());
    progress.at(done(), end);
    beginFile();
    List<Step> stretch = walk.next();
    while (!stretch.isEmpty() && done() < end) {
      for (Step step : stretch) {
        if (done() < end) {
          write(step);
        }
      }
      save();
      progress.at(done(), end);
      stretch = done() < end ? walk.next() : List.of();
    }
    endFile();
    Mark listed = list.sync();
    Mark lostAtLast = lost.sync();
    Manifest.write(places, question, state, clock.instant(), hints, counts(), lostAtLast);
    state = next(data.sync(), listed, lostAtLast).asFinished();
    state.save(places.work());
  }

  private Manifest.Counts counts() {
    return new Manifest.Counts(events, unreadable, walk.total(), file);
  }

  private void write(Step step) throws IOException, ExportRefusedException {
    switch (step) {
      case Step.Event(_, var hit) -> {
        if (fileEvents == eventsPerFile) {
          endFile();
          data.close();
          file++;
          fileEvents = 0;
          data = PartFile.open(places.data(file), question.gzip(), Mark.NOTHING);
          beginFile();
        }
        bytes.reset();
        form.event(hit, fileEvents == 0, bytes);
        data.write(bytes);
        fileEvents++;
        events++;
      }
      case Step.Lost it -> {
        bytes.reset();
        bytes.writeBytes(Envelope.lost(it));
        bytes.write('\n');
        lost.write(bytes);
        unreadable++;
      }
    }
    last = Optional.of(step.place());
  }

  private void beginFile() throws IOException {
    if (data.isEmpty()) {
      bytes.reset();
      form.head(bytes);
      data.write(bytes);
    }
  }

  private void endFile() throws IOException {
    bytes.reset();
    form.tail(bytes);
    data.write(bytes);
    Mark mark = data.sync();
    bytes.reset();
    bytes.writeBytes(Manifest.entry(places.name(file), fileEvents, mark));
    bytes.write('\n');
    list.write(bytes);
  }

  private void save() throws IOException {
    Mark written = data.sync();
    Mark listed = list.sync();
    ExportState.syncFolder(places.work());
    state = next(written, listed, lost.sync());
    state.save(places.work());
  }

  private ExportState next(Mark written, Mark listed, Mark lostSoFar) {
    return new ExportState(
        state.question(),
        state.begunAt(),
        state.asOf(),
        state.total(),
        last,
        events,
        unreadable,
        file,
        fileEvents,
        written,
        listed,
        lostSoFar,
        false);
  }

  /// Leaves everything as it is: what is not in the state is cut off when the export goes on.
  @Override
  public void close() throws IOException {
    PartFile current = data;
    try (list;
        lost;
        current) {
      // In reverse; one that does not close does not keep the others open.
    }
  }
}
