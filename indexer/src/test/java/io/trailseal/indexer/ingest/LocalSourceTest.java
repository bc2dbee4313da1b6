package io.trailseal.indexer.ingest;

import static io.trailseal.indexer.ingest.Delivered.bytes;
import static io.trailseal.indexer.ingest.Delivered.put;
import static io.trailseal.indexer.ingest.Delivered.sparse;
import static org.assertj.core.api.Assertions.assertThat;

import io.trailseal.verifier.source.LocalObjects;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How what lies in a folder becomes batches.
final class LocalSourceTest {
  @TempDir private Path folder;

  @Test
  void batchesEndAtTheirLimits() throws IOException {
    for (int i = 0; i < 300; i++) {
      put(folder, "small/%03d".formatted(i), bytes("x"));
    }
    sparse(folder.resolve("t1"), 10 << 20);
    sparse(folder.resolve("t2"), 10 << 20);
    try (LocalSource source =
        new LocalSource(LocalObjects.of(List.of(folder)).getFirst().open(Optional.empty()))) {
      assertThat(source.extent()).isEqualTo(new ObjectSource.Extent(302, 300 + (20 << 20)));
      assertThat(source.poll().orElseThrow()).hasSize(256);
      assertThat(source.poll().orElseThrow()).hasSize(45);
      assertThat(source.poll().orElseThrow()).hasSize(1);
      assertThat(source.poll()).isEmpty();
    }
  }
}
