package io.trailseal.indexer.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.trailseal.indexer.query.QueryParser;
import io.trailseal.indexer.search.Explanation.Part;
import io.trailseal.indexer.search.Explanation.SearchedMonth;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ExplanationTest {
  @TempDir private static Path folder;
  private Room room;

  @BeforeAll
  void open() throws IOException {
    room = new Room(folder);
    for (int i = 0; i < 6; i++) {
      room.put(
          """
          {"eventID":"x%d","eventTime":"2026-0%d-01T00:00:00Z","eventName":"Get%d",
           "sourceIPAddress":"10.0.0.%d","userIdentity":{"userName":"alice-%d"},
           "requestParameters":{"n":%d,"note":"red fox number%d"}}"""
              .formatted(i, 1 + i / 2, i % 3, i, i % 4, i, i));
    }
    room.catchUp();
  }

  @AfterAll
  void close() throws IOException {
    assertThat(room.faults()).isEmpty();
    room.close();
  }

  private Explanation explain(String query) throws Exception {
    return explain(query, Optional.empty(), Optional.empty());
  }

  private Explanation explain(String query, Optional<Instant> from, Optional<Instant> to)
      throws Exception {
    return room.questions.explain(
        new SearchRequest(QueryParser.parse(query), from, to, 1, Optional.empty()));
  }

  private void means(String query, String words, int values, int events) throws Exception {
    Part root = explain(query).root();
    assertThat(root.means()).as(query).contains(words);
    assertThat(root.values().orElse(-1)).as(query).isEqualTo(values);
    assertThat(root.events().orElse(-1)).as(query).isEqualTo(events);
  }

  @Test
  void everyPartIsSaidInWordsWithWhatItStandsFor() throws Exception {
    means("*", "every event", -1, 6);
    means("eventName:get1", "eventName is exactly 'get1', upper or lower case", 1, 2);
    means("requestParameters.n:3.0", "is the number '3.0', however it is written", 1, 1);
    means("userIdentity.userName:*li*", "is as a whole like the pattern", 4, 6);
    means("userIdentity.userName:/alice-[12]/", "matched by the regular expression", 2, 3);
    means("userIdentity.userName:*", "is there", -1, -1);
    means("who:*-3", "what stands after its last / or :", 1, 1);
    means("who:*", "any of userIdentity.arn", -1, -1);
    means("fox", "the word in any value or path", 1, 6);
    means("username", "the word in any value or path", 1, 6);
    means("user*", "a word in any value or path that is like the pattern", 2, 6);
    means("\"red fox\"", "2 words one after another", -1, -1);
    means("numb*", "a word in any value or path that is like the pattern", 6, 6);
    means("red fo*", "", -1, -1);
    means("/number[0-3]/", "the whole regular expression matches", 4, 4);
    means("sourceIPAddress:10.0.0.0/8", "an address of the block", -1, -1);
    means("sourceIPAddress:10.0.0.1", "is the address '10.0.0.1'", -1, -1);
    means("sourceIPAddress:[10.0.0.1 TO *]", "is an address from '10.0.0.1'", -1, -1);
    means("requestParameters.n>2", "is a number from '2', which is left out", -1, -1);
    means("eventName:[a TO b]", "is text in the order", -1, -1);
    means("eventTime:2026-03", "at or after 2026-03-01T00:00:00Z and before 2026-04-01", -1, -1);
    means("eventTime:>2026-03", "is at or after 2026-04-01T00:00:00Z", -1, -1);
    means("eventTime:>=now-1d/d", "is at or after 2026-11-20T00:00:00Z", -1, -1);
    means("size>5", "the record's bytes", -1, -1);
    means("conflicting:true", "has its eventID and other content", -1, -1);
    means("proof:altered", "is now: altered", -1, -1);
  }

  @Test
  void theQueryIsGivenAsItWasReadAndTheMonthsAsTheyAreSearched() throws Exception {
    Explanation explanation =
        explain(
            "eventName = Get1 fox or -who:bob eventTime:>now-1y",
            Optional.of(Instant.parse("2026-02-01T00:00:00Z")),
            Optional.of(Instant.parse("2026-03-15T00:00:00Z")));
    assertThat(explanation.query())
        .isEqualTo(
            "eventName:\"Get1\" AND \"fox\" AND \"or\" AND NOT who:\"bob\" AND"
                + " eventTime:{\"now-1y\" TO *]");
    assertThat(explanation.root().parts()).hasSize(5);
    assertThat(explanation.root().parts().get(3).parts()).hasSize(1);
    assertThat(explanation.months())
        .containsExactly(
            new SearchedMonth("2026-03", 2, false), new SearchedMonth("2026-02", 2, true));
  }

  @Test
  void whatTakesLongIsSaid() throws Exception {
    assertThat(explain("eventName:Get*").cautions()).isEmpty();
    assertThat(explain("eventName:*1").cautions())
        .anyMatch(it -> it.contains("write its beginning"));
    assertThat(explain("a AND who:/.*b/").cautions()).anyMatch(it -> it.contains("beginning"));
    assertThat(explain("*umber").cautions()).anyMatch(it -> it.contains("name the field"));
    assertThat(explain("size>5 proof:altered").cautions()).hasSize(2);
    assertThat(explain("NOT a").cautions()).anyMatch(it -> it.contains("what is wanted"));
  }

  @Test
  void whatCannotBeAskedCannotBeExplained() {
    for (String query :
        new String[] {"eventTime:>soon", "eventID:*a", "\"--\" OR eventTime:now-1q"}) {
      assertThat(catchThrowableOfType(UnanswerableException.class, () -> explain(query)))
          .as(query)
          .isNotNull();
    }
  }
}
