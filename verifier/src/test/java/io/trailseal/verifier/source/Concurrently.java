package io.trailseal.verifier.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.check.Archive;
import io.trailseal.verifier.synthetic.FolderBucket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Reads everything several times at once.
final class Concurrently {
  private static final int THREADS = 8;

  private Concurrently() {}

  static void readAll(Archive archive, FolderBucket sample) throws Exception {
    List<String> keys = sample.keys("");
    try (var pool = Executors.newFixedThreadPool(THREADS)) {
      List<Callable<Boolean>> readers = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        List<String> order = new ArrayList<>(keys);
        Collections.shuffle(order, new Random(i));
        readers.add(
            () -> {
              assertThat(Sample.listed(archive).keySet())
                  .extracting(S3Name::key)
                  .containsExactlyElementsOf(keys);
              for (String key : order) {
                var present = Sample.present(archive, Sample.BUCKET, key);
                var object = sample.get(key).orElseThrow();
                assertThat(present.delivered()).isEqualTo(object.content().borrow());
                assertThat(present.userMetadata()).isEqualTo(object.metadata());
              }
              return true;
            });
      }
      for (Future<Boolean> reader : pool.invokeAll(readers)) {
        assertThat(reader.get()).isTrue();
      }
    }
  }
}
