package io.trailseal.appliance.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trailseal.appliance.lifecycle.DoorClient.Outcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DoorTest {
  private static final long WAIT_SECONDS = 30;

  @TempDir Path folder;

  private static DoorRequest request(String... arguments) {
    return new DoorRequest(List.of(arguments), Path.of("/some/where"), true, false, true, 77);
  }

  private static Outcome ask(Home home, String... arguments) throws IOException {
    return new DoorClient()
        .run(
            home,
            request(arguments),
            OutputStream.nullOutputStream(),
            OutputStream.nullOutputStream(),
            _ -> "");
  }

  /// A client in the background that is not asked how it went.
  private static DoorClient askMeanwhile(Home home, String... arguments) {
    DoorClient client = new DoorClient();
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              try {
                OutputStream nowhere = OutputStream.nullOutputStream();
                client.run(home, request(arguments), nowhere, nowhere, _ -> "");
              } catch (IOException _) {
                // Closed by this side or the other: what these tests do.
              }
            });
    return client;
  }

  /// A command that runs until it is cancelled.
  private static int untilCancelled(Cancellation cancellation) {
    try {
      cancellation.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return 130;
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void aCommandRunsAtTheOwnerAndItsOutputArrivesHere() throws IOException {
    Home home = new Home(folder);
    byte[] large = new byte[300_000];
    new Random(7).nextBytes(large);
    DoorRequest request = request("search", "ä b", "");
    try (Door _ =
        Door.open(
            home,
            (asked, _, out, err, _) -> {
              if (!asked.equals(request)) {
                return 70;
              }
              try {
                err.write("remark".getBytes(StandardCharsets.UTF_8));
                out.write(large);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
              return 2;
            })) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      ByteArrayOutputStream err = new ByteArrayOutputStream();
      assertThat(new DoorClient().run(home, request, out, err, _ -> ""))
          .isEqualTo(new Outcome.Answered(2));
      assertThat(out.toByteArray()).isEqualTo(large);
      assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("remark");
    }
  }

  @Test
  void thePersonAtTheOtherEndIsAskedAndTheVisitorIsWhoTheKernelSays() throws IOException {
    Home home = new Home(folder);
    String long4k = "ü".repeat(4_000);
    try (Door _ =
        Door.open(
            home,
            (_, visitor, out, _, _) -> {
              try {
                String said = "";
                for (String question : List.of("one? ", "two? ", "three? ")) {
                  said += "<" + visitor.ask(question) + ">";
                }
                out.write((visitor.user() + said).getBytes(StandardCharsets.UTF_8));
                return 0;
              } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
              }
            })) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      assertThat(
              new DoorClient()
                  .run(
                      home,
                      request("keys"),
                      out,
                      OutputStream.nullOutputStream(),
                      question ->
                          switch (question) {
                            case "one? " -> "jä";
                            case "two? " -> "";
                            default -> long4k;
                          }))
          .isEqualTo(new Outcome.Answered(0));
      assertThat(out.toString(StandardCharsets.UTF_8))
          .isEqualTo(System.getProperty("user.name") + "<jä><><>");
    }
  }

  @Test
  void aClientThatGoesAwayInsteadOfAnsweringHasAnsweredNothing() throws Exception {
    CountDownLatch cancelled = new CountDownLatch(1);
    AtomicReference<String> answer = new AtomicReference<>("none yet");
    try (Door _ =
        Door.open(
            new Home(folder),
            (_, visitor, _, _, cancellation) -> {
              try {
                answer.set(visitor.ask("sure? "));
              } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
              }
              untilCancelled(cancellation);
              cancelled.countDown();
              return 0;
            })) {
      try (SocketChannel channel =
          SocketChannel.open(UnixDomainSocketAddress.of(folder.resolve("door/socket")))) {
        DoorFrames frames = new DoorFrames(channel);
        frames.writeRequest(request("keys"));
        DoorFrames.Frame frame = frames.read(10_000).orElseThrow();
        while (frame.kind() != DoorFrames.QUESTION) {
          frame = frames.read(10_000).orElseThrow();
        }
      }
      assertThat(cancelled.await(WAIT_SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThat(answer).hasValue("");
    }
  }

  @Test
  void aClientThatAnswersUnaskedIsSentAway() throws Exception {
    CountDownLatch cancelled = new CountDownLatch(1);
    try (Door _ =
            Door.open(
                new Home(folder),
                (_, _, _, _, cancellation) -> {
                  untilCancelled(cancellation);
                  cancelled.countDown();
                  return 0;
                });
        SocketChannel channel =
            SocketChannel.open(UnixDomainSocketAddress.of(folder.resolve("door/socket")))) {
      DoorFrames frames = new DoorFrames(channel);
      frames.writeRequest(request("keys"));
      frames.writeAnswer("y");
      assertThat(cancelled.await(WAIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void onlyTheOwnersUserFindsTheSocket() throws IOException {
    try (Door _ = Door.open(new Home(folder), (_, _, _, _, _) -> 0)) {
      assertThat(permissions(folder.resolve("door"))).isEqualTo("rwx------");
      assertThat(permissions(folder.resolve("door/socket"))).isEqualTo("rw-------");
    }
    assertThat(folder.resolve("door/socket")).doesNotExist();
  }

  @Test
  void nobodyIsThereWithoutADoorOrBehindAFileThatAKilledOwnerLeft() throws IOException {
    Home home = new Home(folder);
    assertThat(ask(home, "status")).isEqualTo(new Outcome.NobodyThere());

    Files.createDirectories(folder.resolve("door"));
    try (ServerSocketChannel killed = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      killed.bind(UnixDomainSocketAddress.of(folder.resolve("door/socket")));
    }
    assertThat(folder.resolve("door/socket")).exists();
    assertThat(ask(home, "status")).isEqualTo(new Outcome.NobodyThere());
    try (Door _ = Door.open(home, (_, _, _, _, _) -> 0)) {
      assertThat(ask(home, "status")).isEqualTo(new Outcome.Answered(0));
    }
  }

  @Test
  void aPathTooLongForASocketIsGotRoundAndCleanedUp() throws IOException {
    Path deep = Files.createDirectories(folder.resolve("x".repeat(90)).resolve("y".repeat(90)));
    Home home = new Home(deep);
    Path elsewhere;
    try (Door _ = Door.open(home, (_, _, _, _, _) -> 3)) {
      elsewhere = Path.of(Files.readString(deep.resolve("door/elsewhere")));
      assertThat(permissions(elsewhere.resolveSibling("."))).isEqualTo("rwx------");
      assertThat(ask(home, "status")).isEqualTo(new Outcome.Answered(3));
    }
    assertThat(elsewhere.getParent()).doesNotExist();
    assertThat(ask(home, "status")).isEqualTo(new Outcome.NobodyThere());
  }

  @Test
  void aClientThatGoesAwayCancelsItsCommandAndNothingElse() throws Exception {
    Home home = new Home(folder);
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch cancelled = new CountDownLatch(1);
    try (Door _ =
        Door.open(
            home,
            (asked, _, _, _, cancellation) -> {
              if (asked.arguments().equals(List.of("quick"))) {
                return 0;
              }
              begun.countDown();
              int code = untilCancelled(cancellation);
              cancelled.countDown();
              return code;
            })) {
      DoorClient client = askMeanwhile(home, "slow");
      assertThat(begun.await(WAIT_SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThat(ask(home, "quick")).isEqualTo(new Outcome.Answered(0));
      assertThat(cancelled.getCount()).isEqualTo(1);
      client.cancel();
      assertThat(cancelled.await(WAIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void closingCancelsWhatRunsForOthersAndWaitsForIt() throws Exception {
    Home home = new Home(folder);
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch cancelled = new CountDownLatch(1);
    Door door =
        Door.open(
            home,
            (_, _, _, _, cancellation) -> {
              begun.countDown();
              int code = untilCancelled(cancellation);
              cancelled.countDown();
              return code;
            });
    askMeanwhile(home, "slow");
    assertThat(begun.await(WAIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    door.close();
    assertThat(cancelled.getCount()).isZero();
    assertThat(ask(home, "status")).isEqualTo(new Outcome.NobodyThere());
  }

  @Test
  void moreCommandsThanItTakesAreRefusedByASentence() throws Exception {
    Home home = new Home(folder);
    CountDownLatch begun = new CountDownLatch(Door.COMMANDS_MAX);
    try (Door _ =
        Door.open(
            home,
            (_, _, _, _, cancellation) -> {
              begun.countDown();
              return untilCancelled(cancellation);
            })) {
      for (int i = 0; i < Door.COMMANDS_MAX; i++) {
        askMeanwhile(home, "slow");
      }
      assertThat(begun.await(WAIT_SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThat(ask(home, "one more"))
          .isInstanceOfSatisfying(
              Outcome.Refused.class,
              refused -> assertThat(refused.why()).contains("commands for others already"));
    }
  }

  @Test
  void noiseAtTheDoorHarmsNobody() throws Exception {
    Home home = new Home(folder);
    long seed = 20_261_120;
    Random random = new Random(seed);
    try (Door _ = Door.open(home, (_, _, _, _, _) -> 0)) {
      UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("door/socket"));
      for (int round = 0; round < 200; round++) {
        try (SocketChannel channel = SocketChannel.open(address)) {
          channel.write(ByteBuffer.wrap(noise(random)));
        } catch (IOException _) {
          // It may hang up at any time.
        }
      }
      Outcome outcome = ask(home, "status");
      for (int i = 0; i < 100 && !(outcome instanceof Outcome.Answered); i++) {
        Thread.sleep(50); // It takes only so many at a time, and some of the noise still leaves.
        outcome = ask(home, "status");
      }
      assertThat(outcome).as("seed " + seed).isEqualTo(new Outcome.Answered(0));
    }
  }

  private static byte[] noise(Random random) {
    byte[] noise = new byte[13 + random.nextInt(200)];
    random.nextBytes(noise);
    ByteBuffer frame = ByteBuffer.wrap(noise);
    switch (random.nextInt(4)) {
      case 0 -> frame.put(DoorFrames.REQUEST).putInt(Integer.MAX_VALUE);
      case 1 -> frame.put(DoorFrames.REQUEST).putInt(noise.length - 5);
      case 2 ->
          frame
              .put(DoorFrames.REQUEST)
              .putInt(noise.length - 5)
              .putInt(DoorFrames.VERSION)
              .putInt(3);
      default -> {}
    }
    return noise;
  }

  @Test
  void aRequestOfAnotherVersionIsRefusedWithWhatToDo() throws Exception {
    try (Door _ = Door.open(new Home(folder), (_, _, _, _, _) -> 0);
        SocketChannel channel =
            SocketChannel.open(UnixDomainSocketAddress.of(folder.resolve("door/socket")))) {
      channel.write(ByteBuffer.allocate(9).put(DoorFrames.REQUEST).putInt(4).putInt(99).flip());
      DoorFrames.Frame answer = new DoorFrames(channel).read(10_000).orElseThrow();
      assertThat(answer.kind()).isEqualTo(DoorFrames.REFUSED);
      assertThat(new String(answer.payload().array(), StandardCharsets.UTF_8))
          .contains("version 2", "version 99", "restart");
    }
  }

  @Test
  void anOwnerThatDiesInTheMiddleIsNotTakenForAnAnswer() throws Exception {
    Home home = new Home(folder);
    Files.createDirectories(folder.resolve("door"));
    try (ServerSocketChannel dying = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      dying.bind(UnixDomainSocketAddress.of(folder.resolve("door/socket")));
      Thread.ofPlatform()
          .daemon()
          .start(
              () -> {
                try (SocketChannel channel = dying.accept()) {
                  DoorFrames frames = new DoorFrames(channel);
                  frames.read(DoorFrames.REQUEST_BYTES_MAX);
                  frames.write(DoorFrames.OUTPUT, new byte[0], 0, 0);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
      assertThatThrownBy(() -> ask(home, "import"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("went away in the middle");
    }
  }
}
