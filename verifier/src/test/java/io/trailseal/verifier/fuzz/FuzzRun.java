package io.trailseal.verifier.fuzz;

import com.sun.management.ThreadMXBean;
import io.trailseal.verifier.fuzz.FuzzTarget.Answer;
import io.trailseal.verifier.fuzz.FuzzTarget.Examiner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/// Gives one target inputs and holds every examination to this:
/// - it throws nothing, runs into no limit of the stack, and comes to an end;
/// - it allocates no more than in proportion to the input and what it inflates to;
/// - the same input has the same answer, whatever was examined before it;
/// - it leaves the input as it was;
/// - what a person gets to see of it is printable and short.
final class FuzzRun {
  /// A stack of a quarter of the usual size: recursion that follows the input shows early.
  private static final int STACK_BYTES = 256 * 1024;

  /// An examination takes milliseconds. This is for what would never end, so that no machine is too
  /// slow for it.
  private static final long HUNG_MILLIS = 180_000;

  /// What there may be of allocations however small the input: buffers.
  static final long BYTES_FIXED = 2L << 20;

  /// For each byte of input and of what it inflates to.
  static final long BYTES_PER_BYTE = 64;

  /// For each step: an event's leaf has a path of up to 1,000 characters.
  static final long BYTES_PER_STEP = 8 * 1024;

  /// Deflate reaches 1032:1.
  private static final long INFLATION_MAX = 1033;

  private static final int WARM_UPS = 4;

  private static final int SHOWN_LENGTH_MAX = 20_000;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final FuzzTarget target;
  private final long seed;
  private final AtomicLong examined = new AtomicLong();
  private volatile byte[] current = new byte[0];
  private volatile @Nullable Throwable failure;

  FuzzRun(FuzzTarget target, long seed) {
    this.target = target;
    this.seed = seed;
  }

  /// @param goesOn asked with the number of inputs examined so far
  /// @return how many inputs were examined
  long run(LongPredicate goesOn) throws InterruptedException {
    return inThread(
        () -> {
          Examiner reused = target.examiner();
          for (long i = 0; goesOn.test(i); i++) {
            // Each input has a seed of its own, so that one can be made again without the others.
            examine(target.input(new Random(seed * 1_000_003 + i)), reused);
          }
        });
  }

  /// Examines inputs that are there already.
  void replay(Iterable<byte[]> inputs) throws InterruptedException {
    inThread(
        () -> {
          Examiner reused = target.examiner();
          inputs.forEach(input -> examine(input, reused));
        });
  }

  private long inThread(Runnable work) throws InterruptedException {
    Thread worker = new Thread(null, () -> runAndCatch(work), "fuzz-" + target.name(), STACK_BYTES);
    worker.setDaemon(true);
    worker.start();
    long seen = -1;
    while (!join(worker)) {
      if (examined.get() == seen) {
        AssertionError hung = new AssertionError(report("does not come to an end"));
        hung.setStackTrace(worker.getStackTrace());
        throw hung;
      }
      seen = examined.get();
    }
    Throwable thrown = failure;
    if (thrown != null) {
      throw new AssertionError(report(String.valueOf(thrown.getMessage())), thrown);
    }
    return examined.get();
  }

  private static boolean join(Thread worker) throws InterruptedException {
    worker.join(HUNG_MILLIS);
    return !worker.isAlive();
  }

  // What is looked for is anything that may be thrown, an Error included.
  private void runAndCatch(Runnable work) {
    try {
      work.run();
    } catch (Throwable e) {
      failure = e;
    }
  }

  private void examine(byte[] input, Examiner reused) {
    current = input;
    byte[] before = input.clone();
    long allocatedBefore = THREADS.getCurrentThreadAllocatedBytes();
    Answer answer = reused.examine(input);
    long allocated = THREADS.getCurrentThreadAllocatedBytes() - allocatedBefore;
    require(Arrays.equals(input, before), "it changed its input");
    answer.shown().forEach(FuzzRun::requirePrintable);
    Answer anew = target.examiner().examine(input);
    require(
        anew.equals(answer),
        "another answer the second time:\n%s\n%s".formatted(answer.text(), anew.text()));
    long most = allocationMost(input, answer);
    for (int i = 0; i < WARM_UPS && allocated > most; i++) {
      // Classes that are loaded, and keys that are found good once and for all, count for nothing.
      allocatedBefore = THREADS.getCurrentThreadAllocatedBytes();
      reused.examine(input);
      allocated = THREADS.getCurrentThreadAllocatedBytes() - allocatedBefore;
    }
    require(
        allocated <= most,
        "%,d bytes were allocated for %,d that inflate to %,d in %,d steps; %,d are the most"
            .formatted(allocated, input.length, answer.inflated(), answer.steps(), most));
    examined.incrementAndGet();
  }

  private static long allocationMost(byte[] input, Answer answer) {
    require(
        answer.inflated() <= Math.max(input.length, input.length * INFLATION_MAX),
        "%,d bytes out of %,d".formatted(answer.inflated(), input.length));
    require(
        answer.steps() <= Math.max(input.length, answer.inflated()),
        "%,d steps for %,d bytes".formatted(answer.steps(), answer.inflated()));
    return BYTES_FIXED
        + BYTES_PER_BYTE * (input.length + answer.inflated())
        + BYTES_PER_STEP * answer.steps();
  }

  /// No character that moves a cursor, ends a line, or turns the direction of reading.
  private static void requirePrintable(String shown) {
    require(shown.length() <= SHOWN_LENGTH_MAX, "%,d characters to read".formatted(shown.length()));
    for (int i = 0; i < shown.length(); ) {
      int c = shown.codePointAt(i);
      boolean printable =
          switch (Character.getType(c)) {
            case Character.CONTROL,
                Character.FORMAT,
                Character.LINE_SEPARATOR,
                Character.PARAGRAPH_SEPARATOR,
                Character.SURROGATE ->
                false;
            default -> true;
          };
      require(printable, "U+%04X is shown to a person, in: %s".formatted(c, shown));
      i += Character.charCount(c);
    }
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new AssertionError(otherwise);
    }
  }

  private String report(String what) {
    Path saved =
        Path.of("target", "fuzz", "%s-%d-%d.bin".formatted(target.name(), seed, examined.get()));
    try {
      Files.createDirectories(saved.getParent());
      Files.write(saved, current);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return """
        %s, seed %d, input %d (%d bytes): %s
        The input is in verifier/%s. Once it is mended, put it into \
        verifier/src/test/resources/fuzz/%s/."""
        .formatted(target.name(), seed, examined.get(), current.length, what, saved, target.name());
  }
}
