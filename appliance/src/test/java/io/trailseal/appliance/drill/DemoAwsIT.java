package io.trailseal.appliance.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailseal.indexer.Store;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `demo --aws` as a newcomer meets it.
final class DemoAwsIT {
  @TempDir Path folder;

  @Test
  void theSampleComesInThroughTheQueueAndEverythingEndsWithIt() throws Exception {
    Path home = folder.resolve("home");
    try (Appliance demo = Appliance.start(home, "demo", "--aws", "--port", "0")) {
      demo.awaitSaid("ready after");
      assertThat(demo.said())
          .contains(
              "watch it come in at http://127.0.0.1:",
              "objects, 0 not announced",
              "came in through the queue; from being put to being searchable",
              "log-modified",
              "digest-deleted")
          .doesNotContain("NOT FOUND", "Exception");
      List<ProcessHandle> standIns = demo.children();
      assertThat(standIns).hasSize(2);
      demo.stop();
      assertThat(standIns).noneMatch(ProcessHandle::isAlive);
    }
    try (Appliance again = Appliance.start(home, "demo", "--aws", "--port", "0")) {
      again.awaitSaid("ready after");
      assertThat(again.said()).contains("log-modified").doesNotContain("NOT FOUND", "watch it");
      again.stop();
    }
    assertThat(home.resolve("demo")).as("the other demo's").doesNotExist();
    try (Store store = Store.open(home.resolve("demo-aws"), "a test", Instant::now)) {
      store.awaitCaughtUp();
      assertThat(store.fsck().check()).isEmpty();
    }
  }
}
