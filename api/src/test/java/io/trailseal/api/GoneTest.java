package io.trailseal.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.context.ApplicationContext;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.trailseal.api.ask.Gone;
import io.trailseal.api.connection.ConnectionLimits;
import io.trailseal.api.connection.ProxyTrust;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

final class GoneTest {
  private static final String ONLY_HERE = "trailseal.test.gone";

  /// Works until nobody waits any more.
  @Controller("/slow")
  @Requires(property = ONLY_HERE)
  static final class Slow {
    final CompletableFuture<Boolean> begun = new CompletableFuture<>();
    final CompletableFuture<Boolean> noticed = new CompletableFuture<>();

    @Get
    @ExecuteOn(TaskExecutors.BLOCKING)
    byte[] answer(HttpRequest<?> request) throws InterruptedException {
      BooleanSupplier gone = Gone.of(request);
      begun.complete(gone.getAsBoolean());
      for (int i = 0; i < 1_000 && !gone.getAsBoolean(); i++) {
        TimeUnit.MILLISECONDS.sleep(10);
      }
      noticed.complete(gone.getAsBoolean());
      return new byte[0];
    }
  }

  @Test
  void aClientThatHangsUpIsNoticedWhileItsQuestionIsWorkedOn() throws Exception {
    try (ApplicationContext context =
        ApplicationContext.builder()
            .banner(false)
            // There is no store here, and nobody whose rights could be looked up.
            .beansPredicate(bean -> !bean.getBeanType().getName().endsWith(".Doorkeeper"))
            .properties(
                Map.of(
                    ONLY_HERE,
                    true,
                    "micronaut.server.host",
                    "127.0.0.1",
                    "micronaut.server.port",
                    -1))
            .build()) {
      context.registerSingleton(BoundHost.class, new BoundHost("127.0.0.1", Set::of));
      context.registerSingleton(ProxyTrust.class, ProxyTrust.NOBODY);
      context.registerSingleton(ConnectionLimits.class, ConnectionLimits.STANDARD);
      EmbeddedServer server = context.start().getBean(EmbeddedServer.class).start();
      Slow slow = context.getBean(Slow.class);
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.getPort())) {
        socket
            .getOutputStream()
            .write(
                "GET /slow HTTP/1.1\r\nHost: localhost:%d\r\n\r\n"
                    .formatted(server.getPort())
                    .getBytes(StandardCharsets.US_ASCII));
        assertThat(slow.begun.get(30, TimeUnit.SECONDS)).isFalse();
      }
      assertThat(slow.noticed.get(30, TimeUnit.SECONDS)).isTrue();
    }
  }
}
