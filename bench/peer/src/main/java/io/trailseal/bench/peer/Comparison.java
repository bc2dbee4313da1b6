package io.trailseal.bench.peer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Prints one table of ours and of the peers'.
public final class Comparison {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Comparison() {}

  /// @param arguments what `bench ingest` and `bench search` wrote as JSON, then the peers' results
  public static void main(String[] arguments) throws Exception {
    JsonNode ingest = JSON.readTree(Path.of(arguments[0]).toFile());
    JsonNode search = JSON.readTree(Path.of(arguments[1]).toFile());
    List<JsonNode> peers = new ArrayList<>();
    for (int i = 2; i < arguments.length; i++) {
      peers.add(JSON.readTree(Path.of(arguments[i]).toFile()));
    }
    double events = ingest.get("events").asDouble();
    JsonNode imported = ingest.get("steps").get(0);
    double ourCpu = imported.get("cpuMicrosPerEvent").asDouble();
    double ourBytes = ingest.get("bytes").get("search").asDouble() / events;
    double ourRate = imported.get("eventsPerSecond").asDouble();
    StringBuilder head = new StringBuilder("%-42s %14s".formatted("", "Trailseal"));
    peers.forEach(peer -> head.append("  %26s".formatted(peer.get("peer").asText())));
    System.out.println(head);
    line("µs CPU an event ingested", ourCpu, peers, "cpuMicrosPerEvent", 1);
    line("events a second", ourRate, peers, "eventsPerSecond", 1);
    line("bytes an event (ours: the index alone)", ourBytes, peers, "bytes", events);
    double allBytes = 0;
    for (JsonNode room : ingest.get("bytes")) {
      allBytes += room.asDouble() / events;
    }
    line("bytes an event (ours: all of the store)", allBytes, peers, "bytes", events);
    System.out.println();
    System.out.println("Finding which events, and how many match:");
    questions(search, peers, "found");
    System.out.println();
    System.out.println("The same with the records of the hits:");
    questions(search, peers, "whole");
  }

  private static void questions(JsonNode search, List<JsonNode> peers, String part) {
    System.out.println("p50 / p95 ms, and how many times ours the p50 is");
    for (JsonNode ours : search.get("questions")) {
      StringBuilder line =
          new StringBuilder(
              "%-42s %14s".formatted(ours.get("name").asText(), times(ours.get(part))));
      for (JsonNode peer : peers) {
        line.append("  %26s".formatted(beside(ours, peer, part)));
      }
      System.out.println(line);
    }
  }

  private static void line(
      String what, double ours, List<JsonNode> peers, String member, double dividedBy) {
    StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%-42s %14.1f", what, ours));
    for (JsonNode peer : peers) {
      double theirs = peer.get(member).asDouble() / dividedBy;
      line.append(
          "  %26s".formatted(String.format(Locale.ROOT, "%.1f (%.1fx)", theirs, theirs / ours)));
    }
    System.out.println(line);
  }

  private static double p50(JsonNode times) {
    return times.get("p50Millis").asDouble();
  }

  private static String times(JsonNode question) {
    return String.format(
        Locale.ROOT,
        "%.2f / %.1f",
        question.get("p50Millis").asDouble(),
        question.get("p95Millis").asDouble());
  }

  private static String beside(JsonNode ours, JsonNode peer, String part) {
    for (JsonNode theirs : peer.get("questions")) {
      if (theirs.get("name").equals(ours.get("name"))) {
        if (theirs.has("failed")) {
          return "not asked";
        }
        double ratio = p50(theirs.get(part)) / p50(ours.get(part));
        boolean same = theirs.at("/found/matched").asLong() == ours.get("matched").asLong();
        return "%s (%s)%s"
            .formatted(times(theirs.get(part)), String.format(Locale.ROOT, "%.1fx", ratio), same ? "" : " *");
      }
    }
    return "";
  }
}
