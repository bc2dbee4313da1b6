package io.trailseal.api.web;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.trailseal.api.ask.Tagged;
import io.trailseal.verifier.Sha256;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/// The style sheet and the icon: the only things a page fetches.
@Controller
final class Assets {
  private final byte[] style = resource("trailseal.css");
  private final byte[] icon = resource("seal.svg");
  private final String styleHref = "/style.css?v=" + Sha256.of(style).hex().substring(0, 12);

  /// Changes with the content, so that browsers may keep what they have.
  String styleHref() {
    return styleHref;
  }

  @Get("/style.css")
  HttpResponse<byte[]> style(HttpRequest<?> request) {
    return asset(request, style, "text/css; charset=utf-8");
  }

  @Get("/seal.svg")
  HttpResponse<byte[]> icon(HttpRequest<?> request) {
    return asset(request, icon, "image/svg+xml");
  }

  private static HttpResponse<byte[]> asset(HttpRequest<?> request, byte[] bytes, String type) {
    return Tagged.answer(request, bytes)
        .header(HttpHeaders.CONTENT_TYPE, type)
        .header(HttpHeaders.CACHE_CONTROL, "max-age=86400");
  }

  private static byte[] resource(String name) {
    try (InputStream in = Assets.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new FileNotFoundException(name + " must be in the jar and is not");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
