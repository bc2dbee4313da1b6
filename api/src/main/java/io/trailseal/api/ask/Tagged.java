package io.trailseal.api.ask;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MutableHttpResponse;
import io.trailseal.verifier.Sha256;

/// Answers that need not be sent again to who has them.
public final class Tagged {
  private static final int TAG_LENGTH = 32;

  private Tagged() {}

  /// `body` with an `ETag` made of its content; 304 without a body where the request names it. The
  /// tag is weak, because the same answer may come compressed.
  public static MutableHttpResponse<byte[]> answer(HttpRequest<?> request, byte[] body) {
    String tag = "W/\"%s\"".formatted(Sha256.of(body).hex().substring(0, TAG_LENGTH));
    boolean there =
        request.getHeaders().getAll(HttpHeaders.IF_NONE_MATCH).stream()
            .anyMatch(asked -> asked.contains(tag.substring(2)));
    MutableHttpResponse<byte[]> answer = there ? HttpResponse.notModified() : HttpResponse.ok(body);
    return answer.header(HttpHeaders.ETAG, tag);
  }
}
