package io.trailseal.loopback;

import com.sun.net.httpserver.HttpExchange;
import io.trailseal.loopback.BucketFolder.Listing;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;

/// S3's answers, path style: `/BUCKET/KEY`.
final class S3Side {
  private static final int PAGE_KEYS_MAX = 1_000;

  /// Far beyond what anybody should read into memory.
  private static final long HUGE_BYTES = 5L << 40;

  private static final String XML = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  private static final String NAMESPACE = " xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"";

  private static final DateTimeFormatter HTTP_TIME =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT);

  private final LoopbackAws server;

  S3Side(LoopbackAws server) {
    this.server = server;
  }

  void answer(HttpExchange exchange, String signedRegion) throws IOException {
    String path = exchange.getRequestURI().getRawPath();
    int slash = path.indexOf('/', 1);
    String bucket = Request.decode(slash < 0 ? path.substring(1) : path.substring(1, slash));
    String key = slash < 0 ? "" : Request.decode(path.substring(slash + 1));
    Optional<BucketFolder> folder = server.bucket(bucket);
    if (folder.isEmpty()) {
      error(exchange, 404, "NoSuchBucket", "<BucketName>" + escape(bucket) + "</BucketName>");
      return;
    }
    String region = server.region(bucket);
    if (!region.equals(signedRegion)) {
      exchange.getResponseHeaders().set("x-amz-bucket-region", region);
      error(exchange, 301, "PermanentRedirect", "<Region>" + region + "</Region>");
      return;
    }
    Map<String, String> query = Request.query(exchange);
    Optional<Fault> always = server.fault(bucket, "*");
    if (always.isPresent() && always.get().status != 0) {
      error(exchange, always.get());
      return;
    }
    if (!key.isEmpty()) {
      object(exchange, bucket, folder.get(), key);
    } else if (query.containsKey("location")) {
      String constraint = region.equals("us-east-1") ? "" : region;
      xml(
          exchange,
          "<LocationConstraint%s>%s</LocationConstraint>".formatted(NAMESPACE, constraint));
    } else if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.getResponseHeaders().set("x-amz-bucket-region", region);
      exchange.sendResponseHeaders(200, -1);
    } else {
      server.listed();
      if (query.containsKey("versions")) {
        // The sample has none; a listing of them can only go wrong.
        error(exchange, server.fault(bucket, "?versions").orElse(Fault.NOT_IMPLEMENTED));
        return;
      }
      Optional<Fault> fault = server.fault(bucket, query.getOrDefault("prefix", ""));
      if (fault.isPresent() && fault.get().status != 0) {
        error(exchange, fault.get());
      } else if (fault.isPresent()) {
        server.waitForTheEnd();
      } else {
        list(exchange, bucket, folder.get(), query);
      }
    }
  }

  private void object(HttpExchange exchange, String bucket, BucketFolder folder, String key)
      throws IOException {
    Optional<Path> file = folder.file(key);
    Optional<Fault> fault = server.fault(bucket, key);
    if (file.isEmpty() && fault.isEmpty()) {
      error(exchange, 404, "NoSuchKey", "<Key>" + escape(key) + "</Key>");
      return;
    }
    byte[] bytes = file.isPresent() ? Files.readAllBytes(file.get()) : new byte[0];
    Map<String, String> metadata =
        file.isPresent() ? BucketFolder.metadata(file.get()) : new TreeMap<>();
    Optional<Fault> asked =
        fault.or(() -> Optional.ofNullable(metadata.get(Fault.METADATA)).flatMap(Fault::named));
    metadata.forEach(
        (name, value) ->
            exchange.getResponseHeaders().set("x-amz-meta-" + name, headerText(value)));
    if (file.isPresent()) {
      exchange.getResponseHeaders().set("ETag", "\"" + eTag(file.get()) + "\"");
      exchange
          .getResponseHeaders()
          .set(
              "Last-Modified", HTTP_TIME.format(lastModified(file.get()).atOffset(ZoneOffset.UTC)));
    }
    // As CloudTrail writes them; a client that unpacks by itself would see other bytes.
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    if (key.endsWith(".gz")) {
      exchange.getResponseHeaders().set("Content-Encoding", "gzip");
    }
    if (asked.equals(Optional.of(Fault.WRONG_ETAG))) {
      exchange.getResponseHeaders().set("ETag", "\"0123456789abcdef0123456789abcdef\"");
    }
    if (asked.equals(Optional.of(Fault.INVALID_OBJECT_STATE))) {
      exchange.getResponseHeaders().set("x-amz-storage-class", "GLACIER");
    }
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.getResponseHeaders().set("Content-Length", Integer.toString(bytes.length));
      exchange.sendResponseHeaders(200, -1);
      return;
    }
    server.beginGet();
    try {
      send(exchange, bytes, asked);
    } finally {
      server.endGet();
    }
  }

  private void send(HttpExchange exchange, byte[] bytes, Optional<Fault> fault) throws IOException {
    if (fault.isPresent() && fault.get().status != 0) {
      error(exchange, fault.get());
      return;
    }
    if (fault.equals(Optional.of(Fault.SILENCE))) {
      server.waitForTheEnd();
      return;
    }
    boolean wrong = fault.equals(Optional.of(Fault.WRONG_CHECKSUM));
    boolean unchecked =
        fault.equals(Optional.of(Fault.WRONG_ETAG)) || fault.equals(Optional.of(Fault.NO_LENGTH));
    if (!unchecked
        && "ENABLED".equals(exchange.getRequestHeaders().getFirst("x-amz-checksum-mode"))) {
      exchange
          .getResponseHeaders()
          .set("x-amz-checksum-crc32", crc32(wrong ? new byte[] {1} : bytes));
    }
    boolean huge = fault.equals(Optional.of(Fault.HUGE));
    boolean cut = huge || fault.equals(Optional.of(Fault.CONNECTION_RESET));
    long length = huge ? HUGE_BYTES : bytes.length;
    // 0 is for chunks.
    boolean chunks = fault.equals(Optional.of(Fault.NO_LENGTH));
    exchange.sendResponseHeaders(200, chunks ? 0 : length == 0 ? -1 : length);
    OutputStream out = exchange.getResponseBody();
    out.write(bytes, 0, cut ? bytes.length / 2 : bytes.length);
    out.flush();
    // Closing what was not written to its end makes the server drop the connection.
  }

  private static void list(
      HttpExchange exchange, String bucket, BucketFolder folder, Map<String, String> query)
      throws IOException {
    String prefix = query.getOrDefault("prefix", "");
    String delimiter = query.getOrDefault("delimiter", "");
    if (!delimiter.isEmpty() && !delimiter.equals("/")) {
      error(exchange, 501, "NotImplemented", "");
      return;
    }
    boolean second = "2".equals(query.get("list-type"));
    boolean encoded = "url".equals(query.get("encoding-type"));
    int most = Math.clamp(Long.parseLong(query.getOrDefault("max-keys", "1000")), 0, PAGE_KEYS_MAX);
    String token = query.getOrDefault("continuation-token", "");
    String after =
        second
            ? (token.isEmpty()
                ? query.getOrDefault("start-after", "")
                : new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8))
            : query.getOrDefault("marker", "");

    Listing listing = folder.list(prefix, delimiter);
    List<String> names = new ArrayList<>(listing.objects().keySet());
    names.addAll(listing.folders());
    names.removeIf(name -> !after.isEmpty() && BucketFolder.BY_BYTES.compare(name, after) <= 0);
    names.sort(BucketFolder.BY_BYTES);
    List<String> page = names.subList(0, Math.min(most, names.size()));
    boolean more = page.size() < names.size();

    StringBuilder out = new StringBuilder("<ListBucketResult" + NAMESPACE + ">");
    element(out, "Name", bucket);
    element(out, "Prefix", text(prefix, encoded));
    if (!delimiter.isEmpty()) {
      element(out, "Delimiter", text(delimiter, encoded));
    }
    if (encoded) {
      element(out, "EncodingType", "url");
    }
    element(out, "MaxKeys", Integer.toString(most));
    element(out, "IsTruncated", Boolean.toString(more));
    if (second) {
      element(out, "KeyCount", Integer.toString(page.size()));
      if (more && !page.isEmpty()) {
        byte[] last = page.getLast().getBytes(StandardCharsets.UTF_8);
        element(out, "NextContinuationToken", Base64.getUrlEncoder().encodeToString(last));
      }
    } else {
      element(out, "Marker", text(after, encoded));
      if (more && !page.isEmpty() && !delimiter.isEmpty()) {
        element(out, "NextMarker", text(page.getLast(), encoded));
      }
    }
    for (String name : page) {
      Long size = listing.objects().get(name);
      if (size == null) {
        out.append("<CommonPrefixes>");
        element(out, "Prefix", text(name, encoded));
        out.append("</CommonPrefixes>");
      } else {
        out.append("<Contents>");
        element(out, "Key", text(name, encoded));
        Path file = folder.file(name).orElseThrow();
        element(out, "LastModified", lastModified(file).toString());
        element(out, "ETag", "\"" + eTag(file) + "\"");
        element(out, "Size", Long.toString(size));
        element(out, "StorageClass", "STANDARD");
        out.append("</Contents>");
      }
    }
    xml(exchange, out + "</ListBucketResult>");
  }

  private static String text(String name, boolean encoded) {
    return encoded ? URLEncoder.encode(name, StandardCharsets.UTF_8).replace("%2F", "/") : name;
  }

  private static void element(StringBuilder out, String name, String text) {
    out.append('<').append(name).append('>').append(escape(text));
    out.append("</").append(name).append('>');
  }

  static void error(HttpExchange exchange, Fault fault) throws IOException {
    if (fault == Fault.FORBIDDEN_PAGE) {
      Request.send(exchange, fault.status, "text/html", "<html><body>Forbidden</body></html>");
      return;
    }
    if (fault == Fault.DELETE_MARKER || fault == Fault.DELETE_MARKER_VERSION) {
      exchange.getResponseHeaders().set("x-amz-delete-marker", "true");
    }
    boolean archived = fault == Fault.INVALID_OBJECT_STATE;
    String more = archived ? "<StorageClass>GLACIER</StorageClass>" : "";
    error(exchange, fault.status, fault.answer, fault.message, more);
  }

  static void error(HttpExchange exchange, int status, String code, String more)
      throws IOException {
    error(exchange, status, code, "loopback: " + code, more);
  }

  private static void error(
      HttpExchange exchange, int status, String code, String message, String more)
      throws IOException {
    String body =
        "%s<Error><Code>%s</Code><Message>%s</Message>%s<RequestId>LOOPBACK</RequestId></Error>"
            .formatted(XML, code, escape(message), more);
    Request.send(exchange, status, "application/xml", body);
  }

  private static void xml(HttpExchange exchange, String document) throws IOException {
    Request.send(exchange, 200, "application/xml", XML + document);
  }

  private static String headerText(String value) {
    boolean plain = value.chars().allMatch(c -> c >= ' ' && c <= '~');
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    return plain ? value : "=?UTF-8?B?" + Base64.getEncoder().encodeToString(utf8) + "?=";
  }

  /// The same in a listing and beside the object, another once the file was written again.
  private static String eTag(Path file) throws IOException {
    return "%x-%x"
        .formatted(Files.size(file), Files.getLastModifiedTime(file).to(TimeUnit.MICROSECONDS));
  }

  private static Instant lastModified(Path file) throws IOException {
    return Files.getLastModifiedTime(file).toInstant().truncatedTo(ChronoUnit.SECONDS);
  }

  private static String crc32(byte[] bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    byte[] big = ByteBuffer.allocate(4).putInt((int) crc.getValue()).array();
    return Base64.getEncoder().encodeToString(big);
  }

  /// Characters that XML cannot hold go as references, which is what S3 does.
  private static String escape(String text) {
    StringBuilder out = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              if (c < ' ' || c == '&' || c == '<' || c == '>' || c == '"') {
                out.append("&#x").append(Integer.toHexString(c)).append(';');
              } else {
                out.appendCodePoint(c);
              }
            });
    return out.toString();
  }
}
