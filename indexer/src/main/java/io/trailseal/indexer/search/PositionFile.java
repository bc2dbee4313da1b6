package io.trailseal.indexer.search;

import io.trailseal.indexer.ledger.LedgerPosition;
import io.trailseal.verifier.S3Name;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// The small file that says how far the index has taken the ledger in, and which folders count.
///
/// ```
/// trailseal-search 2
/// position 1234
/// month 2026-11 1230 2026-11.1
/// unreadable 17
/// trouble 2026-10 no space left on device
/// job 3 700 24321 24321 anew
/// built 3 690 2026-10.1
/// anew 4711 its format was 1
/// keep 24300 24288 800 1234567
/// end
/// ```
final class PositionFile {
  private static final String NAME = "position";
  private static final String NAME_AND_SPACE = "trailseal-search ";
  private static final String HEADER = NAME_AND_SPACE + Month.FORMAT_VERSION;
  private static final String END = "end";
  private static final String IN_PLACE = "in-place";

  /// A file with more lines than months and remembered objects can make is not ours.
  private static final long BYTES_MAX = 1 << 20;

  /// Of a reason, what is remembered.
  private static final int REASON_LENGTH_MAX = 300;

  private final Path folder;

  PositionFile(Path folder) {
    this.folder = folder;
  }

  /// Where a month lies, and the position it was committed at.
  record Place(String folder, LedgerPosition committed) {}

  /// Where months lie that something was committed of, by name.
  static SortedMap<String, Place> places(Collection<Month> months) {
    SortedMap<String, Place> places = new TreeMap<>();
    for (Month month : months) {
      if (!month.committed().equals(LedgerPosition.START)) {
        places.put(month.partition().name(), new Place(month.folderName(), month.committed()));
      }
    }
    return places;
  }

  /// One [Job].
  ///
  /// @param months what it has made, by the month's name; none where it works in place
  record JobLine(
      long id,
      LedgerPosition complete,
      Scope scope,
      boolean inPlace,
      SortedMap<String, Place> months) {}

  /// The whole index is being made anew.
  ///
  /// @param until when this entry is taken in, it is as whole as it was
  record Anew(LedgerPosition until, String why) {}

  /// @param position how far the ledger has been taken in
  /// @param months the months there are, by name
  /// @param unreadable objects that the vault did not give back
  /// @param troubles why a month is not taken along with the others, by name
  /// @param jobs what is made beside
  record Content(
      LedgerPosition position,
      SortedMap<String, Place> months,
      SortedSet<LedgerPosition> unreadable,
      SortedMap<String, String> troubles,
      List<JobLine> jobs,
      Optional<Anew> anew,
      Keeping.Line keeping) {
    static Content empty(Optional<Anew> anew, Keeping.Line keeping) {
      return new Content(
          LedgerPosition.START,
          new TreeMap<>(),
          new TreeSet<>(),
          new TreeMap<>(),
          List.of(),
          anew,
          keeping);
    }

    /// Names of the folders that count.
    Set<String> folders() {
      Set<String> folders = new HashSet<>();
      months.values().forEach(place -> folders.add(place.folder()));
      jobs.forEach(job -> job.months().values().forEach(place -> folders.add(place.folder())));
      return folders;
    }
  }

  /// The file is not one of this version.
  static final class UnreadableException extends IOException {
    private static final long serialVersionUID = 1;
    private final transient Keeping.Line keeping;

    /// @param keeping what it says all the same about what is kept
    UnreadableException(String message, Keeping.Line keeping) {
      super(message);
      this.keeping = keeping;
    }

    Keeping.Line keeping() {
      return keeping;
    }
  }

  private static UnreadableException damaged() {
    return new UnreadableException("its position file is damaged", Keeping.Line.ALL);
  }

  /// Every version has this line, or none.
  private static Keeping.Line keepingOf(String[] lines) {
    Reader reader = new Reader();
    try {
      for (String line : lines) {
        if (line.startsWith("keep ")) {
          reader.line(line);
        }
      }
    } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException _) {
      return Keeping.Line.ALL; // The ledger says it again.
    }
    // What was left out is counted again.
    Keeping.Line said = reader.keeping;
    return new Keeping.Line(said.target(), said.target(), said.since(), 0);
  }

  /// What the file says: nothing taken in where there is none.
  ///
  /// @throws UnreadableException if it is damaged or of another version; the message says which
  Content read() throws IOException {
    Path file = folder.resolve(NAME);
    String text;
    try {
      if (Files.size(file) > BYTES_MAX) {
        throw damaged();
      }
      text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (NoSuchFileException _) {
      return Content.empty(Optional.empty(), Keeping.Line.ALL);
    }
    String[] lines = text.split("\n", -1);
    if (lines[0].matches(NAME_AND_SPACE + "\\d{1,9}") && !lines[0].equals(HEADER)) {
      throw new UnreadableException(
          "its format was %s, this program writes %d"
              .formatted(lines[0].substring(NAME_AND_SPACE.length()), Month.FORMAT_VERSION),
          keepingOf(lines));
    }
    if (lines.length < 4
        || !lines[0].equals(HEADER)
        || !lines[lines.length - 2].equals(END)
        || !lines[1].startsWith("position ")) {
      throw damaged();
    }
    try {
      Reader reader = new Reader();
      for (int i = 2; i < lines.length - 2; i++) {
        reader.line(lines[i]);
      }
      return reader.content(position(lines[1].split(" ", -1)[1]));
    } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException _) {
      throw damaged();
    }
  }

  /// Gathers what the lines say.
  private static final class Reader {
    private final SortedMap<String, Place> months = new TreeMap<>();
    private final SortedSet<LedgerPosition> unreadable = new TreeSet<>();
    private final SortedMap<String, String> troubles = new TreeMap<>();
    private final List<JobLine> jobs = new ArrayList<>();
    private Optional<Anew> anew = Optional.empty();
    private Keeping.Line keeping = Keeping.Line.ALL;

    void line(String line) {
      String[] words = line.split(" ", -1);
      switch (words[0]) {
        case "month" -> months.put(month(words[1]), place(words[2], words[3]));
        case "unreadable" -> unreadable.add(position(words[1]));
        case "trouble" -> troubles.put(month(words[1]), line.split(" ", 3)[2]);
        case "job" ->
            jobs.add(
                new JobLine(
                    Long.parseLong(words[1]),
                    position(words[2]),
                    new Scope(Integer.parseInt(words[3]), Integer.parseInt(words[4])),
                    words[5].equals(IN_PLACE),
                    new TreeMap<>()));
        case "built" -> {
          Place place = place(words[2], words[3]);
          JobLine job = jobs.getLast();
          require(job.id() == Long.parseLong(words[1]));
          job.months().put(partition(place.folder()).name(), place);
        }
        case "anew" -> anew = Optional.of(new Anew(position(words[1]), line.split(" ", 3)[2]));
        case "keep" -> {
          int from = Integer.parseInt(words[1]);
          int target = Integer.parseInt(words[2]);
          require(target >= 0 && from >= target);
          keeping = new Keeping.Line(from, target, position(words[3]), Long.parseLong(words[4]));
        }
        default -> throw new IllegalArgumentException(words[0]);
      }
    }

    private static String month(String name) {
      require(Partition.named(name).isPresent());
      return name;
    }

    private static Place place(String committed, String folder) {
      partition(folder);
      require(folder.matches("[a-z0-9-]{1,20}(\\.\\d{1,9})?"));
      return new Place(folder, position(committed));
    }

    private static Partition partition(String folder) {
      Partition partition = IndexFolder.partition(folder);
      if (partition == null) {
        throw new IllegalArgumentException(folder);
      }
      return partition;
    }

    private static void require(boolean holds) {
      if (!holds) {
        throw new IllegalArgumentException();
      }
    }

    Content content(LedgerPosition position) {
      return new Content(position, months, unreadable, troubles, List.copyOf(jobs), anew, keeping);
    }
  }

  private static String text(Content content) {
    StringBuilder text = new StringBuilder(HEADER).append("\nposition ").append(content.position());
    content
        .months()
        .forEach((name, place) -> text.append("\nmonth ").append(name).append(text(place)));
    content.unreadable().forEach(object -> text.append("\nunreadable ").append(object));
    content
        .troubles()
        .forEach((name, why) -> text.append("\ntrouble ").append(name).append(' ').append(why));
    for (JobLine job : content.jobs()) {
      text.append("\njob ").append(job.id()).append(' ').append(job.complete());
      text.append(' ').append(job.scope().low()).append(' ').append(job.scope().high());
      text.append(' ').append(job.inPlace() ? IN_PLACE : "anew");
      for (Place place : job.months().values()) {
        text.append("\nbuilt ").append(job.id()).append(text(place));
      }
    }
    content
        .anew()
        .ifPresent(
            anew -> text.append("\nanew ").append(anew.until()).append(' ').append(anew.why()));
    Keeping.Line keeping = content.keeping();
    if (!keeping.equals(Keeping.Line.ALL)) {
      text.append("\nkeep ").append(keeping.from()).append(' ').append(keeping.target());
      text.append(' ').append(keeping.since()).append(' ').append(keeping.leftOut());
    }
    return text.append('\n').append(END).append('\n').toString();
  }

  private static String text(Place place) {
    return " " + place.committed() + " " + place.folder();
  }

  /// What went wrong, in one line that the file can hold.
  static String reason(Throwable cause) {
    String message = cause.getMessage();
    return S3Name.excerpt(
        message == null ? cause.getClass().getSimpleName() : message, REASON_LENGTH_MAX);
  }

  /// Replaces the file. What was created in the folder before is on disk before the file is.
  void write(Content content) throws IOException {
    String text = text(content);
    syncFolder();
    Path temporary = folder.resolve(NAME + ".new");
    try (FileChannel channel =
        FileChannel.open(
            temporary,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(
        temporary,
        folder.resolve(NAME),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
    syncFolder();
  }

  private void syncFolder() throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static LedgerPosition position(String text) {
    return new LedgerPosition(Long.parseLong(text));
  }
}
