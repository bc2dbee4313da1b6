package io.trailseal.api;

import io.micronaut.context.annotation.Replaces;
import io.micronaut.http.server.netty.HttpCompressionStrategy;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Locale;

/// Which answers are sent compressed to who accepts that: data, which shrinks to a tenth. Pages are
/// not: they show what was typed into an address, and where they also hold a form's secret, the
/// length of a compressed page would give it away letter by letter (BREACH).
@Singleton
@Replaces(HttpCompressionStrategy.class)
final class Compression implements HttpCompressionStrategy {
  /// Less fits into one packet as it is.
  private static final int BYTES_MIN = 1024;

  /// Level 6 takes twice as long for a tenth less.
  private static final int LEVEL = 3;

  private static final List<String> TYPES =
      List.of(
          "application/json",
          "application/x-ndjson",
          "text/csv",
          "text/plain",
          "text/css",
          "image/svg+xml",
          "application/openmetrics-text");

  @Override
  public boolean isEnabled() {
    return true;
  }

  @Override
  public boolean shouldCompress(HttpResponse response) {
    String type = response.headers().get(HttpHeaderNames.CONTENT_TYPE);
    if (type == null || response.headers().contains(HttpHeaderNames.SET_COOKIE)) {
      return false;
    }
    String plain = type.toLowerCase(Locale.ROOT);
    return TYPES.stream().anyMatch(plain::startsWith)
        && response.headers().getInt(HttpHeaderNames.CONTENT_LENGTH, BYTES_MIN) >= BYTES_MIN;
  }

  @Override
  public int getCompressionLevel() {
    return LEVEL;
  }

  @Override
  public int getMaxZstdEncodeSize() {
    return 0;
  }
}
