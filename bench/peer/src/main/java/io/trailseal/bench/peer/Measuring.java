package io.trailseal.bench.peer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Measures one peer and writes what came out as JSON. CPU is of the whole process.
public final class Measuring {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final OperatingSystemMXBean PROCESS =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private static final int WARM_UP = 20;

  /// A kind of question that is slow is not asked longer than this.
  private static final long NANOS_MAX = 5_000_000_000L;

  private Measuring() {}

  /// @param folder what `trailseal bench search --keep` left
  /// @param out file for the result
  /// @param times how often each kind is asked
  public static void run(Peer peer, Path folder, Path out, int times) throws Exception {
    long wall = System.nanoTime();
    long cpu = PROCESS.getProcessCpuTime();
    long events = peer.ingest(folder.resolve("objects"));
    ObjectNode result = JSON.createObjectNode();
    result.put("peer", peer.name());
    result.put("events", events);
    result.put("cpuMicrosPerEvent", (PROCESS.getProcessCpuTime() - cpu) / 1e3 / events);
    result.put("eventsPerSecond", Math.round(events / ((System.nanoTime() - wall) / 1e9)));
    result.put("bytes", peer.bytes());
    ArrayNode questions = result.putArray("questions");
    for (Map.Entry<String, List<JsonNode>> kind : kinds(folder).entrySet()) {
      questions.add(ask(peer, kind.getKey(), kind.getValue(), times));
    }
    Files.writeString(out, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(result));
  }

  private static Map<String, List<JsonNode>> kinds(Path folder) throws IOException {
    Map<String, List<JsonNode>> kinds = new LinkedHashMap<>();
    for (String line : Files.readAllLines(folder.resolve("questions.ndjson"))) {
      JsonNode question = JSON.readTree(line);
      kinds
          .computeIfAbsent(question.get("name").asText(), _ -> new ArrayList<>())
          .add(question);
    }
    return kinds;
  }

  private static ObjectNode ask(Peer peer, String name, List<JsonNode> questions, int times) {
    ObjectNode result = JSON.createObjectNode();
    result.put("name", name);
    try {
      result.set("found", ask(peer, questions, times, false));
      boolean records = questions.getFirst().get("limit").asInt() > 0;
      result.set("whole", records ? ask(peer, questions, times, true) : result.get("found"));
    } catch (Exception e) {
      // One kind that an engine cannot answer says nothing of the others.
      result.put("failed", e.toString());
    }
    return result;
  }

  private static ObjectNode ask(Peer peer, List<JsonNode> questions, int times, boolean records)
      throws Exception {
    long matched = 0;
    long[] nanos = new long[times];
    int asked = 0;
    long end = System.nanoTime() + NANOS_MAX / 2;
    for (int i = 0; i < WARM_UP && System.nanoTime() < end; i++) {
      peer.ask(questions.get(i % questions.size()), records);
    }
    end = System.nanoTime() + NANOS_MAX;
    while (asked < times && System.nanoTime() < end) {
      JsonNode question = questions.get(asked % questions.size());
      long start = System.nanoTime();
      matched += peer.ask(question, records);
      nanos[asked++] = System.nanoTime() - start;
    }
    long[] sorted = Arrays.copyOf(nanos, asked);
    Arrays.sort(sorted);
    return JSON.createObjectNode()
        .put("asked", asked)
        .put("matched", matched / asked)
        .put("p50Millis", sorted[(asked - 1) / 2] / 1e6)
        .put("p95Millis", sorted[(int) Math.ceil(asked * 0.95) - 1] / 1e6);
  }
}
