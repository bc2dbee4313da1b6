package io.trailseal.indexer.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.trailseal.indexer.query.Query.All;
import io.trailseal.indexer.query.Query.And;
import io.trailseal.indexer.query.Query.Field;
import io.trailseal.indexer.query.Query.Not;
import io.trailseal.indexer.query.Query.Or;
import io.trailseal.indexer.query.Query.Size;
import io.trailseal.indexer.query.Query.Test.Between;
import io.trailseal.indexer.query.Query.Test.Exists;
import io.trailseal.indexer.query.Query.Test.InBlock;
import io.trailseal.indexer.query.Query.Test.Is;
import io.trailseal.indexer.query.Query.Test.Like;
import io.trailseal.indexer.query.Query.Test.Matches;
import io.trailseal.indexer.query.Query.Text;
import io.trailseal.indexer.query.Query.TextLike;
import io.trailseal.indexer.query.Query.TextMatches;
import io.trailseal.indexer.query.Query.Who;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class QueryParserTest {
  private static Field is(String path, String value) {
    return new Field(path, new Is(value));
  }

  private static Text text(String words) {
    return new Text(words);
  }

  private static Query parse(String query) throws QuerySyntaxException {
    return QueryParser.parse(query);
  }

  private static QuerySyntaxException refused(String query) {
    QuerySyntaxException e =
        catchThrowableOfType(QuerySyntaxException.class, () -> QueryParser.parse(query));
    assertThat(e).as(query).isNotNull();
    return e;
  }

  @Test
  void nothingAndAStarMeanEveryEvent() throws Exception {
    for (String query : List.of("", "  ", "*", "(*)", "*:*")) {
      assertThat(parse(query)).as(query).isEqualTo(new All());
    }
  }

  @Test
  void conflictingIsTrueOrFalseAndNothingElse() throws Exception {
    assertThat(parse("conflicting:true")).isEqualTo(new Query.Conflicting());
    assertThat(parse("Conflicting:\"TRUE\"")).isEqualTo(new Query.Conflicting());
    assertThat(parse("conflicting:false")).isEqualTo(new Not(new Query.Conflicting()));
    assertThat(parse("conflicting!=true a"))
        .isEqualTo(new And(List.of(new Not(new Query.Conflicting()), new Text("a"))));
    assertThat(parse(new Query.Conflicting().print())).isEqualTo(new Query.Conflicting());
    assertThat(parse(is("conflicting", "x").print())).isEqualTo(is("conflicting", "x"));
    assertThat(refused("conflicting:yes").getMessage())
        .contains("true or false")
        .contains("'yes'")
        .contains("\\conflicting");
    assertThat(refused("conflicting:*").position()).isEqualTo(12);
    assertThat(refused("conflicting>1").getMessage()).contains("order");
  }

  @Test
  void proofIsAboutVerdictsAndNamesThemWhereTheWordIsUnknown() throws Exception {
    assertThat(parse("proof:intact")).isEqualTo(new Query.Proof("intact"));
    assertThat(parse("PROOF:\"Out of Place\"")).isEqualTo(new Query.Proof("out of place"));
    assertThat(parse("proof:could-not-tell")).isEqualTo(new Query.Proof("could not tell"));
    assertThat(parse("proof:(altered OR NOT injected) a"))
        .isEqualTo(
            new And(
                List.of(
                    new Or(
                        List.of(new Query.Proof("altered"), new Not(new Query.Proof("injected")))),
                    new Text("a"))));
    assertThat(parse("proof:*")).isEqualTo(new Not(new Query.Proof("not yet examined")));
    assertThat(parse("\\proof:intact")).isEqualTo(is("proof", "intact"));
    assertThat(parse(is("Proof", "x").print())).isEqualTo(is("Proof", "x"));
    assertThat(parse("a:(b) proof:gap c:(d)"))
        .isEqualTo(new And(List.of(is("a", "b"), new Query.Proof("gap"), is("c", "d"))));
    for (String word : ProofWords.KNOWN) {
      assertThat(parse(new Query.Proof(word).print())).isEqualTo(new Query.Proof(word));
      assertThat(refused("a proof:intakt").getMessage()).contains("did you mean").contains(word);
    }
    assertThat(refused("proof:").position()).isEqualTo(6);
    assertThat(refused("proof:int*").getMessage()).contains("'int*'");
    assertThat(refused("proof:(altered nonsense)").position()).isEqualTo(15);
  }

  @Test
  void aValueMayHoldColons() throws Exception {
    assertThat(parse("userIdentity.arn:arn:aws:iam::111122223333:user/bob"))
        .isEqualTo(is("userIdentity.arn", "arn:aws:iam::111122223333:user/bob"));
    assertThat(parse("sourceIPAddress:2001:db8::1"))
        .isEqualTo(is("sourceIPAddress", "2001:db8::1"));
    assertThat(parse("eventTime:2026-03-02T10:00:00Z"))
        .isEqualTo(is("eventTime", "2026-03-02T10:00:00Z"));
  }

  @Test
  void aFreeArnUrlTimeOrAddressIsWordsAndNotAField() throws Exception {
    for (String word :
        List.of(
            "arn:aws-cn:iam::1:role/a",
            "https://example.com/x",
            "2026-03-02T10:00:00Z",
            "2001:db8::1",
            "::1")) {
      assertThat(parse(word)).isEqualTo(new Text(word));
    }
  }

  @Test
  void andBindsTighterThanOrAndNeedsNoWord() throws Exception {
    var a = new Text("a");
    var b = new Text("b");
    var c = new Text("c");
    assertThat(parse("a b OR c")).isEqualTo(new Or(List.of(new And(List.of(a, b)), c)));
    assertThat(parse("a AND (b || c)")).isEqualTo(new And(List.of(a, new Or(List.of(b, c)))));
    assertThat(parse("a && b c")).isEqualTo(new And(List.of(a, b, c)));
    assertThat(parse("a -b !c NOT c"))
        .isEqualTo(new And(List.of(a, new Not(b), new Not(c), new Not(c))));
    assertThat(parse("a and b")).isEqualTo(new And(List.of(a, new Text("and"), b)));
    assertThat(parse("my-bucket")).isEqualTo(new Text("my-bucket"));
  }

  @Test
  void everyTestOfAFieldIsRead() throws Exception {
    assertThat(parse("a:*")).isEqualTo(new Field("a", new Exists()));
    assertThat(parse("a:\"*\"")).isEqualTo(is("a", "*"));
    assertThat(parse("a:\\*")).isEqualTo(is("a", "*"));
    assertThat(parse("a:x\\*y*?")).isEqualTo(new Field("a", new Like("x\\*y*?")));
    assertThat(parse("a:\"q\\\" \\\\ z\"")).isEqualTo(is("a", "q\" \\ z"));
    assertThat(parse("a:10.0.0.0/8")).isEqualTo(new Field("a", new InBlock("10.0.0.0/8")));
    assertThat(parse("a:2001:db8::/32")).isEqualTo(new Field("a", new InBlock("2001:db8::/32")));
    assertThat(parse("a:10.0.0.0/33")).isEqualTo(is("a", "10.0.0.0/33"));
    assertThat(parse("a:[1 TO 5}")).isEqualTo(new Field("a", new Between("1", true, "5", false)));
    assertThat(parse("a:{\"x y\" TO *]"))
        .isEqualTo(new Field("a", new Between("x y", false, "", true)));
    for (String query : List.of("a:>5", "a>5", "a> 5")) {
      assertThat(parse(query)).isEqualTo(new Field("a", new Between("5", false, "", true)));
    }
    assertThat(parse("a<=5")).isEqualTo(new Field("a", new Between("", true, "5", true)));
    assertThat(parse("a:(x OR NOT y*)"))
        .isEqualTo(new Or(List.of(is("a", "x"), new Not(new Field("a", new Like("y*"))))));
    assertThat(parse("a:-5")).isEqualTo(is("a", "-5"));
  }

  @Test
  void whatStandsBetweenSlashesIsARegularExpressionUnlessItLooksLikeAPathOfAFile()
      throws Exception {
    assertThat(parse("a:/x.*y/")).isEqualTo(new Field("a", new Matches("x.*y")));
    assertThat(parse("/b+ c/i d")).isEqualTo(new And(List.of(new TextMatches("b+ c"), text("d"))));
    assertThat(parse("a:(/x/ OR y)"))
        .isEqualTo(new Or(List.of(new Field("a", new Matches("x")), is("a", "y"))));
    assertThat(parse("a:/x\\/y\\.z/")).isEqualTo(new Field("a", new Matches("x/y\\.z")));
    for (String path : List.of("/var/log", "/", "//", "/a", "/aws/service/", "/a/b c/")) {
      assertThat(parse("a:" + path.replace(" ", "\\ "))).isEqualTo(is("a", path));
    }
    assertThat(parse("/var/log")).isEqualTo(text("/var/log"));
    assertThat(parse("a:/x AND b:y/")).isEqualTo(new And(List.of(is("a", "/x"), is("b", "y/"))));
    assertThat(parse("a:/x/*")).isEqualTo(new Field("a", new Like("/x/*")));
    assertThat(refused("a:/x(y/").position()).isEqualTo(4);
    assertThat(refused("a b:/[z/").position()).isEqualTo(5);
  }

  @Test
  void whoAsksForPeopleAndSizeForBytesAndABackslashForFieldsOfThatName() throws Exception {
    assertThat(parse("who:alice")).isEqualTo(new Who(new Is("alice")));
    assertThat(parse("WHO:(*a* OR /b/)"))
        .isEqualTo(new Or(List.of(new Who(new Like("*a*")), new Who(new Matches("b")))));
    assertThat(parse("who:*")).isEqualTo(new Who(new Exists()));
    assertThat(parse("who:10.0.0.0/8")).isEqualTo(new Who(new Is("10.0.0.0/8")));
    assertThat(parse("\\who:a")).isEqualTo(is("who", "a"));
    assertThat(parse("size>1000000")).isEqualTo(new Size(new Between("1000000", false, "", true)));
    assertThat(parse("size:[1 TO 10}")).isEqualTo(new Size(new Between("1", true, "10", false)));
    assertThat(parse("size:(1 OR 2)"))
        .isEqualTo(new Or(List.of(new Size(new Is("1")), new Size(new Is("2")))));
    assertThat(parse("\\size:x")).isEqualTo(is("size", "x"));
    assertThat(refused("who>5").position()).isEqualTo(3);
    assertThat(refused("who:[a TO b]").position()).isEqualTo(4);
    for (String size : List.of("size:x", "size:*", "size:>-1", "size:1.5", "size:/1/")) {
      assertThat(refused("a " + size).position()).isEqualTo(7);
      assertThat(refused(size)).hasMessageContaining("\\size for a field of that name");
    }
  }

  @Test
  void whatUsersOfOtherEnginesTypeIsReadAsTheyMeanIt() throws Exception {
    for (String query :
        List.of(
            "a:b", "a: b", "a : b", "a :b", "a=b", "a = b", "a==b", "+a:b", "a:\u201cb\u201d")) {
      assertThat(parse(query)).as(query).isEqualTo(is("a", "b"));
    }
    for (String query : List.of("a!=b", "a != b", "NOT a=b", "-a:b", "!a:b")) {
      assertThat(parse(query)).as(query).isEqualTo(new Not(is("a", "b")));
    }
    for (String query : List.of("a > 5", "a >5", "a:>5", "a: > 5")) {
      assertThat(parse(query))
          .as(query)
          .isEqualTo(new Field("a", new Between("5", false, "", true)));
    }
    assertThat(parse("who!=a")).isEqualTo(new Not(new Who(new Is("a"))));
    assertThat(parse("_exists_:a.b")).isEqualTo(new Field("a.b", new Exists()));
    assertThat(parse("_missing_:a")).isEqualTo(new Not(new Field("a", new Exists())));
    assertThat(parse("a AND NOT b")).isEqualTo(new And(List.of(text("a"), new Not(text("b")))));
    assertThat(parse("+a +b")).isEqualTo(new And(List.of(text("a"), text("b"))));
    assertThat(parse("\u201ca b\u201d")).isEqualTo(text("a b"));
    assertThat(parse("a:[1 to 2]")).isEqualTo(new Field("a", new Between("1", true, "2", true)));
    assertThat(parse("src/*")).isEqualTo(new TextLike("src/*"));
    assertThat(parse("c2VjcmV0Cg== x"))
        .isEqualTo(new And(List.of(text("c2VjcmV0Cg=="), text("x"))));
    assertThat(parse("bob ::1")).isEqualTo(new And(List.of(text("bob"), text("::1"))));
  }

  @Test
  void whatOtherEnginesHaveAndWeDoNotIsRefusedWithWhatToWrite() {
    assertThat(refused("delete~1").position()).isEqualTo(6);
    assertThat(refused("a:delete~")).hasMessageContaining("write * or ?");
    assertThat(refused("\"a b\"~5").position()).isEqualTo(5);
    assertThat(refused("a:b^2.5").position()).isEqualTo(3);
    assertThat(refused("a | stats count by b").position()).isEqualTo(2);
    assertThat(refused("a:'b c'")).hasMessageContaining("write \"");
    assertThat(refused("eventName IN (a, b)").position()).isEqualTo(10);
    assertThat(refused("eventName IN (a, b)")).hasMessageContaining("field:(one OR another)");
  }

  @Test
  void aNameMayHoldAnythingThatIsEscaped() throws Exception {
    assertThat(parse("Condition.aws\\:SourceIp:1.2.3.4"))
        .isEqualTo(is("Condition.aws:SourceIp", "1.2.3.4"));
    assertThat(parse("a\\ b\\*:c")).isEqualTo(is("a b*", "c"));
  }

  @Test
  void freeWordsMayHaveWildcards() throws Exception {
    assertThat(parse("buck*")).isEqualTo(new TextLike("buck*"));
    assertThat(parse("\"buck*\"")).isEqualTo(new Text("buck*"));
  }

  @Test
  void whatIsWrongIsSaidWithItsPlace() {
    assertThat(refused("a:\"x").position()).isEqualTo(2);
    assertThat(refused("a:\"x")).hasMessageContaining("closing quotation mark");
    assertThat(refused("(a b").position()).isEqualTo(0);
    assertThat(refused("a)").position()).isEqualTo(1);
    assertThat(refused("a AND").position()).isEqualTo(5);
    assertThat(refused("a AND"))
        .hasMessage(
            "expected a word or field:value after AND, found the end of the query at character 6;"
                + " to search for a word that is an operator, quote it");
    assertThat(refused("OR a").position()).isEqualTo(0);
    assertThat(refused("a OR AND b").position()).isEqualTo(5);
    assertThat(refused("eventName: ")).hasMessageContaining("a value after eventName:");
    assertThat(refused("a: AND b").position()).isEqualTo(2);
    assertThat(refused("a:[1 5]")).hasMessageContaining("TO between");
    assertThat(refused("a:[1 TO 5")).hasMessageContaining("] or }");
    assertThat(refused("a:[1* TO 5]")).hasMessageContaining("without wildcards");
    assertThat(refused("a*:b")).hasMessageContaining("the name of one field");
    assertThat(refused(":b")).hasMessageContaining("the name of a field before :");
    assertThat(refused(">5")).hasMessageContaining("the name of a field before >,");
    assertThat(refused("<5")).hasMessageContaining("the name of a field before <,");
    assertThat(refused("a\\").position()).isEqualTo(1);
    assertThat(refused("\"\"")).hasMessageContaining("words between");
    assertThat(refused("()")).hasMessageContaining("a word or field:value");
    assertThat(refused("a:>")).hasMessageContaining("to compare with");
    assertThat(refused("\\ ")).hasMessageContaining("a word");
  }

  @Test
  void lengthDepthAndClausesHaveLimits() throws Exception {
    assertThat(refused("x".repeat(10_001))).hasMessageContaining("10,000 characters");
    assertThat(parse("(".repeat(50) + "a" + ")".repeat(50))).isEqualTo(new Text("a"));
    assertThat(refused("(".repeat(51) + "a" + ")".repeat(51))).hasMessageContaining("at most 50");
    assertThat(refused("NOT ".repeat(2_000) + "a")).hasMessageContaining("at most 50");
    assertThat(refused("!".repeat(9_000))).hasMessageContaining("at most 50");
    assertThat(parse("a ".repeat(1_000))).isInstanceOf(And.class);
    assertThat(refused("a ".repeat(1_001))).hasMessageContaining("at most 1,000");
    assertThat(parse("a* ".repeat(25) + "x:/b/ ".repeat(25))).isInstanceOf(And.class);
    assertThat(refused("a* ".repeat(25) + "x:/b/ ".repeat(26)))
        .hasMessageContaining("at most 50 wildcards and regular expressions");
    assertThat(refused("who:a ".repeat(126))).hasMessageContaining("at most 1,000");
  }

  @Test
  void whatIsPrintedIsReadBackAsTheSameTree() throws Exception {
    long seed = System.nanoTime();
    var trees = new Trees(new Random(seed));
    for (int i = 0; i < 5_000; i++) {
      Query tree = trees.query(4);
      assertThat(parse(tree.print())).as("seed %d, %s", seed, tree.print()).isEqualTo(tree);
    }
  }

  @Test
  void charactersBeyondTheBasicPlaneArePrintedWhole() throws Exception {
    for (String query :
        List.of("a:\ud83d\ude00*", "\ud83d\ude00:b*", "a:*\ud83d\ude00", "x\ud83d\ude00*")) {
      String printed = parse(query).print();
      byte[] written = printed.getBytes(StandardCharsets.UTF_8);
      assertThat(new String(written, StandardCharsets.UTF_8)).as(query).isEqualTo(printed);
      assertThat(parse(printed)).as(query).isEqualTo(parse(query));
    }
  }

  @Test
  void anyTextAtAllIsReadOrRefused() {
    long seed = System.nanoTime();
    var random = new Random(seed);
    String alphabet = "ab:*?\\\"()[]{}<>=!-/ &|.1+^$~'\u201c\u0000\ud800\u0130TOANDNOTORINwhosize";
    for (int i = 0; i < 50_000; i++) {
      var text = new StringBuilder();
      for (int n = random.nextInt(30); n > 0; n--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      String query = text.toString();
      try {
        Query tree = parse(query);
        assertThat(parse(tree.print())).as("seed %d, %s", seed, query).isEqualTo(tree);
      } catch (QuerySyntaxException e) {
        assertThat(e.position()).as("seed %d, %s", seed, query).isBetween(0, query.length());
      }
    }
  }

  /// Random trees of the kind the parser makes.
  private record Trees(Random random) {
    private static final String ALPHABET =
        "abzAZ019.:*?\\\"()[]{}<>=!-/@_ \t&|+~^%\u0000\u00e4\u4e2d\u0130";
    private static final List<String> WORDS =
        List.of(
            "AND",
            "or",
            "NOT",
            "TO",
            "IN",
            "who",
            "Size",
            "_exists_",
            "now-1d/d",
            "~1",
            "arn:aws:x",
            "http",
            "https://x",
            "2026-01-01T00:0",
            "::1");

    Query query(int depth) {
      return switch (random.nextInt(depth > 0 ? 12 : 8)) {
        case 5 -> new TextMatches(regex());
        case 6 -> new Who(whoTest());
        case 7 -> new Size(sizeTest());
        case 0 -> new Text(word(false) + "x");
        case 1 -> new TextLike(pattern());
        case 2, 3 -> new Field(word(false) + (random.nextBoolean() ? "p" : ":"), test());
        case 4 -> random.nextInt(10) == 0 ? new All() : is("eventName", word(true));
        case 8 -> new Not(query(depth - 1));
        case 9, 10 -> new And(parts(depth - 1));
        default -> new Or(parts(depth - 1));
      };
    }

    private List<Query> parts(int depth) {
      var parts = new ArrayList<Query>();
      for (int n = 2 + random.nextInt(3); n > 0; n--) {
        parts.add(query(depth));
      }
      return parts;
    }

    private Query.Test test() {
      return switch (random.nextInt(6)) {
        case 4 -> new Matches(regex());
        case 0 -> new Is(word(true));
        case 1 -> new Like(pattern());
        case 2 -> new Exists();
        case 3 -> new InBlock(random.nextBoolean() ? "10.1.0.0/16" : "2001:db8::/32");
        default -> new Between(word(true), random.nextBoolean(), word(true), random.nextBoolean());
      };
    }

    private Query.Test whoTest() {
      return switch (random.nextInt(4)) {
        case 0 -> new Is(word(true));
        case 1 -> new Like(pattern());
        case 2 -> new Matches(regex());
        default -> new Exists();
      };
    }

    private Query.Test sizeTest() {
      String low = String.valueOf(random.nextInt(1000));
      return random.nextBoolean()
          ? new Is(low)
          : new Between(low, random.nextBoolean(), "", random.nextBoolean());
    }

    /// Whatever the parser of regular expressions takes.
    private String regex() {
      while (true) {
        String regex = word(false) + (random.nextBoolean() ? "/" : " ") + word(true);
        try {
          Regex.parse(regex);
          return regex;
        } catch (QuerySyntaxException _) {
          // Another one, then.
        }
      }
    }

    private String word(boolean mayBeEmpty) {
      if (random.nextInt(4) == 0) {
        return WORDS.get(random.nextInt(WORDS.size()));
      }
      var word = new StringBuilder();
      for (int n = random.nextInt(8) + (mayBeEmpty ? 0 : 1); n > 0; n--) {
        word.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
      }
      return word.toString();
    }

    private String pattern() {
      var pattern = new StringBuilder();
      for (char c : word(false).toCharArray()) {
        pattern.append(c == '*' || c == '?' || c == '\\' ? "\\" : "").append(c);
      }
      return pattern.insert(0, random.nextBoolean() ? "a" : "?").append('*').toString();
    }
  }
}
