package io.trailseal.api.ask;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.server.netty.NettyHttpRequest;
import java.util.function.BooleanSupplier;

/// Whether somebody still waits for an answer.
public final class Gone {
  private Gone() {}

  /// True once the connection that the request came over is closed: then work for it can end.
  public static BooleanSupplier of(HttpRequest<?> request) {
    return request instanceof NettyHttpRequest<?> netty
        ? () -> !netty.getChannelHandlerContext().channel().isActive()
        : () -> false;
  }
}
