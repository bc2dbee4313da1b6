package io.trailseal.indexer.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.S3Prefix;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

final class LayoutTest {
  private static final LocalDate DAY = LocalDate.of(2016, 9, 27);
  private static final Layout.Day IN_PARIS = new Layout.Day("123456789012", "eu-west-3", DAY);

  @Test
  void aDayIsADayWhateverStandsBeforeItAndHoweverItIsPadded() {
    for (String folder :
        List.of(
            "AWSLogs/123456789012/CloudTrail/eu-west-3/2016/09/27/",
            "AWSLogs/123456789012/Config/eu-west-3/2016/9/27/",
            "a/b c/AWSLogs/123456789012/CloudTrail-Digest/eu-west-3/2016/09/27/",
            "o-abcdefghij/AWSLogs/o-abcdefghij/123456789012/CloudTrail/eu-west-3/2016/09/27/",
            "AWSLogs/AWSLogs/123456789012/vpcflowlogs/eu-west-3/2016/09/27/")) {
      assertThat(Layout.of(folder)).as(folder).isEqualTo(IN_PARIS);
    }
    assertThat(
            Layout.dayOf(
                "AWSLogs/123456789012/Config/eu-west-3/2016/9/27/OversizedChangeNotification/"
                    + "AWS::S3::Bucket/a/b/AWSLogs/x.json.gz"))
        .contains(IN_PARIS);
  }

  @Test
  void whatIsNoDayIsAWayToOneOrStrange() {
    assertThat(Layout.of("")).isInstanceOf(Layout.Above.class);
    assertThat(Layout.of("a/b/")).isInstanceOf(Layout.Above.class);
    assertThat(Layout.of("AWSLogs/notes/")).isInstanceOf(Layout.Above.class);
    assertThat(Layout.of("1/2/3/4/5/6/7/")).isInstanceOf(Layout.Strange.class);
    assertThat(Layout.of("AWSLogs/o-abcdefghij/")).isInstanceOf(Layout.Inside.class);
    assertThat(Layout.of("AWSLogs/123456789012/CloudTrail/")).isInstanceOf(Layout.Inside.class);
    for (String folder :
        List.of(
            "AWSLogs/123456789012/CloudTrail/notes/",
            "AWSLogs/123456789012/CloudTrail/eu-west-3/16/",
            "AWSLogs/123456789012/CloudTrail/eu-west-3/2016/13/",
            "AWSLogs/123456789012/CloudTrail/eu-west-3/2016/02/30/")) {
      assertThat(Layout.of(folder)).as(folder).isInstanceOf(Layout.Strange.class);
    }
  }

  @Test
  void aScopeTakesWhatMayHoldItsDaysAndNothingElse() {
    ListingScope scope =
        new ListingScope(Optional.of(DAY), Optional.of(DAY.plusDays(5)), Set.of(), Set.of());
    String region = "AWSLogs/123456789012/CloudTrail/eu-west-3/";
    for (String in : List.of("", "a/", region, region + "2016/", region + "2016/10/")) {
      assertThat(scope.mayHold(Layout.of(in))).as(in).isTrue();
    }
    for (String out :
        List.of(
            region + "2015/",
            region + "2016/08/",
            region + "2016/9/26/",
            region + "2016/10/03/",
            "AWSLogs/123456789012/notes/x/")) {
      assertThat(scope.mayHold(Layout.of(out))).as(out).isFalse();
    }
    ListingScope other =
        new ListingScope(
            Optional.empty(), Optional.empty(), Set.of("210987654321"), Set.of("eu-west-1"));
    assertThat(other.mayHold(Layout.of("AWSLogs/123456789012/"))).isFalse();
    assertThat(other.mayHold(Layout.of("AWSLogs/210987654321/CloudTrail/eu-west-3/"))).isFalse();
    assertThat(other.mayHold(Layout.of("AWSLogs/210987654321/CloudTrail/eu-west-1/"))).isTrue();
    assertThatThrownBy(
            () ->
                new ListingScope(
                    Optional.of(DAY), Optional.of(DAY.minusDays(1)), Set.of(), Set.of()))
        .hasMessageContaining("2016-09-27 to 2016-09-26");
  }

  @Test
  void absenceIsConcludedOfDaysThatHadEndedOnly() {
    S3Prefix root = new S3Prefix("logs", "");
    Instant begun = Instant.parse("2016-09-29T12:00:00Z");
    String region = "AWSLogs/123456789012/CloudTrail/eu-west-3/2016/09/";
    Predicate<S3Name> listed =
        Listings.wasListed(
            root, ListingScope.EVERYTHING, begun, List.of(new S3Prefix("logs", region + "26/")));
    assertThat(listed.test(new S3Name("logs", region + "27/x.json.gz"))).isTrue();
    assertThat(listed.test(new S3Name("logs", region + "28/x.json.gz"))).isTrue();
    assertThat(listed.test(new S3Name("logs", region + "29/x.json.gz"))).as("today").isFalse();
    assertThat(listed.test(new S3Name("logs", region + "26/x.json.gz"))).as("left").isFalse();
    assertThat(listed.test(new S3Name("others", region + "27/x.json.gz"))).isFalse();
    Instant soon = Instant.parse("2016-09-29T01:59:59Z");
    assertThat(
            Listings.wasListed(root, ListingScope.EVERYTHING, soon, List.of())
                .test(new S3Name("logs", region + "28/x.json.gz")))
        .as("not settled")
        .isFalse();
    Predicate<S3Name> days =
        Listings.wasListed(root, ListingScope.days(DAY, DAY), begun, List.of());
    assertThat(days.test(new S3Name("logs", region + "27/x.json.gz"))).isTrue();
    assertThat(days.test(new S3Name("logs", region + "28/x.json.gz"))).isFalse();
    assertThat(days.test(new S3Name("logs", "x.json.gz"))).isFalse();
  }
}
