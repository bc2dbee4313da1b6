package io.trailseal.indexer.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.trailseal.indexer.query.Query;
import io.trailseal.indexer.query.QueryParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// What each kind of question finds, on events small enough to count by hand.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class QuestionsTest {
  private static final String LONG = "Begin-" + "x".repeat(1_500) + "-End";
  private static final String LONG_TOO = "Begin-" + "x".repeat(1_500) + "-Other";

  private static final String[] RECORDS = {
    """
    {"eventID":"a1","eventTime":"2026-03-01T10:00:00Z","eventName":"DeleteBucket",
     "sourceIPAddress":"203.0.113.7","userIdentity":{"arn":"arn:aws:iam::111122223333:user/Bob"},
     "requestParameters":{"bucketName":"my-prod-bucket","size":100},"readOnly":false}""",
    """
    {"eventID":"a2","eventTime":"2026-03-01T10:00:01Z","eventName":"CreateBucket",
     "sourceIPAddress":"2001:db8::1","userAgent":"[aws-cli/2.0 Python]","errorCode":"AccessDenied",
     "requestParameters":{"bucketName":"my-test-bucket","size":100.0},"readOnly":"false"}""",
    """
    {"eventID":"a3","eventTime":"2026-03-02T00:00:00Z","eventName":"PutObject",
     "sourceIPAddress":"s3.amazonaws.com","errorMessage":"is not authorized to perform",
     "requestParameters":{"size":"100","a.b":"dotted","aws:x":"colon","st*r":"star"}}""",
    """
    {"eventID":"a4","eventTime":"2026-04-05T23:59:59Z","eventName":"PutObject",
     "sourceIPAddress":"10.0.0.1","errorMessage":null,"responseElements":{},"resources":[],
     "requestParameters":{"size":1e2,"note":"NOT authorized","n":-3,"tags":["red","green"]}}""",
    """
    {"eventID":"a5","eventName":"Undated","requestParameters":{"size":2000.5,"policy":"",
     "cidr":"10.0.0.0/8","big":123456789012345678}}""",
    """
    {"eventID":"a6","eventTime":"1999-01-01T00:00:00Z","eventName":"Undated","long":"%s"}"""
        .formatted(LONG),
    """
    {"eventID":"a7","eventTime":"2026-04-05 12:00:00.5","eventName":"Ünïcode","long":"%s",
     "sourceIPAddress":"1.2.3","requestParameters":{"n":7,"version":"1.10"}}"""
        .formatted(LONG_TOO),
  };

  @TempDir private static Path folder;
  private Room room;

  @BeforeAll
  void open() throws IOException {
    room = new Room(folder);
    room.put(RECORDS[0], RECORDS[1], "17", RECORDS[2]);
    room.put(RECORDS[3], RECORDS[4]);
    room.put(RECORDS[5], RECORDS[6]);
    room.catchUp();
  }

  @AfterAll
  void close() throws IOException {
    room.close();
  }

  private void finds(String query, String... eventIDs) throws Exception {
    assertThat(room.find(query)).as(query).containsExactlyInAnyOrder(eventIDs);
  }

  private UnanswerableException refused(String query) {
    UnanswerableException e =
        catchThrowableOfType(UnanswerableException.class, () -> room.ask(query));
    assertThat(e).as(query).isNotNull();
    return e;
  }

  @Test
  void newestComeFirstAndThoseWithoutATimeLast() throws Exception {
    assertThat(room.find("*")).containsExactly("a4", "a7", "a3", "a2", "a1", "a5", "a6");
  }

  @Test
  void aFieldIsFoundByItsValueWhateverTheCase() throws Exception {
    finds("eventName:DeleteBucket", "a1");
    finds("EVENTNAME:deletebucket", "a1");
    finds("userIdentity.arn:arn:aws:iam::111122223333:user/bob", "a1");
    finds("eventName:ÜNÏCODE", "a7");
    finds("requestParameters.tags:green", "a4");
    finds("eventName:Delete");
    finds("bucketName:my-prod-bucket");
  }

  @Test
  void numbersMeetByValueAndTextByText() throws Exception {
    for (String same : List.of("100", "100.0", "1e2", "1.0E+2")) {
      finds("requestParameters.size:" + same, "a1", "a2", "a3", "a4");
    }
    finds("requestParameters.size:2000.50", "a5");
    finds("requestParameters.version:1.1");
    finds("requestParameters.version:1.10", "a7");
    finds("requestParameters.big:123456789012345678", "a5");
    finds("requestParameters.big:123456789012345679");
    finds("readOnly:false", "a1", "a2");
  }

  @Test
  void aPatternBesideAWordIsFoundInAColumn() throws Exception {
    finds("iam-1111*-user-bo?", "a1");
    finds("ar*-aws-iam", "a1");
    finds("iam-1111*-role");
  }

  @Test
  void aRangeOfIdsIsRefusedBecauseItWouldFindNothing() {
    assertThatThrownBy(() -> room.ask("eventID:[a TO b]"))
        .isInstanceOf(UnanswerableException.class)
        .hasMessageContaining("found whole or by its beginning");
  }

  @Test
  void rangesOfNumbersGoByValue() throws Exception {
    finds("requestParameters.size:>100", "a5");
    finds("requestParameters.size:>=100", "a1", "a2", "a3", "a4", "a5");
    finds("requestParameters.n:[-5 TO 0]", "a4");
    finds("requestParameters.n:{-3 TO 7}");
    finds("requestParameters.n:[-3 TO 7}", "a4");
    finds("requestParameters.n:>-4", "a4", "a7");
    finds("requestParameters.n<1000", "a4", "a7");
    finds("requestParameters.n:[7 TO -3]");
  }

  @Test
  void rangesOfTextGoByText() throws Exception {
    finds("eventName:[d TO p]", "a1");
    finds("eventName:[DeleteBucket TO PutObject]", "a1", "a3", "a4");
    finds("eventName:{DeleteBucket TO PutObject}");
    finds("eventName:>=put", "a3", "a4", "a5", "a6", "a7");
    SearchAnswer answer = room.ask("requestParameters.version:>1.05");
    assertThat(answer.total()).isEqualTo(1);
    assertThat(answer.hints()).anyMatch(hint -> hint.contains("compared as text"));
  }

  @Test
  void aDayMeansTheWholeDay() throws Exception {
    finds("eventTime:2026-03-01", "a1", "a2");
    finds("eventTime:>2026-03-01", "a3", "a4", "a7");
    finds("eventTime:<=2026-03-01", "a1", "a2");
    finds("eventTime:[2026-03 TO 2026-03]", "a1", "a2", "a3");
    finds("eventTime:2026-03-01T10:00:00Z", "a1");
    finds("eventTime:2026-03-01T11:00:00+01:00", "a1");
    finds("eventTime:>=2026-03-01T10:00:01Z", "a2", "a3", "a4", "a7");
    finds("eventTime:[1772359200 TO 1772359200]", "a1");
    finds("eventTime:\"2026-04-05 12:00:00.5\"", "a7");
    finds("eventTime:1999*", "a6");
    assertThat(refused("eventTime:>yesterday")).hasMessageContaining("2026-03-02");
  }

  @Test
  void fromIsIncludedAndToIsNot() throws Exception {
    assertThat(between("2026-03-01T10:00:00Z", "2026-03-01T10:00:01Z")).containsExactly("a1");
    assertThat(between("2026-03-01T10:00:00.000000001Z", "2026-03-02T00:00:00.000000001Z"))
        .containsExactly("a3", "a2");
    assertThat(between("-999999999-01-01T00:00:00Z", "+999999999-01-01T00:00:00Z"))
        .containsExactly("a4", "a7", "a3", "a2", "a1");
    assertThat(between("2026-04-01T00:00:00Z", "2026-03-01T00:00:00Z")).isEmpty();
  }

  private List<String> between(String from, String to) throws Exception {
    SearchAnswer answer =
        room.questions.search(
            new SearchRequest(
                new Query.All(),
                Optional.of(Instant.parse(from)),
                Optional.of(Instant.parse(to)),
                100,
                Optional.empty()));
    assertThat(answer.total()).isEqualTo(answer.hits().size());
    return answer.hits().stream().map(hit -> hit.summary().eventID()).toList();
  }

  @Test
  void addressesAreFoundByThemselvesByBlockAndByRange() throws Exception {
    finds("sourceIPAddress:203.0.113.7", "a1");
    finds("sourceIPAddress:203.0.113.0/24", "a1");
    finds("sourceIPAddress:0.0.0.0/0", "a1", "a4");
    finds("sourceIPAddress:2001:db8::1", "a2");
    finds("sourceIPAddress:2001:0DB8:0:0::1", "a2");
    finds("sourceIPAddress:2001:db8::/32", "a2");
    finds("sourceIPAddress:[10.0.0.0 TO 10.0.0.255]", "a4");
    finds("sourceIPAddress:{10.0.0.1 TO 203.0.113.7]", "a1");
    finds("sourceIPAddress:s3.amazonaws.com", "a3");
    finds("sourceIPAddress:1.2.3", "a7");
    finds("sourceIPAddress:[s TO t]", "a3");
    finds("requestParameters.cidr:10.0.0.0/8", "a5");
    SearchAnswer answer = room.ask("requestParameters.cidr:2001:db8::/32");
    assertThat(answer.total()).isZero();
    assertThat(answer.hints()).anyMatch(hint -> hint.contains("only sourceIPAddress"));
  }

  @Test
  void wildcardsMatchWholeValues() throws Exception {
    finds("eventName:*Bucket", "a1", "a2");
    finds("eventName:?ut*", "a3", "a4");
    finds("requestParameters.bucketName:my-*-BUCKET", "a1", "a2");
    finds("requestParameters.size:1*", "a1", "a2", "a3", "a4");
    finds("requestParameters.size:2000?5", "a5");
    finds("eventName:*", "a1", "a2", "a3", "a4", "a5", "a6", "a7");
    finds("eventName:DeleteBucke");
  }

  @Test
  void onlyWhatIsNeitherNullNorEmptyExists() throws Exception {
    finds("errorMessage:*", "a3");
    finds("errorMessage:null", "a4");
    finds("responseElements:*");
    finds("responseElements:\"{}\"", "a4");
    finds("resources:\"[]\"", "a4");
    finds("requestParameters.policy:*");
    finds("requestParameters.policy:\"\"", "a5");
    finds("userIdentity:*", "a1");
    finds("NOT requestParameters:*", "a6");
  }

  @Test
  void namesWithSignsAreEscaped() throws Exception {
    finds("requestParameters.a\\.b:dotted", "a3");
    finds("requestParameters.a.b:dotted", "a3");
    finds("requestParameters.aws\\:x:colon", "a3");
    finds("requestParameters.st\\*r:star", "a3");
  }

  @Test
  void wordsAndPhrasesAreFoundInAnyValueButNotAcrossValues() throws Exception {
    finds("bucket", "a1", "a2");
    finds("my-prod-bucket", "a1");
    finds("prod-bucket", "a1");
    finds("\"not authorized\"", "a3", "a4");
    finds("\"authorized not\"");
    finds("203.0.113.7", "a1");
    finds("aws-cli", "a2");
    finds("\"red green\"");
    finds("red green", "a4");
    finds("author*", "a3", "a4");
    finds("buck?t", "a1", "a2");
    finds("my-te*", "a2");
    finds("my-*", "a1", "a2");
    finds("PYTHON", "a2");
    finds("ünïcode", "a7");
    assertThat(refused("\"--\"")).hasMessageContaining("a letter or a digit");
    assertThat(refused("my-*-bucket")).hasMessageContaining("name the field");
  }

  @Test
  void longValuesAreFoundWholeByTheirBeginningAndByTheirWords() throws Exception {
    finds("long:" + LONG, "a6");
    finds("long:" + LONG_TOO.toUpperCase(Locale.ROOT), "a7");
    finds("long:Begin-xxx*", "a6", "a7");
    finds("long:" + LONG.substring(0, 1_000));
    finds("Other", "a7");
  }

  @Test
  void operatorsCombine() throws Exception {
    finds("eventName:PutObject AND requestParameters.note:*", "a4");
    finds("eventName:(DeleteBucket OR CreateBucket)", "a1", "a2");
    finds("eventName:DeleteBucket OR eventName:PutObject -requestParameters.note:*", "a1", "a3");
    finds("NOT NOT eventName:DeleteBucket", "a1");
    finds("-eventName:* OR eventName:DeleteBucket", "a1");
    finds("NOT (eventName:PutObject OR eventName:Undated)", "a1", "a2", "a7");
  }

  @Test
  void aFieldThatNoEventHasIsAnEmptyAnswerWithAHint() throws Exception {
    SearchAnswer answer = room.ask("evntName:DeleteBucket");
    assertThat(answer.total()).isZero();
    assertThat(answer.hints())
        .containsExactly("no event has a field evntName; did you mean eventName?");
    assertThat(room.ask("errorMessage:x").hints()).isEmpty();
    assertThat(room.ask("userIdentity:x").hints()).isEmpty();
  }

  @Test
  void anAnswerSaysOverWhatItIsFound() throws Exception {
    SearchAnswer answer = room.ask("eventName:Nothing");
    assertThat(answer.evidence().events()).isEqualTo(7);
    assertThat(answer.evidence().oldest()).contains(Instant.parse("2026-03-01T10:00:00Z"));
    assertThat(answer.evidence().newest()).contains(Instant.parse("2026-04-05T23:59:59Z"));
    assertThat(answer.evidence().indexed()).isEqualTo(room.ledger.head());
    assertThat(answer.evidence().head()).isEqualTo(room.ledger.head());
    // The record that is a number makes its file a defective one.
    assertThat(answer.evidence().quarantined()).isEqualTo(1);
  }

  @Test
  void aHitHoldsTheRecordByteForByte() throws Exception {
    EventHit hit = room.ask("eventID:a3").hits().getFirst();
    assertThat(new String(hit.raw().toByteArray(), StandardCharsets.UTF_8)).isEqualTo(RECORDS[2]);
    assertThat(hit.id().ordinal()).isEqualTo(3);
    assertThat(hit.summary().eventName()).isEqualTo("PutObject");
    assertThat(hit.summary().sourceIPAddress()).isEqualTo("s3.amazonaws.com");
    assertThat(room.questions.event(hit.id())).contains(hit);
    assertThat(room.questions.withEventID("A3", 10)).containsExactly(hit.id());
    assertThat(room.questions.event(EventId.parse("1-2").get())).isEmpty();
    assertThat(room.questions.event(EventId.parse("9999-0").get())).isEmpty();
  }

  @Test
  void pathsAreKnownAsTheyAreWritten() throws Exception {
    assertThat(room.questions.knownPaths(1_000))
        .contains("eventName", "userIdentity.arn", "requestParameters.aws:x")
        .doesNotContain("responseElements")
        .isSorted();
    assertThat(room.questions.knownPaths(2)).containsExactly("errorCode", "errorMessage");
  }

  @Test
  void hostileQuestionsAreAnsweredOrRefused() throws Exception {
    finds("long:" + "*".repeat(500), "a6", "a7");
    finds("*".repeat(500) + "x".repeat(200));
    assertThat(refused("*".repeat(500) + "x".repeat(2_000))).hasMessageContaining("too complex");
    assertThat(refused("eventName:*a" + "?".repeat(200) + "b")).hasMessageContaining("too complex");
    StringBuilder many = new StringBuilder("eventName:nothing");
    for (int i = 0; i < 900; i++) {
      many.append(" OR n:").append(i);
    }
    assertThat(room.ask(many.toString()).total()).isZero();
    assertThat(room.ask("(".repeat(49) + "NOT eventName:x" + ")".repeat(49)).total()).isEqualTo(7);
    assertThat(room.ask("x\u0000y OR eventName:\ud800").total()).isZero();
    assertThat(room.ask("\\\u0000\\\u0001:x").total()).isZero();
    assertThat(QueryParser.parse("eventName:\ud800*")).isNotNull();
    finds("eventName:\ud800*");
  }
}
