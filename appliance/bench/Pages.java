import java.io.BufferedReader;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// How long a page takes whose hits lie in as many log files: asks for one event of each of so many
/// log files by their eventIDs, again and again, and prints percentiles.
/// `java Pages.java URL IDS HITS ROUNDS`, where IDS is a CSV of eventID and objectEntry.
final class Pages {
  private Pages() {}

  public static void main(String[] arguments) throws Exception {
    String url = arguments[0];
    int hits = Integer.parseInt(arguments[2]);
    int rounds = Integer.parseInt(arguments[3]);
    Map<String, List<String>> events = new HashMap<>();
    try (BufferedReader rows = Files.newBufferedReader(Path.of(arguments[1]))) {
      rows.readLine(); // The header.
      for (String row = rows.readLine(); row != null; row = rows.readLine()) {
        String[] cells = row.replace("\"", "").split(",", 2);
        events.computeIfAbsent(cells[1], _ -> new ArrayList<>()).add(cells[0]);
      }
    }
    List<String> objects = new ArrayList<>(events.keySet());
    Random random = new Random(7);
    long[] nanos = new long[rounds];
    int warm = rounds / 4;
    try (HttpClient client = HttpClient.newHttpClient()) {
      for (int round = -warm; round < rounds; round++) {
        Collections.shuffle(objects, random);
        List<String> wanted = new ArrayList<>();
        for (String object : objects.subList(0, hits)) {
          List<String> ids = events.get(object);
          wanted.add(ids.get(random.nextInt(ids.size())));
        }
        String query = "eventID:(" + String.join(" OR ", wanted) + ")";
        HttpRequest request =
            HttpRequest.newBuilder(
                    URI.create(
                        url
                            + "/api/v1/events?limit="
                            + hits
                            + "&q="
                            + URLEncoder.encode(query, StandardCharsets.UTF_8)))
                .build();
        long start = System.nanoTime();
        HttpResponse<String> answer =
            client.send(request, HttpResponse.BodyHandlers.ofString());
        if (round >= 0) {
          nanos[round] = System.nanoTime() - start;
        }
        if (!answer.body().startsWith("{\"total\":" + hits + ",")) {
          throw new IllegalStateException(answer.body().substring(0, 300));
        }
      }
    }
    Arrays.sort(nanos);
    System.out.printf(
        "page of %d hits in %d of %d log files: median %.1f ms, p95 %.1f ms, p99 %.1f ms%n",
        hits,
        hits,
        objects.size(),
        nanos[rounds / 2] / 1e6,
        nanos[rounds * 95 / 100] / 1e6,
        nanos[rounds * 99 / 100] / 1e6);
  }
}
