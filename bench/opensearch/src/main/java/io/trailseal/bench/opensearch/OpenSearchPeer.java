package io.trailseal.bench.opensearch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trailseal.bench.peer.LogFiles;
import io.trailseal.bench.peer.Measuring;
import io.trailseal.bench.peer.Peer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.codelibs.opensearch.runner.OpenSearchRunner;

/// One node, one shard, asked over HTTP as its users do.
public final class OpenSearchPeer implements Peer {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int BULK_BYTES = 8 << 20;
  private static final int WRITERS = 2;

  private final OpenSearchRunner runner = new OpenSearchRunner();
  private final HttpClient http = HttpClient.newHttpClient();
  private final Path folder;
  private final String url;

  private OpenSearchPeer(Path folder) throws IOException, InterruptedException {
    this.folder = folder;
    runner
        .onBuild(
            (_, settings) -> {
              settings.put("discovery.type", "single-node");
              settings.put("cluster.routing.allocation.disk.threshold_enabled", false);
            })
        .build(
            OpenSearchRunner.newConfigs()
                .clusterName("trailseal-bench")
                .numOfNode(1)
                .basePath(folder.toString()));
    runner.ensureYellow();
    url = "http://127.0.0.1:" + runner.node().settings().get("http.port");
    send("PUT", "/events", mapping());
  }

  /// @param arguments the folder that `bench search --keep` left, a file for the result, and how
  ///   often each kind is asked
  public static void main(String[] arguments) throws Exception {
    Path folder = Files.createTempDirectory("trailseal-bench-opensearch-");
    try (OpenSearchPeer peer = new OpenSearchPeer(folder)) {
      Measuring.run(
          peer, Path.of(arguments[0]), Path.of(arguments[1]), Integer.parseInt(arguments[2]));
    }
    System.exit(0); // threads of the node are not daemons
  }

  @Override
  public String name() {
    return "OpenSearch 3.8";
  }

  private static String mapping() {
    StringBuilder keywords = new StringBuilder();
    Fields.KEYWORDS.forEach(
        path -> keywords.append("\"%s\":{\"type\":\"keyword\"},".formatted(Fields.column(path))));
    // What is copied out of the event for the index is not kept a second time as source.
    return """
        {"settings":{"number_of_shards":1,"number_of_replicas":0,"refresh_interval":"30s",
          "translog.durability":"async","mapping.total_fields.limit":2000},
         "mappings":{"dynamic":false,"_source":{"includes":["event"]},"properties":{%s
          "eventTime":{"type":"date","ignore_malformed":true},"bytes":{"type":"long"},
          "ip":{"type":"ip","ignore_malformed":true},"event":{"type":"flat_object"},
          "text":{"type":"text","norms":false}}}}"""
        .formatted(keywords);
  }

  // ------------------------------------------------------------ ingesting

  @Override
  public long ingest(Path objects) throws Exception {
    List<Path> files = LogFiles.in(objects);
    List<Future<Long>> parts = new ArrayList<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(WRITERS)) {
      for (int writer = 0; writer < WRITERS; writer++) {
        int first = writer;
        parts.add(pool.submit(() -> ingest(files, first)));
      }
    }
    long events = 0;
    for (Future<Long> part : parts) {
      events += part.get();
    }
    send("POST", "/events/_refresh", "");
    send("POST", "/events/_flush", "");
    return events;
  }

  private long ingest(List<Path> files, int first) throws IOException, InterruptedException {
    ByteArrayOutputStream bulk = new ByteArrayOutputStream();
    byte[] action = "{\"index\":{}}\n".getBytes(StandardCharsets.US_ASCII);
    long events = 0;
    for (int i = first; i < files.size(); i += WRITERS) {
      for (JsonNode event : JSON.readTree(LogFiles.read(files.get(i))).get("Records")) {
        bulk.writeBytes(action);
        bulk.writeBytes(JSON.writeValueAsBytes(document(event)));
        bulk.write('\n');
        events++;
        if (bulk.size() > BULK_BYTES) {
          flush(bulk);
        }
      }
    }
    flush(bulk);
    return events;
  }

  private void flush(ByteArrayOutputStream bulk) throws IOException, InterruptedException {
    if (bulk.size() > 0) {
      JsonNode answer =
          send("POST", "/events/_bulk?filter_path=errors", bulk.toString(StandardCharsets.UTF_8));
      if (answer.path("errors").asBoolean()) {
        throw new IOException("OpenSearch did not take in every event");
      }
      bulk.reset();
    }
  }

  private static ObjectNode document(JsonNode event) {
    ObjectNode document = JSON.createObjectNode();
    Fields.KEYWORDS.forEach(
        path -> {
          JsonNode value = Fields.at(event, path);
          if (!value.isMissingNode() && !value.isNull()) {
            document.set(Fields.column(path), value);
          }
        });
    document.set("eventTime", event.path("eventTime"));
    if (Fields.isAddress(event.path("sourceIPAddress").asText())) {
      document.set("ip", event.path("sourceIPAddress"));
    }
    document.put("bytes", event.toString().length());
    document.set("event", event);
    StringBuilder text = new StringBuilder();
    Fields.text(event, text);
    return document.put("text", text.toString());
  }

  @Override
  public long bytes() throws IOException, InterruptedException {
    return send("GET", "/events/_stats/store", "")
        .at("/_all/primaries/store/size_in_bytes")
        .asLong();
  }

  // ------------------------------------------------------------ asking

  @Override
  public long ask(JsonNode question, boolean records) throws IOException, InterruptedException {
    ObjectNode body = JSON.createObjectNode();
    body.putObject("query").putObject("bool").putArray("filter").add(Dsl.query(question.get("query")));
    body.put("size", question.get("limit").asInt());
    body.put("_source", records);
    body.put("track_total_hits", true);
    boolean bySize = question.path("sort").asText().startsWith("size");
    body.putArray("sort")
        .addObject()
        .put(bySize ? "bytes" : "eventTime", bySize ? "asc" : "desc");
    if (question.has("count")) {
      body.putObject("aggs").set("counted", Dsl.aggregation(question.get("count").asText()));
    }
    JsonNode answer = send("POST", "/events/_search?request_cache=false", body.toString());
    return answer.at("/hits/total/value").asLong();
  }

  private JsonNode send(String method, String path, String body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + path))
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    HttpResponse<byte[]> answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
    if (answer.statusCode() >= 300) {
      throw new IOException(
          "%s %s: %s"
              .formatted(method, path, new String(answer.body(), StandardCharsets.UTF_8)));
    }
    return JSON.readTree(answer.body());
  }

  @Override
  public void close() throws IOException {
    runner.close();
    runner.clean();
    Files.deleteIfExists(folder);
  }
}
