package io.trailseal.indexer.search;

import io.trailseal.indexer.ledger.CustodyStep;
import io.trailseal.indexer.ledger.LedgerEntry.ObjectReceived;
import io.trailseal.indexer.ledger.LedgerEntry.VerdictReached;
import io.trailseal.indexer.ledger.LedgerPosition;
import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.Sha256;
import io.trailseal.verifier.Verdict;
import io.trailseal.verifier.Verdict.Obstacle;
import io.trailseal.verifier.synthetic.FolderBucket;
import io.trailseal.verifier.synthetic.SampleSettings;
import io.trailseal.verifier.synthetic.SyntheticTrail;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/// A room with real records, made-up ones and odd ones, and what the oracle knows of them.
final class OracleRoom {
  private static final JsonFactory STRICT =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private static final int EVENTS_PER_OBJECT = 60;

  private static final List<String> RECIPIENTS =
      List.of(
          "\"recipientAccountId\":\"111122223333\"",
          "\"recipientAccountId\":\"444455556666\"",
          "\"recipientAccountId\":\"444455556666\"",
          "\"recipientAccountId\":\"012345678901\"",
          "\"recipientAccountId\":111122223333",
          "\"recipientAccountId\":111122223333.0",
          "\"RecipientAccountID\":\"111122223333\"",
          "\"recipientAccountId\":[\"111122223333\",\"444455556666\"]",
          "\"recipientAccountId\":[\"444455556666\"]",
          "\"recipientAccountId\":null",
          "\"recipientAccountId\":\"\"",
          "\"recipientAccountId\":{\"a\":\"111122223333\"}",
          "\"recipientAccountId\":\"111122223333\",\"RecipientAccountId\":\"444455556666\"");

  final Room room;
  final Oracle oracle;
  private final Map<Audience, Oracle> seen = new HashMap<>();

  private OracleRoom(Room room, Oracle oracle) {
    this.room = room;
    this.oracle = oracle;
  }

  /// What an audience sees of it: the events with one recipient, who is among its accounts.
  Oracle seenBy(Audience audience) {
    return audience.accounts().isEmpty()
        ? oracle
        : seen.computeIfAbsent(
            audience,
            _ ->
                oracle.only(
                    event ->
                        event.recipients().size() == 1
                            && audience.accounts().get().contains(event.recipients().getFirst())));
  }

  /// Of one or some of the accounts that events are of, or of one that none is of.
  Audience someAudience(Random random) {
    List<String> accounts =
        oracle.events.stream()
            .flatMap(event -> event.recipients().stream())
            .filter(account -> account.matches("[0-9]{12}"))
            .distinct()
            .sorted()
            .collect(Collectors.toCollection(ArrayList::new));
    accounts.add("999999999999");
    Collections.shuffle(accounts, random);
    return new Audience(Optional.of(Set.copyOf(accounts.subList(0, 1 + random.nextInt(3)))));
  }

  /// Takes everything in, in several segments a month, with verdicts about some of the objects.
  ///
  /// @param share part of the real records, 0 to 1
  static OracleRoom fill(Path folder, Random random, double share) throws IOException {
    List<String> records = new ArrayList<>(OracleOddities.RECORDS);
    records.addAll(realRecords());
    records.addAll(sampleRecords(folder.resolve("sample")));
    records.removeIf(_ -> random.nextDouble() >= share);
    records.replaceAll(record -> delivered(record, random));
    Room room = new Room(folder.resolve("home"));
    List<OracleEvent> events = new ArrayList<>();
    Map<Long, String> verdicts = new HashMap<>();
    for (int from = 0; from < records.size(); ) {
      int to = Math.min(records.size(), from + 1 + random.nextInt(2 * EVENTS_PER_OBJECT));
      List<String> some = new ArrayList<>(records.subList(from, to));
      for (int again = from == 0 ? 0 : random.nextInt(4); again > 0; again--) {
        // Delivered once more, written a little differently.
        String record = records.get(random.nextInt(from));
        boolean asItIs = random.nextBoolean() || !isSound(record);
        if (random.nextInt(4) == 0 && record.length() > 2) {
          // Or with its id and other content.
          record = record.replaceFirst("\\{", "{\"changed\":" + some.size() + ",");
        }
        some.add(asItIs ? record : record.replaceFirst("\\{", "{ "));
      }
      LedgerPosition object = room.put(some.toArray(String[]::new));
      for (int i = 0; i < some.size(); i++) {
        String raw = some.get(i);
        events.add(
            new OracleEvent(
                new EventId(object, i), raw, raw.getBytes(StandardCharsets.UTF_8).length));
      }
      judge(room, object, random).ifPresent(word -> verdicts.put(object.value(), word));
      if (random.nextInt(20) == 0) {
        room.catchUp();
      }
      from = to;
    }
    room.catchUp();
    return new OracleRoom(room, new Oracle(once(room, events), verdicts));
  }

  /// Now and then to another account than it was, or to none or several.
  private static String delivered(String record, Random random) {
    if (random.nextInt(6) > 0 || !isSound(record)) {
      return record;
    }
    String others = record.replaceAll("\"recipientAccountId\":\"[^\"]*\",?", "");
    return others.matches("(?s)\\{\\s*}.*|.*,\\s*}")
        ? record
        : others.replaceFirst("\\{", "{" + RECIPIENTS.get(random.nextInt(RECIPIENTS.size())) + ",");
  }

  /// A record with a name twice is the same as another only byte for byte.
  static boolean isSound(String record) {
    try (JsonParser parser = STRICT.createParser(ObjectReadContext.empty(), record)) {
      JsonToken token = parser.nextToken();
      while (token != null) {
        token = parser.nextToken();
      }
      return true;
    } catch (JacksonException _) {
      return false;
    }
  }

  /// The events, each once. Which of its places is the event's own is for the engine to choose.
  private static List<OracleEvent> once(Room room, List<OracleEvent> events) throws IOException {
    Map<String, List<OracleEvent>> byContent = new LinkedHashMap<>();
    for (OracleEvent event : events) {
      String eventID =
          event.at("eventid").stream().map(OracleEvent.Leaf::text).findFirst().orElse("");
      // What has no eventID is as often an event as it is delivered.
      String key = eventID.isEmpty() ? event.id.toString() : event.raw.replace("{ ", "{");
      byContent.computeIfAbsent(key, _ -> new ArrayList<>()).add(event);
    }
    List<OracleEvent> once = new ArrayList<>();
    for (List<OracleEvent> places : byContent.values()) {
      once.add(places.size() == 1 ? places.getFirst() : chosen(room, places));
    }
    return once;
  }

  private static OracleEvent chosen(Room room, List<OracleEvent> places) throws IOException {
    String eventID = places.getFirst().at("eventid").getFirst().text();
    List<EventId> found = room.questions.withEventID(eventID, 1_000);
    List<OracleEvent> own = places.stream().filter(place -> found.contains(place.id)).toList();
    EventHit hit = own.size() == 1 ? room.questions.event(own.getFirst().id).orElseThrow() : null;
    if (hit == null || hit.alsoIn().size() != places.size() - 1) {
      throw new AssertionError(
          "%s came in %d times: the index has it as %s, and says of it %s"
              .formatted(eventID, places.size(), own.stream().map(e -> e.id).toList(), hit));
    }
    return own.getFirst();
  }

  private static Optional<String> judge(Room room, LedgerPosition object, Random random)
      throws IOException {
    S3Name name = ((ObjectReceived) room.ledger.entry(object).orElseThrow().entry()).name();
    S3Name digest = new S3Name("trail", "digest");
    Verdict verdict =
        switch (random.nextInt(4)) {
          case 0 -> new Verdict.Intact(name, Sha256.of(new byte[0]), digest.toString());
          case 1 -> new Verdict.Altered(name, "this", "that", Optional.of(digest));
          case 2 -> new Verdict.Undecided(name, Obstacle.NO_DIGEST_YET, "");
          default -> null;
        };
    if (verdict == null) {
      return Optional.empty();
    }
    room.ledger.record(
        new CustodyStep(
            List.of(),
            List.of(new VerdictReached(verdict, Optional.of(object))),
            room.ledger.custodyPosition()));
    return Optional.of(verdict.word());
  }

  private static List<String> realRecords() throws IOException {
    Path file = Path.of(System.getProperty("trailseal.shared"), "data", "events.ndjson.gz");
    List<String> records = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      lines.lines().forEach(records::add);
    }
    return records;
  }

  private static List<String> sampleRecords(Path folder) throws IOException {
    SampleSettings standard = SampleSettings.DEFAULTS;
    SampleSettings small =
        new SampleSettings(
            1, 1, 2, 600, Optional.empty(), 11, standard.start(), standard.bucket(), "");
    FolderBucket bucket = FolderBucket.at(folder);
    new SyntheticTrail(small).writeTo(bucket);
    List<String> records = new ArrayList<>();
    for (String key : bucket.keys("AWSLogs/")) {
      if (key.contains("/CloudTrail/")) {
        byte[] delivered = bucket.get(key).orElseThrow().content().toByteArray();
        String text =
            new String(
                new GZIPInputStream(new ByteArrayInputStream(delivered)).readAllBytes(),
                StandardCharsets.UTF_8);
        records.addAll(OracleOddities.elements(text));
      }
    }
    return records;
  }
}
