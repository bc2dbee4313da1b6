package io.trailseal.indexer.aws.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trailseal.verifier.Payload;
import io.trailseal.verifier.S3Name;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Goal: the stand-ins answer, hold what is delivered, and are gone when they should be.
final class StandInTest {
  private static final Path PROGRAMS = Path.of("target", "drill");
  private static final String BUCKET = "drill-bucket";

  @TempDir Path folder;

  private static Parcel parcel(int i) {
    return new Parcel(
        new S3Name(BUCKET, "AWSLogs/a b+c/%03d.json.gz".formatted(i)),
        Payload.adopt(("object " + i).getBytes(StandardCharsets.UTF_8)),
        Map.of("signature", "0f" + i));
  }

  @Test
  void whatIsDeliveredIsInTheBucketAndAnnouncedInEveryShape() throws Exception {
    try (StandIn queues = StandIn.queues(PROGRAMS, folder);
        StandIn buckets = StandIn.buckets(PROGRAMS, folder);
        Deliverer deliverer = Deliverer.to(buckets.endpoint(), queues.endpoint(), Instant::now)) {
      deliverer.createBucket(BUCKET);
      URI dead = deliverer.createQueue("dead");
      URI queue = deliverer.createQueue("arrivals", dead, 3);
      List<Parcel> parcels = new ArrayList<>();
      int messages = 0;
      for (Shape shape : Shape.values()) {
        List<Parcel> some = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
          some.add(parcel(parcels.size() + i));
        }
        List<Placed> placed = deliverer.deliver(queue, shape, some);
        assertThat(placed).extracting(Placed::name).isEqualTo(names(some));
        parcels.addAll(some);
        messages += shape.name().startsWith("CLOUDTRAIL") ? 3 : 25;
        assertThat(deliverer.waiting(queue))
            .as(shape.name())
            .isEqualTo(new Deliverer.Waiting(messages, 0));
      }
      deliverer.put(parcel(900));
      assertThat(deliverer.delete(parcels.getFirst().name()).what()).isEqualTo(Placed.What.DELETED);
      assertThat(deliverer.waiting(dead).isEmpty()).isTrue();
      assertThat(deliverer.names(BUCKET))
          .hasSize(parcels.size())
          .contains(parcel(900).name())
          .doesNotContain(parcels.getFirst().name());
      assertThat(deliverer.read(parcels.getLast().name())).isEqualTo(parcels.getLast().content());
      assertThat(new TreeSet<>(endpoints(queues, buckets))).hasSize(2);
    }
    assertThat(ProcessHandle.current().children().filter(this::isStandIn)).isEmpty();
  }

  @Test
  void versionsAndDeleteMarkersAreThere() throws Exception {
    try (StandIn queues = StandIn.queues(PROGRAMS, folder);
        StandIn buckets = StandIn.bucketsWithVersions(PROGRAMS, folder);
        Deliverer deliverer = Deliverer.to(buckets.endpoint(), queues.endpoint(), Instant::now)) {
      deliverer.createBucketWithVersions(BUCKET);
      Placed first = deliverer.put(parcel(1));
      Placed second = deliverer.put(parcel(1));
      Placed marker = deliverer.delete(parcel(1).name());
      assertThat(List.of(first, second))
          .allSatisfy(one -> assertThat(one.versionId()).isPresent())
          .extracting(Placed::versionId)
          .doesNotHaveDuplicates();
      assertThat(marker.what()).isEqualTo(Placed.What.MARKED_DELETED);
      assertThat(second.sequencer()).isGreaterThan(first.sequencer());
    }
  }

  /// The process that is killed: starts a stand-in and says which process it is.
  static final class Starter {
    private Starter() {}

    public static void main(String[] args) throws IOException, InterruptedException {
      try (StandIn queues = StandIn.queues(Path.of(args[0]), Path.of(args[1]))) {
        System.out.println(queues.pid());
        Thread.sleep(600_000);
      }
    }
  }

  @Test
  void aStandInEndsWithAProcessThatIsKilled() throws Exception {
    Process starter =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Starter.class.getName(),
                PROGRAMS.toString(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader said =
        new BufferedReader(
            new InputStreamReader(starter.getInputStream(), StandardCharsets.UTF_8))) {
      ProcessHandle standIn = ProcessHandle.of(Long.parseLong(said.readLine())).orElseThrow();
      assertThat(standIn.isAlive()).isTrue();
      starter.toHandle().destroyForcibly();
      standIn.onExit().get();
      assertThat(standIn.isAlive()).isFalse();
    } finally {
      starter.destroyForcibly().waitFor();
    }
  }

  @Test
  void whatDoesNotStartSaysWhy() throws Exception {
    assertThatThrownBy(() -> StandIn.buckets(folder, folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("s3proxy.jar")
        .hasMessageContaining("the build puts it there");
    Files.writeString(folder.resolve("s3proxy.jar"), "this is no jar");
    assertThatThrownBy(() -> StandIn.buckets(folder, folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("ended at once")
        .hasMessageContaining("org.gaul.s3proxy.Main");
  }

  private static List<S3Name> names(List<Parcel> parcels) {
    return parcels.stream().map(Parcel::name).toList();
  }

  private static List<String> endpoints(StandIn... standIns) {
    return List.of(standIns).stream().map(one -> one.endpoint().toString()).toList();
  }

  private boolean isStandIn(ProcessHandle process) {
    return process.info().commandLine().orElse("").contains(StandInMain.class.getName());
  }
}
