package io.trailseal.indexer.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Free words are looked for in paths too, also where a segment has more of them than are kept.
final class PathWordsTest {
  @TempDir private Path folder;
  private Room room;

  @BeforeEach
  void open() throws IOException {
    room = new Room(folder);
  }

  @AfterEach
  void everyTestEndsWithAWholeIndex() throws IOException {
    assertThat(room.faults()).isEmpty();
    room.close();
  }

  private void finds(String query, String... eventIDs) throws Exception {
    assertThat(room.find(query)).as(query).containsExactlyInAnyOrder(eventIDs);
  }

  private static String event(String eventID, String more) {
    return "{\"eventID\":\"%s\",\"eventTime\":\"2026-03-01T10:00:00Z\",%s}"
        .formatted(eventID, more);
  }

  @Test
  void aPathIsOneMoreTextOfTheEvent() throws Exception {
    room.put(
        event("p1", "\"requestParameters\":{\"bucketName\":\"b\",\"Some-Odd key\":[{\"Sub\":1}]}"),
        event("p2", "\"requestParameters\":{\"bucket\":{\"name\":true},\"note\":\"bucketName\"}"),
        event("p3", "\"requestParameters\":{\"bucketName\":null,\"Sub\":\"\",\"odd\":\"key\"}"));
    room.catchUp();
    finds("bucketName", "p1", "p2");
    finds("BUCKETNAME AND note", "p2");
    finds("requestParameters.bucketName", "p1");
    finds("\"bucket name\"", "p2");
    finds("\"parameters bucketName\"");
    finds("\"odd key sub\"", "p1");
    finds("\"odd key\"", "p1");
    finds("sub", "p1");
    finds("buck*-na?e", "p2");
    finds("*etNam*", "p1", "p2");
    finds("od?-key-*", "p1");
    finds("/s.b/", "p1");
    finds("/buck[a-z]+/", "p1", "p2");
    finds("/.*/", "p1", "p2", "p3");
    finds("/[ ]/");
    finds("eventTime -bucketName", "p3");
    assertThat(room.ask("bucketName", 0, Optional.empty()).total()).isEqualTo(2);
  }

  @Test
  void aFieldThatHoldsOthersWhereCloudTrailHasAValueIsThere() throws Exception {
    room.put(event("c1", "\"errorCode\":\"x\""), event("c2", "\"eventName\":\"y\""));
    room.catchUp();
    finds("errorCode:*", "c1");
    room.put(event("c3", "\"errorCode\":{\"deep\":{\"code\":1}}"));
    room.catchUp();
    finds("errorCode:*", "c1", "c3");
    finds("NOT ERRORCODE:*", "c2");
  }

  @Test
  void moreWordsThanAreKeptAreFoundAllTheSame() throws Exception {
    everyPathIsFound(4, 1_000, "a b c d e f g h i j k l m n o");
  }

  @Test
  void morePathsThanAreKeptAreFoundAllTheSame() throws Exception {
    everyPathIsFound(21, 1_000, "a");
  }

  /// One segment with so many paths, the last of which is the one asked for.
  private void everyPathIsFound(int events, int pathsEach, String words) throws Exception {
    String[] records = new String[events + 1];
    for (int i = 0; i < events; i++) {
      int number = i;
      records[i] =
          event(
              "many-" + i,
              IntStream.range(0, pathsEach)
                  .mapToObj(j -> "\"%s x%dy%d\":1".formatted(words, number, j))
                  .collect(Collectors.joining(",")));
    }
    records[events] = event("last", "\"zz\":{\"Last-Needle Here\":\"v\"}");
    room.put(records);
    room.catchUp();
    finds("needle", "last");
    finds("\"last needle here\"", "last");
    finds("\"needle last\"");
    finds("need*", "last");
    finds("need*-h?re", "last");
    finds("/nee.le/", "last");
    finds("x3y999", "many-3");
    finds("\"a x0y0\"", words.equals("a") ? new String[] {"many-0"} : new String[] {});
    finds("zz:*", "last");
  }
}
