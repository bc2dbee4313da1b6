import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// The floor under any verifier in Java: reads each .gz file of a folder, inflates it, and takes the
/// SHA-256 of the content. Checks nothing. `java Floor.java FOLDER THREADS`
final class Floor {
  private static final int GZIP_HEADER_BYTES = 10;
  private static final int CHUNK_BYTES = 64 * 1024;

  private Floor() {}

  public static void main(String[] arguments) throws Exception {
    List<Path> files;
    try (Stream<Path> all = Files.walk(Path.of(arguments[0]))) {
      files = all.filter(file -> file.toString().endsWith(".gz")).toList();
    }
    AtomicInteger next = new AtomicInteger();
    AtomicLong inflated = new AtomicLong();
    Thread[] threads = new Thread[Integer.parseInt(arguments[1])];
    for (int i = 0; i < threads.length; i++) {
      threads[i] = new Thread(() -> inflated.addAndGet(hashAll(files, next)));
      threads[i].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    System.out.printf("%d files, %d bytes inflated%n", files.size(), inflated.get());
  }

  private static long hashAll(List<Path> files, AtomicInteger next) {
    Inflater inflater = new Inflater(true);
    byte[] buffer = new byte[CHUNK_BYTES];
    long bytes = 0;
    for (int i = next.getAndIncrement(); i < files.size(); i = next.getAndIncrement()) {
      try {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        byte[] gzip = Files.readAllBytes(files.get(i));
        inflater.reset();
        inflater.setInput(gzip, GZIP_HEADER_BYTES, gzip.length - GZIP_HEADER_BYTES);
        while (!inflater.finished()) {
          int count = inflater.inflate(buffer);
          digest.update(buffer, 0, count);
          bytes += count;
        }
        digest.digest();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (NoSuchAlgorithmException | DataFormatException e) {
        throw new IllegalStateException(files.get(i).toString(), e);
      }
    }
    return bytes;
  }
}
