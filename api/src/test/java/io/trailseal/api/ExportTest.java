package io.trailseal.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ExportTest {
  private static final Instant START = Instant.parse("2026-03-02T10:00:00Z");
  private static final int EVENTS = 3_000;

  @TempDir private Path folder;
  private Rig rig;

  @BeforeEach
  void deliver() throws Exception {
    rig = Rig.open(folder);
    List<String> records = new ArrayList<>();
    for (int i = 0; i < EVENTS; i++) {
      records.add(event(i));
    }
    rig.deliver(records.toArray(String[]::new));
  }

  @AfterEach
  void close() throws IOException {
    rig.close();
  }

  private static String event(int number) {
    return Rig.event(
        START.plusSeconds(number).toString(),
        "PutObject",
        "e%d".formatted(number),
        ",\"additionalEventData\":{\"padding\":\"%s\"}".formatted("x".repeat(1_000)));
  }

  @Test
  void everyEventComesInOrderAndThenThatItIsComplete() throws Exception {
    HttpResponse<String> answer = rig.get("/api/v1/events/export");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/x-ndjson");
    assertThat(answer.headers().firstValue("Content-Disposition"))
        .contains("attachment; filename=\"events.ndjson\"");
    assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    List<String> lines = answer.body().lines().toList();
    assertThat(lines).hasSize(EVENTS + 1);
    for (int i = 0; i < EVENTS; i++) {
      assertThat(lines.get(i)).isEqualTo(event(i));
    }
    assertThat(lines.getLast())
        .startsWith("{\"trailseal\":{\"complete\":true,\"events\":%d,".formatted(EVENTS));
  }

  @Test
  void whatIsAskedForIsWhatComes() throws Exception {
    String csv =
        rig.get(
                "/api/v1/events/export?format=csv&order=newest&limit=2&columns=eventID,verdict&q="
                    + Rig.encode("eventName:PutObject")
                    + "&from=2026-03-02T10:00:01Z&to=2026-03-02T10:00:09Z")
            .body();
    assertThat(csv.lines().limit(3))
        .containsExactly(
            "\"eventID\",\"verdict\"", "\"e8\",\"could not tell\"", "\"e7\",\"could not tell\"");
    assertThat(csv.lines().skip(3)).singleElement().asString().startsWith("\"#trailseal complete");
    assertThat(rig.get("/api/v1/events/export?proof=true&limit=1").body())
        .containsPattern("^\\{\"id\":\"[0-9]+-0\",\"objectName\":");
  }

  @Test
  void whatCannotBeIsRefusedBeforeAnythingIsSent() throws Exception {
    for (String wrong :
        List.of(
            "format=records",
            "order=any",
            "columns=a",
            "format=csv&columns=a,,b",
            "format=csv&proof=true",
            "limit=0",
            "q=" + Rig.encode("a AND"),
            "from=yesterday",
            "form=csv")) {
      HttpResponse<String> answer = rig.get("/api/v1/events/export?" + wrong);
      assertThat(answer.statusCode()).as(wrong).isEqualTo(400);
      assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    }
  }

  /// More often than there are turns: each that goes away gives its own back.
  @Test
  void aClientThatGoesAwayLeavesNothingBehind() throws Exception {
    URI server = URI.create(rig.url());
    for (int i = 0; i < 9; i++) {
      try (Socket socket = new Socket(server.getHost(), server.getPort())) {
        socket
            .getOutputStream()
            .write(
                "GET /api/v1/events/export HTTP/1.1\r\nHost: %s\r\nAuthorization: %s\r\n\r\n"
                    .formatted(server.getAuthority(), rig.authorization())
                    .getBytes(StandardCharsets.US_ASCII));
        InputStream in = socket.getInputStream();
        String begin = new String(in.readNBytes(15), StandardCharsets.US_ASCII);
        if (begin.startsWith("HTTP/1.1 429")) {
          // The one before has not been noticed to be gone.
          i--;
          Thread.sleep(50);
        } else {
          assertThat(begin).isEqualTo("HTTP/1.1 200 OK");
        }
      }
    }
  }

  @Test
  void moreAtOnceThanThereAreTurnsAreAskedToWait() throws Exception {
    URI server = URI.create(rig.url());
    List<Socket> sockets = new ArrayList<>();
    try {
      // Sockets that nobody reads hold their turns: 3 MB are more than the kernel takes off us.
      for (int i = 0; i < 3; i++) {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4_096);
        socket.connect(new java.net.InetSocketAddress(server.getHost(), server.getPort()));
        sockets.add(socket);
        socket
            .getOutputStream()
            .write(
                "GET /api/v1/events/export HTTP/1.1\r\nHost: %s\r\nAuthorization: %s\r\n\r\n"
                    .formatted(server.getAuthority(), rig.authorization())
                    .getBytes(StandardCharsets.US_ASCII));
        assertThat(new String(socket.getInputStream().readNBytes(15), StandardCharsets.US_ASCII))
            .isEqualTo("HTTP/1.1 200 OK");
      }
      HttpResponse<String> fourth = rig.get("/api/v1/events/export");
      assertThat(fourth.statusCode()).isEqualTo(429);
      assertThat(fourth.body()).contains("exports are being read at this moment");
      // Whoever asks for a page is not kept waiting by them.
      assertThat(rig.get("/api/v1/events?limit=1").statusCode()).isEqualTo(200);
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }
}
