package io.trailseal.indexer.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.trailseal.indexer.query.QuerySyntaxException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// What the language's own operators find: regular expressions, who, size.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class LanguageTest {
  private static final String[] RECORDS = {
    """
    {"eventID":"b1","eventTime":"2026-03-01T10:00:00Z","eventName":"DeleteBucket",
     "userIdentity":{"arn":"arn:aws:iam::111122223333:user/ops/Alice","userName":"Alice"},
     "requestParameters":{"path":"/aws/service","n":42,"size":7}}""",
    """
    {"eventID":"b2","eventTime":"2026-03-01T10:00:01Z","eventName":"deletebucketpolicy",
     "userIdentity":{"arn":"arn:aws:sts::111122223333:assumed-role/Deploy/alice",
      "principalId":"AROAEXAMPLE:alice",
      "sessionContext":{"sessionIssuer":{"arn":"arn:aws:iam::111122223333:role/x/Deploy",
       "userName":"Deploy"}}}}""",
    """
    {"eventID":"b3","eventTime":"2026-03-01T10:00:02Z","eventName":"GetObject",
     "userIdentity":{"invokedBy":"cloudtrail.amazonaws.com","accountId":"alice"},
     "requestParameters":{"path":"/","padding":"%s"}}"""
        .formatted("p".repeat(5_000)),
    """
    {"eventID":"b4","eventTime":"2026-03-01T10:00:03Z","eventName":"Ünïcode",
     "userIdentity":{"arn":null,"accessKeyId":"AKIAALICE","userName":"malice"},"errorCode":""}""",
  };

  @TempDir private static Path folder;
  private Room room;

  @BeforeAll
  void open() throws IOException {
    room = new Room(folder);
    room.put(RECORDS[0], RECORDS[1]);
    room.put(RECORDS[2], RECORDS[3]);
    room.catchUp();
  }

  @AfterAll
  void close() throws IOException {
    assertThat(room.faults()).isEmpty();
    room.close();
  }

  private void finds(String query, String... eventIDs) throws Exception {
    assertThat(room.find(query)).as(query).containsExactlyInAnyOrder(eventIDs);
  }

  @Test
  void aRegularExpressionIsHeldAgainstTheWholeValueWhateverTheCase() throws Exception {
    finds("eventName:/delete.*/", "b1", "b2");
    finds("eventName:/DELETEBUCKET/", "b1");
    finds("eventName:/Delete/");
    finds("eventName:/^(get|put)OBJECT$/", "b3");
    finds("eventName:/[A-F].*/", "b1", "b2");
    finds("eventName:/[^A-F].*/", "b3", "b4");
    finds("eventName:/.n\\wcode/");
    finds("eventName:/ÜN.code/", "b4");
    finds("eventName:/[Ü-ý]n[^a]\\w+/", "b4");
    finds("requestParameters.path:/\\/aws\\/s.+/", "b1");
    finds("requestParameters.n:/4\\d/", "b1");
    finds("requestParameters.padding:/p{5,}.*/", "b3");
    finds("NOT eventName:/.*bucket.*/", "b3", "b4");
  }

  @Test
  void aFreeRegularExpressionIsHeldAgainstWords() throws Exception {
    finds("/deploy?s?/", "b2");
    finds("/m?alice/", "b1", "b2", "b3", "b4");
    finds("/m.lice/", "b4");
    finds("/aws.service/");
  }

  @Test
  void whoIsFoundByTheWholeIdentityOrItsLastPart() throws Exception {
    finds("who:alice", "b1", "b2");
    finds("who:ALICE", "b1", "b2");
    finds("who:deploy", "b2");
    finds("who:arn:aws:iam::111122223333:user/ops/alice", "b1");
    finds("who:ops/alice");
    finds("who:*alice*", "b1", "b2", "b4");
    finds("who:*ops*", "b1");
    finds("who:m*", "b4");
    finds("who:/m?alice/", "b1", "b2", "b4");
    finds("who:(malice OR cloudtrail.amazonaws.com)", "b3", "b4");
    finds("NOT who:alice", "b3", "b4");
    finds("who:*", "b1", "b2", "b3", "b4");
    finds("who:null", "b4");
  }

  @Test
  void sizeIsThatOfTheRecordInItsLogFile() throws Exception {
    finds("size>4000", "b3");
    finds("size<4000", "b1", "b2", "b4");
    finds("size:" + RECORDS[0].length(), "b1");
    finds("size:[%d TO 5000}".formatted(RECORDS[0].length() + 1), "b2");
    finds("size:[5 TO 1]");
    finds("\\size:7");
    finds("requestParameters.size:7", "b1");
  }

  @Test
  void anyQuestionAtAllIsAnsweredOrRefused() throws Exception {
    long seed = System.nanoTime();
    var random = new Random(seed);
    String[] pieces = {
      "eventName",
      "who",
      "size",
      "proof",
      "eventTime",
      "eventID",
      "sourceIPAddress",
      "resources.ARN",
      ":",
      "=",
      "!=",
      ">",
      "<=",
      "*",
      "?",
      "/",
      "\"",
      "(",
      ")",
      "[",
      " TO ",
      "]",
      "}",
      " AND ",
      " OR ",
      " NOT ",
      " ",
      "-",
      "~1",
      "now",
      "-7d",
      "/d",
      "2026-03",
      "10.0.0.0/8",
      "::1",
      "a",
      "Alice",
      "42",
      "\\",
      ".{3}",
      "|",
      "\u0000",
      "\ud800",
      "\u0130",
      "altered"
    };
    int answered = 0;
    for (int i = 0; i < 500; i++) {
      var query = new StringBuilder();
      for (int n = 1 + random.nextInt(12); n > 0; n--) {
        query.append(pieces[random.nextInt(pieces.length)]);
      }
      try {
        room.ask(query.toString());
        answered++;
      } catch (QuerySyntaxException | UnanswerableException _) {
        // Said in words.
      } catch (RuntimeException | IOException e) {
        throw new AssertionError("seed %d, %s".formatted(seed, query), e);
      }
    }
    assertThat(answered).isPositive();
  }

  @Test
  void habitsFromElsewhereAreNoticed() throws Exception {
    hints("alice and bucket", "operators are upper case: AND");
    hints("eventName:(GetObject or DeleteBucket)", "operators are upper case: OR");
    hints("readOnly:maybe", "no readOnly 'maybe'; it writes true, false");
    hints("userIdentity.type:IAM-User", "did you mean IAMUser?");
    hints("requestParameters.path:/service/", "write \"/service/\"");
    hints("/aws:service/", "single words");
    hints("requestParameters.path:>now-1d", "only eventTime is counted from now");
    hints("eventName:/Delete.*", "a regular expression ends with a /");
    hints("sourceIPAddress:192.0.2.0/33", "192.0.2.0/33 is no address block");
    hints("eventTime:2026-13-45", "2026-13-45 is no time");
    hints("eventTime:[2026-04-01 TO 2026-03-01]", "ends before it begins");
    for (String meant : List.of("eventTime:>now-1d", "eventTime:2026-03", "eventTime:now-1d/d")) {
      assertThat(room.ask(meant).hints()).as(meant).isEmpty();
    }
    assertThat(room.ask("requestParameters.path:/aws/*").hints()).isEmpty();
    assertThat(room.ask("and").hints()).isEmpty();
    hints("size>5", "there is also a field requestParameters.size");
  }

  @Test
  void anUnknownFieldBringsTheNearestOneAlsoWhereNothingCameInYet(@TempDir Path empty)
      throws Exception {
    hints("path:x", "did you mean requestParameters.path?");
    hints("errorcod:x", "did you mean errorCode?");
    hints("tlsDetails.tlsVersion:x", "no event has a field tlsDetails.tlsVersion so far");
    try (Room nothing = new Room(empty)) {
      assertThat(nothing.ask("errorcod:x").hints())
          .containsExactly("no event has a field errorcod; did you mean errorCode?");
      assertThat(nothing.ask("ERRORCODE:x").hints()).isEmpty();
    }
  }

  private void hints(String query, String hint) throws Exception {
    assertThat(room.ask(query).hints()).as(query).anyMatch(said -> said.contains(hint));
  }

  @Test
  void addressBlocksOfTextAreOfItsAddresses(@TempDir Path other) throws Exception {
    try (Room blocks = new Room(other)) {
      String[] values = {
        "10.20.0.1",
        "10.23.255.255",
        "10.24.0.0",
        "10.20.0.0/14",
        "10.20.0.256",
        "x10.20.0.1",
        "010.20.0.1",
        "9.255.255.255",
        "2001:db8::1"
      };
      for (int i = 0; i < values.length; i++) {
        blocks.put(
            "{\"eventID\":\"%d\",\"requestParameters\":{\"ip\":\"%s\"}}".formatted(i, values[i]));
      }
      blocks.catchUp();
      assertThat(blocks.find("requestParameters.ip:10.20.0.0/14"))
          .containsExactlyInAnyOrder("0", "1", "3");
      assertThat(blocks.find("requestParameters.ip:10.20.0.1/32")).containsExactly("0");
      assertThat(blocks.find("requestParameters.ip:0.0.0.0/0")).hasSize(4);
      assertThat(blocks.find("requestParameters.ip:10.0.0.0/9"))
          .containsExactlyInAnyOrder("0", "1", "2");
    }
  }

  @Test
  void hostileRegularExpressionsAreAnsweredOrRefused() throws Exception {
    for (String regex :
        List.of(
            "(a?){20}a{20}",
            "(a{0,10}){0,10}",
            "(.*a){100}",
            ".{0,1000}",
            "[^a]{500}",
            "((.|a)*(b|c)*)*".repeat(10),
            "(x+x+)+y",
            ".*".repeat(40))) {
      try {
        finds("eventName:/" + regex + "/ AND eventName:x");
        finds("/" + regex + "/ AND eventName:x");
        finds("who:/" + regex + "/ AND eventName:x");
      } catch (UnanswerableException e) {
        assertThat(e).as(regex).hasMessageContaining("too complex");
      }
    }
    assertThat(
            catchThrowableOfType(UnanswerableException.class, () -> room.ask("who:/.*a.{200}b.*/")))
        .hasMessageContaining("too complex");
  }
}
