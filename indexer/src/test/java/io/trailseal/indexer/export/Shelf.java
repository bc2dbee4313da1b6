package io.trailseal.indexer.export;

import io.trailseal.indexer.Store;
import io.trailseal.indexer.query.QueryParser;
import io.trailseal.indexer.search.Audience;
import io.trailseal.indexer.search.EventHit;
import io.trailseal.indexer.search.SearchAnswer;
import io.trailseal.indexer.search.SearchRequest;
import io.trailseal.indexer.search.WalkRequest.Order;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

/// A real store in a folder, and a place beside it to export to.
final class Shelf implements Closeable {
  static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-21T00:00:00Z"));

  final Path folder;
  final Store store;
  private int files;

  Shelf(Path folder) throws IOException {
    this.folder = folder;
    this.store = Store.open(folder.resolve("home"), "a test", CLOCK);
  }

  Path out(String name) {
    return folder.resolve(name);
  }

  /// Takes in one log file with these records.
  void put(List<String> records) throws IOException, InterruptedException {
    Path delivery = Files.createDirectory(folder.resolve("delivery-" + files++));
    Path file =
        delivery.resolve(
            "AWSLogs/111122223333/CloudTrail/us-east-1/2026/03/02/111122223333_CloudTrail_us-east-1_"
                + "20260302T0000Z_%016d.json.gz".formatted(files));
    Files.createDirectories(file.getParent());
    try (GZIPOutputStream gzip = new GZIPOutputStream(Files.newOutputStream(file))) {
      gzip.write(
          ("{\"Records\":[" + String.join(",", records) + "]}").getBytes(StandardCharsets.UTF_8));
    }
    take(delivery);
  }

  void take(Path delivery) throws IOException, InterruptedException {
    store.importer().run(List.of(delivery), Optional.of("bucket"), (_, _, _, _, _) -> {});
    store.awaitCaughtUp();
  }

  static String event(int number, Instant time) {
    return "{\"eventID\":\"e%d\",\"eventTime\":\"%s\"}".formatted(number, time);
  }

  static ExportRequest request(ExportForm form, Order order, boolean withProof) throws Exception {
    return ExportRequest.of(
        QueryParser.parse("*"),
        Optional.empty(),
        Optional.empty(),
        order,
        form,
        Optional.empty(),
        withProof,
        ExportRequest.UNLIMITED);
  }

  static ExportRequest request(ExportForm form) throws Exception {
    return request(form, Order.OLDEST_FIRST, false);
  }

  static ExportRequest csv(String query, String columns) throws Exception {
    return ExportRequest.of(
        QueryParser.parse(query),
        Optional.empty(),
        Optional.empty(),
        Order.OLDEST_FIRST,
        ExportForm.CSV,
        Optional.of(columns),
        false,
        ExportRequest.UNLIMITED);
  }

  ExportSummary write(ExportRequest request, FileOptions options) throws Exception {
    return FileExport.run(
        store.search().shownTo(Audience.EVERYBODY), request, options, CLOCK, (_, _) -> {});
  }

  ExportStream open(ExportRequest request) throws Exception {
    return ExportStream.open(
        store.search().shownTo(Audience.EVERYBODY),
        request,
        CLOCK.instant(),
        new ExportStream.Watcher() {
          @Override
          public boolean isGone() {
            return false;
          }

          @Override
          public void failed(Exception why) {
            throw new AssertionError(why);
          }
        });
  }

  /// A stream, read to its end.
  String read(ExportRequest request) throws Exception {
    try (ExportStream stream = open(request)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /// Every event, newest first, page by page.
  List<EventHit> hits() throws Exception {
    List<EventHit> hits = new ArrayList<>();
    Optional<String> cursor = Optional.empty();
    do {
      SearchAnswer page =
          store
              .search()
              .shownTo(Audience.EVERYBODY)
              .search(
                  new SearchRequest(
                      QueryParser.parse("*"),
                      Optional.empty(),
                      Optional.empty(),
                      SearchRequest.LIMIT_MAX,
                      cursor));
      hits.addAll(page.hits());
      cursor = page.next();
    } while (cursor.isPresent());
    return hits;
  }

  @Override
  public void close() throws IOException {
    store.close();
  }
}
