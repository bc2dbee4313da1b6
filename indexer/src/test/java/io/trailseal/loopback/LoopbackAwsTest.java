package io.trailseal.loopback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trailseal.verifier.synthetic.FolderBucket;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The server that other tests believe, asked without anybody's SDK.
final class LoopbackAwsTest {
  private static final String SIGNED =
      "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260302/us-east-1/s3/aws4_request, Signature=00";
  private static final Pattern KEY = Pattern.compile("<Key>([^<]*)</Key>");
  private static final Pattern FOLDER = Pattern.compile("<CommonPrefixes><Prefix>([^<]*)</Prefix>");
  private static final Pattern TOKEN =
      Pattern.compile("<NextContinuationToken>([^<]*)</NextContinuationToken>");

  @TempDir Path folder;
  private final HttpClient client = HttpClient.newHttpClient();
  private LoopbackAws server;

  @BeforeEach
  void serve() throws IOException {
    FolderBucket bucket = FolderBucket.at(folder);
    bucket.put("a/1", new byte[] {1}, Map.of("signature", "00ff"));
    bucket.put("a/b/2", new byte[] {2, 2}, Map.of());
    bucket.put("a/b 3+", new byte[] {3, 3, 3}, Map.of());
    bucket.put("a/b/4", new byte[1000], Map.of(Fault.METADATA, "ConnectionReset"));
    bucket.put("a0", new byte[0], Map.of());
    bucket.put("public-keys/us-east-1.json", new byte[] {9}, Map.of());
    bucket.put("buckets/other/x/y", new byte[] {7}, Map.of());
    server = LoopbackAws.serve(folder);
  }

  @AfterEach
  void stop() {
    server.close();
    client.close();
  }

  private HttpResponse<String> get(String pathAndQuery) throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create(server.endpoint() + pathAndQuery))
            .header("Authorization", SIGNED)
            .build(),
        HttpResponse.BodyHandlers.ofString(StandardCharsets.ISO_8859_1));
  }

  private static List<String> all(Pattern pattern, String text) {
    List<String> found = new ArrayList<>();
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      found.add(matcher.group(1));
    }
    return found;
  }

  private static String bucket() {
    return "/" + LoopbackAws.BUCKET;
  }

  @Test
  void listsInTheOrderOfBytesWithoutKeysOfOtherBucketsOrCloudTrails() throws Exception {
    assertThat(all(KEY, get(bucket()).body()))
        .containsExactly("a/1", "a/b 3+", "a/b/2", "a/b/4", "a0");
    assertThat(all(KEY, get("/other").body())).containsExactly("x/y");
    assertThat(all(KEY, get(bucket() + "?encoding-type=url&marker=a/1").body()))
        .containsExactly("a/b+3%2B", "a/b/2", "a/b/4", "a0");
    String direct = get(bucket() + "?prefix=a/&delimiter=/").body();
    assertThat(all(KEY, direct)).containsExactly("a/1", "a/b 3+");
    assertThat(all(FOLDER, direct)).containsExactly("a/b/");
    assertThat(all(KEY, get(bucket() + "?prefix=a/b/4").body())).containsExactly("a/b/4");
    assertThat(get(bucket() + "?prefix=none/").body()).contains("<IsTruncated>false");
  }

  @Test
  void pagesHoldKeysAndFoldersInOneOrder() throws Exception {
    List<String> seen = new ArrayList<>();
    String token = "";
    for (int page = 0; page < 3; page++) {
      String body = get(bucket() + "?list-type=2&prefix=a/&delimiter=/&max-keys=1" + token).body();
      seen.addAll(all(KEY, body));
      seen.addAll(all(FOLDER, body));
      token = String.join("", all(TOKEN, body)).transform(t -> "&continuation-token=" + t);
    }
    assertThat(seen).containsExactly("a/1", "a/b 3+", "a/b/");
    assertThat(token).isEqualTo("&continuation-token=");
  }

  @Test
  void objectsComeWithTheirMetadataAndFaults() throws Exception {
    HttpResponse<String> one = get(bucket() + "/a/1");
    assertThat(one.body()).isEqualTo("\u0001");
    assertThat(one.headers().firstValue("x-amz-meta-signature")).contains("00ff");
    assertThat(get(bucket() + "/a/b%203+").body()).hasSize(3);
    assertThat(get("/other/x/y").body()).isEqualTo("\u0007");
    assertThat(get(bucket() + "/a/none").statusCode()).isEqualTo(404);
    assertThat(get(bucket() + "/a/none").body()).contains("<Code>NoSuchKey<");
    assertThat(get(bucket() + "/a/1.metadata.json").statusCode()).isEqualTo(404);
    assertThat(get(bucket() + "/public-keys/us-east-1.json").statusCode()).isEqualTo(404);
    assertThat(get(bucket() + "/a/../a0").statusCode()).isEqualTo(404);
    assertThat(get("/nobodys/x").body()).contains("<Code>NoSuchBucket<");
    assertThatThrownBy(() -> get(bucket() + "/a/b/4")).isInstanceOf(IOException.class);
    server.fault(LoopbackAws.BUCKET, "a/1", Fault.SLOW_DOWN, 1);
    assertThat(get(bucket() + "/a/1").statusCode()).isEqualTo(503);
    assertThat(get(bucket() + "/a/1").statusCode()).isEqualTo(200);
  }

  @Test
  void whoSignsNothingIsDenied() throws Exception {
    HttpRequest unsigned = HttpRequest.newBuilder(URI.create(server.endpoint() + bucket())).build();
    assertThat(client.send(unsigned, HttpResponse.BodyHandlers.discarding()).statusCode())
        .isEqualTo(403);
  }
}
