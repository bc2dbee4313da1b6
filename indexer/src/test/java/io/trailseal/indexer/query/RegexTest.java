package io.trailseal.indexer.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.trailseal.indexer.query.Regex.Any;
import io.trailseal.indexer.query.Regex.Choice;
import io.trailseal.indexer.query.Regex.One;
import io.trailseal.indexer.query.Regex.OneOf;
import io.trailseal.indexer.query.Regex.Range;
import io.trailseal.indexer.query.Regex.Repeat;
import io.trailseal.indexer.query.Regex.Sequence;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class RegexTest {
  private static QuerySyntaxException refused(String regex) {
    QuerySyntaxException e =
        catchThrowableOfType(QuerySyntaxException.class, () -> Regex.parse(regex));
    assertThat(e).as(regex).isNotNull();
    return e;
  }

  @Test
  void everyKindOfPartIsRead() throws Exception {
    assertThat(Regex.parse("a")).isEqualTo(new One('a'));
    assertThat(Regex.parse("^a.$")).isEqualTo(new Sequence(List.of(new One('a'), new Any())));
    assertThat(Regex.parse("a|(?:b)")).isEqualTo(new Choice(List.of(new One('a'), new One('b'))));
    assertThat(Regex.parse("a{2,}")).isEqualTo(new Repeat(new One('a'), 2, Regex.UNBOUNDED));
    assertThat(Regex.parse("a{2,3}")).isEqualTo(new Repeat(new One('a'), 2, 3));
    assertThat(Regex.parse("a+?"))
        .isEqualTo(new Repeat(new Repeat(new One('a'), 1, Regex.UNBOUNDED), 0, 1));
    assertThat(Regex.parse("[^a-c\\]x-]"))
        .isEqualTo(
            new OneOf(
                List.of(
                    new Range('a', 'c'),
                    new Range(']', ']'),
                    new Range('x', 'x'),
                    new Range('-', '-')),
                true));
    assertThat(Regex.parse("[]\\d]"))
        .isEqualTo(new OneOf(List.of(new Range(']', ']'), new Range('0', '9')), false));
    assertThat(Regex.parse("\\D")).isEqualTo(new OneOf(List.of(new Range('0', '9')), true));
    assertThat(Regex.parse("\\t")).isEqualTo(new One('\t'));
    assertThat(Regex.parse("~&@#<>\"")).isInstanceOf(Sequence.class);
    assertThat(Regex.parse("\ud83d\ude00")).isEqualTo(new One(0x1f600));
  }

  @Test
  void whatIsWrongIsSaidWithItsPlace() {
    assertThat(refused("ab(c").position()).isEqualTo(2);
    assertThat(refused("ab)c").position()).isEqualTo(2);
    assertThat(refused("a[bc").position()).isEqualTo(1);
    assertThat(refused("a|*").position()).isEqualTo(2);
    assertThat(refused("a^b").position()).isEqualTo(1);
    assertThat(refused("a$b").position()).isEqualTo(1);
    assertThat(refused("a{3,2}").position()).isEqualTo(1);
    assertThat(refused("a{x}").position()).isEqualTo(2);
    assertThat(refused("a\\").position()).isEqualTo(1);
    assertThat(refused("\\bword")).hasMessageContaining("\\d, \\w, \\s");
    assertThat(refused("(?=a)")).hasMessageContaining("AND NOT");
    assertThat(refused("[\\W]")).hasMessageContaining("inside of [ ]");
    assertThat(refused("[z-a]").position()).isEqualTo(1);
    assertThat(refused("")).hasMessageContaining("nothing");
  }

  @Test
  void depthLengthAndSizeHaveLimits() throws Exception {
    assertThat(Regex.parse("(".repeat(20) + "a" + ")".repeat(20))).isEqualTo(new One('a'));
    assertThat(refused("(".repeat(21) + "a" + ")".repeat(21))).hasMessageContaining("at most 20");
    assertThat(refused("(".repeat(900))).hasMessageContaining("at most 20");
    assertThat(refused("a".repeat(1_001))).hasMessageContaining("1,000 characters");
    assertThat(Regex.parse(".{1000}")).isNotNull();
    for (String large :
        List.of(
            ".{1001}",
            "a{1000}{1000}",
            "(((a{99}){99}){99}){99}",
            "a{9999}",
            "(a?){60}",
            "a?".repeat(60))) {
      assertThat(refused(large)).hasMessageContaining("written out");
    }
    assertThat(refused("a{10000}")).hasMessageContaining("four digits");
  }

  @Test
  void anyTextAtAllIsReadOrRefused() {
    long seed = System.nanoTime();
    var random = new Random(seed);
    String alphabet = "ab(|)[]^$-*+?{},019.\\dwsDt/:\u0000\ud800\u0130";
    for (int i = 0; i < 50_000; i++) {
      var regex = new StringBuilder();
      for (int n = random.nextInt(25); n > 0; n--) {
        regex.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      try {
        assertThat(Regex.parse(regex.toString())).as("seed %d", seed).isNotNull();
      } catch (QuerySyntaxException e) {
        assertThat(e.position()).as("seed %d, %s", seed, regex).isBetween(0, regex.length());
      }
    }
  }
}
