package io.trailseal.indexer.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailseal.indexer.search.FieldInfo.FieldValue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FieldCatalogueTest {
  @TempDir private Path folder;

  private Room room;

  @BeforeEach
  void fill() throws Exception {
    room = new Room(folder);
    room.put(
        event("01", "\"eventName\":\"GetObject\",\"awsRegion\":\"eu-west-1\",\"p\":{\"Bucket\":7}"),
        event(
            "02",
            "\"eventName\":\"GetObject\",\"p\":{\"Bucket\":\"8\",\"since\":\"2026-01-01T00:00:00Z\"}"),
        event("03", "\"eventName\":\"getobject\",\"p\":{\"flag\":true,\"since\":null}"));
    room.catchUp();
    room.put(
        event(
            "04",
            "\"eventName\":\"GetAcl\",\"p\":{\"Bucket\":\"x\"},\"sourceIPAddress\":\"192.0.2.1\""),
        event("05", "\"eventName\":\"PutObject\",\"sourceIPAddress\":\"s3.amazonaws.com\""));
    room.catchUp();
  }

  private static String event(String day, String members) {
    return "{\"eventID\":\"%08d-0000-4000-8000-000000000000\",\"eventTime\":\"2026-03-%sT00:00:00Z\",%s}"
        .formatted(Integer.parseInt(day), day, members);
  }

  @AfterEach
  void close() throws Exception {
    assertThat(room.faults()).isEmpty();
    room.close();
  }

  @Test
  void longNamesThatAreNotKeptInMemoryAreFoundAllTheSame() throws Exception {
    String name = "n".repeat(900);
    String[] records = new String[6_000];
    for (int i = 0; i < records.length; i++) {
      records[i] = "{\"eventTime\":\"2026-03-01T10:00:00Z\",\"%s%04d\":\"x\"}".formatted(name, i);
    }
    try (Room room = new Room(folder.resolve("long"))) {
      room.put(records);
      room.catchUp();
      for (int i : new int[] {0, 2_500, 5_999}) {
        assertThat(room.ask("%s%04d:*".formatted(name, i)).total()).isEqualTo(1);
      }
      assertThat(room.questions.fields(name, 100)).isNotEmpty();
    }
  }

  @Test
  void fieldsComeWithTypeCountAndTheirMostFrequentValues() throws Exception {
    Map<String, FieldInfo> all =
        room.questions.fields("", 100).stream().collect(Collectors.toMap(FieldInfo::path, f -> f));
    assertThat(all.keySet())
        .containsExactlyInAnyOrder(
            "eventID",
            "eventTime",
            "eventName",
            "awsRegion",
            "sourceIPAddress",
            "p.Bucket",
            "p.since",
            "p.flag");
    assertThat(all.get("eventName"))
        .isEqualTo(
            new FieldInfo(
                "eventName",
                FieldInfo.Type.TEXT,
                5,
                true,
                List.of(
                    new FieldValue("getobject", 3),
                    new FieldValue("GetAcl", 1),
                    new FieldValue("PutObject", 1))));
    assertThat(all.get("eventTime"))
        .isEqualTo(new FieldInfo("eventTime", FieldInfo.Type.TIME, 5, true, List.of()));
    assertThat(Objects.requireNonNull(all.get("eventID")).topValues()).isEmpty();
    assertThat(Objects.requireNonNull(all.get("sourceIPAddress")).type())
        .isEqualTo(FieldInfo.Type.MIXED);
    assertThat(Objects.requireNonNull(all.get("p.Bucket")).type()).isEqualTo(FieldInfo.Type.MIXED);
    assertThat(Objects.requireNonNull(all.get("p.Bucket")).events()).isEqualTo(3);
    assertThat(all.get("p.since"))
        .isEqualTo(
            new FieldInfo(
                "p.since",
                FieldInfo.Type.TIME,
                1,
                false,
                List.of(new FieldValue("2026-01-01t00:00:00z", 1))));
    assertThat(Objects.requireNonNull(all.get("p.flag")).type()).isEqualTo(FieldInfo.Type.BOOLEAN);
  }

  @Test
  void aPrefixFindsPathsAndThenPartsOfThem() throws Exception {
    assertThat(paths("EVENT", 100)).containsExactly("eventID", "eventName", "eventTime");
    assertThat(paths("event", 1)).containsExactly("eventID");
    assertThat(paths("buck", 100)).containsExactly("p.Bucket");
    assertThat(paths("S", 100)).containsExactly("sourceIPAddress", "p.since");
    assertThat(paths("nothing", 100)).isEmpty();
  }

  private List<String> paths(String prefix, int countMax) throws Exception {
    return room.questions.fields(prefix, countMax).stream().map(FieldInfo::path).toList();
  }

  @Test
  void valuesAreSuggestedByTheirBeginning() throws Exception {
    assertThat(room.questions.values("eventname", "GET", 10))
        .isEqualTo(
            new FieldInfo.Suggestions(
                List.of(new FieldValue("getobject", 3), new FieldValue("GetAcl", 1)), true));
    assertThat(room.questions.values("eventName", "get", 1).values()).hasSize(1);
    assertThat(room.questions.values("p.bucket", "", 10).values())
        .containsExactly(new FieldValue("7", 1), new FieldValue("8", 1), new FieldValue("x", 1));
    assertThat(room.questions.values("p.bucket", "8", 10).values())
        .containsExactly(new FieldValue("8", 1));
    assertThat(room.questions.values("nothing\u0000", "x\ud800", 10).values()).isEmpty();
    for (String kept : List.of("eventID", "EVENTTIME", "requestID")) {
      assertThat(room.questions.values(kept, "", 10).isComplete()).as(kept).isFalse();
    }
  }

  @Test
  void whereThereIsNoTimeWhatWasLookedAtIsGiven() throws Exception {
    Inventory months = Room.inventory(folder);
    try (Snapshot snapshot = Snapshot.of(months, months.settled(), Audience.EVERYBODY)) {
      Budget none = new Budget(() -> false, -1, 1 << 20);
      assertThat(new FieldCatalogue(snapshot, Budget.standard()).values("p.bucket", "", 9).values())
          .hasSize(3);
      try (Snapshot hurried = Snapshot.of(months, months.settled(), Audience.EVERYBODY, none)) {
        FieldInfo.Suggestions some = new FieldCatalogue(hurried, none).values("p.bucket", "", 9);
        assertThat(some.isComplete()).isFalse();
        assertThat(some.values()).hasSizeLessThan(3);
      }
    } finally {
      months.close();
    }
  }

  @Test
  void ofTooManyValuesSomeAreLookedAt() throws Exception {
    List<String> records = new ArrayList<>();
    for (int i = 0; i < 10_500; i++) {
      records.add(event("06", "\"p\":{\"many\":\"v%06d\"}".formatted(i)));
    }
    room.put(records.toArray(String[]::new));
    room.catchUp();
    FieldInfo.Suggestions some = room.questions.values("p.many", "v", 3);
    assertThat(some.isComplete()).isFalse();
    assertThat(some.values().getFirst()).isEqualTo(new FieldValue("v000000", 1));
    assertThat(room.questions.values("p.many", "v02099", 100).isComplete()).isTrue();
    assertThat(room.questions.fields("p.many", 1).getFirst())
        .isEqualTo(new FieldInfo("p.many", FieldInfo.Type.TEXT, 10_500, false, List.of()));
  }
}
