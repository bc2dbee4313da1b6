package io.trailseal.verifier.synthetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class TamperingTest {
  private static final SampleSettings SETTINGS = Samples.settings(1, 2, 24, 30);

  @TempDir static Path master;
  @TempDir Path folder;

  @BeforeAll
  static void writeMaster() throws IOException {
    new SyntheticTrail(SETTINGS).writeTo(FolderBucket.at(master));
  }

  /// A copy of a sample that was written once.
  private FolderBucket sample() throws IOException {
    FolderBucket from = FolderBucket.at(master);
    FolderBucket bucket = FolderBucket.at(folder.resolve("bucket"));
    for (String key : from.keys("")) {
      StoredObject object = from.get(key).orElseThrow();
      bucket.put(key, object.content().borrow(), object.metadata());
    }
    return bucket;
  }

  private FolderBucket sample(SampleSettings settings) throws IOException {
    FolderBucket bucket = FolderBucket.at(folder.resolve("bucket"));
    new SyntheticTrail(settings).writeTo(bucket);
    return bucket;
  }

  /// Keys whose object is another one now, or gone, or new.
  private static Set<String> changed(Map<String, String> before, Map<String, String> after) {
    Set<String> changed = new TreeSet<>(before.keySet());
    changed.addAll(after.keySet());
    changed.removeIf(
        key -> Optional.ofNullable(before.get(key)).equals(Optional.ofNullable(after.get(key))));
    return changed;
  }

  @ParameterizedTest
  @EnumSource
  void aTamperingChangesWhatItSaysAndNothingElse(Tampering tampering) throws IOException {
    FolderBucket bucket = sample();
    Map<String, String> before = Samples.fingerprint(bucket);

    Planted planted = tampering.apply(bucket, SETTINGS, 0);

    assertThat(planted.tampering()).isEqualTo(tampering);
    assertThat(planted.keys()).isNotEmpty().doesNotHaveDuplicates();
    assertThat(planted.sentence()).isNotBlank();
    assertThat(changed(before, Samples.fingerprint(bucket)))
        .containsExactlyInAnyOrderElementsOf(planted.keys());
    String kind =
        tampering.kebabName().startsWith("log-")
            ? "/CloudTrail/"
            : tampering.kebabName().startsWith("key-") ? "public-keys/" : "/CloudTrail-Digest/";
    assertThat(planted.keys()).anyMatch(key -> key.contains(kind));
  }

  @Test
  void theSameTamperingOfTheSameSampleIsTheSame() throws IOException {
    FolderBucket bucket = sample();
    Planted once = Tampering.LOG_INJECTED.apply(bucket, SETTINGS, 0);
    Map<String, String> result = Samples.fingerprint(bucket);
    bucket.delete(once.keys().getFirst());

    assertThat(Tampering.LOG_INJECTED.apply(bucket, SETTINGS, 0)).isEqualTo(once);
    assertThat(Samples.fingerprint(bucket)).isEqualTo(result);
  }

  @Test
  void tamperingsOfOneRunKeepOutOfEachOthersWay() throws IOException {
    SampleSettings settings = Samples.settings(3, 2, 24, 30);
    FolderBucket bucket = sample(settings);
    Set<String> concerned = new HashSet<>();
    Map<String, String> before = Samples.fingerprint(bucket);
    for (Planted planted : Tampering.applyAll(bucket, settings, Tampering.DEMO)) {
      for (String key : planted.keys()) {
        assertThat(concerned.add(key)).isTrue();
      }
    }
    assertThat(changed(before, Samples.fingerprint(bucket)))
        .containsExactlyInAnyOrderElementsOf(concerned);
    Set<List<Object>> places = new HashSet<>();
    for (TamperSpot spot :
        TamperSpot.of(settings, Collections.nCopies(29, Tampering.LOG_DELETED))) {
      assertThat(spot.hour()).isBetween(1, 20);
      assertThat(spot.hour() % 4).isEqualTo(1);
      assertThat(places.add(List.of(spot.plan().number(), spot.hour()))).isTrue();
    }
  }

  @Test
  void everythingThatLeavesRoomForOthersFitsIntoOneSample() throws IOException {
    SampleSettings settings = Samples.settings(24, 2, 24, 20);
    FolderBucket bucket = sample(settings);
    Map<String, String> before = Samples.fingerprint(bucket);
    List<Tampering> all =
        Arrays.stream(Tampering.values()).filter(t -> !t.needsWholeSample()).toList();

    List<Planted> planted = Tampering.applyAll(bucket, settings, all);

    assertThat(planted).extracting(Planted::tampering).isEqualTo(all);
    List<String> concerned = planted.stream().flatMap(one -> one.keys().stream()).toList();
    assertThat(concerned).doesNotHaveDuplicates();
    assertThat(changed(before, Samples.fingerprint(bucket)))
        .containsExactlyInAnyOrderElementsOf(concerned);
  }

  @Test
  void whatTakesAWholeChainOrSampleSharesItWithNobody() {
    SampleSettings settings = Samples.settings(1, 2, 24, 30);
    List<TamperSpot> spots =
        TamperSpot.of(settings, List.of(Tampering.GAP_RESTART, Tampering.LOG_DELETED));
    assertThat(spots).extracting(spot -> spot.plan().number()).containsExactly(1, 0);
    assertThatThrownBy(
            () ->
                Tampering.requireRoom(
                    settings,
                    List.of(Tampering.GAP_RESTART, Tampering.LINKED_GAP, Tampering.LOG_DELETED)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 tamperings that each need a chain for themselves");
    assertThatThrownBy(
            () ->
                Tampering.requireRoom(
                    settings, List.of(Tampering.CHAIN_COPIED, Tampering.LOG_DELETED)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("chain-copied changes the sample as a whole");
  }

  @Test
  void theDemosFirstTamperingRewritesTheStory() throws IOException {
    FolderBucket bucket = sample();
    assertThat(stopLogging(bucket).get("sourceIPAddress")).isEqualTo(Story.INTRUDER_ADDRESS);
    int events = Samples.events(bucket).size();

    Planted planted = Tampering.LOG_MODIFIED.apply(bucket, SETTINGS, 0);

    assertThat(stopLogging(bucket).get("sourceIPAddress")).isEqualTo(Story.RESPONDER_ADDRESS);
    assertThat(Samples.events(bucket)).hasSize(events);
    assertThat(planted.sentence()).contains(Story.RESPONDER_ADDRESS, Story.INTRUDER_ADDRESS);
    // A second time there is nothing of the story left to rewrite, and another log file is taken.
    assertThat(Tampering.LOG_MODIFIED.apply(bucket, SETTINGS, 0).keys())
        .doesNotContainAnyElementsOf(planted.keys());
  }

  private static Samples.Event stopLogging(FolderBucket bucket) throws IOException {
    return Samples.events(bucket).stream()
        .filter(event -> event.get("eventName").equals("StopLogging"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aRemovedEventLeavesTheOthersAsTheyWere() throws IOException {
    FolderBucket bucket = sample();
    List<Samples.Event> before = Samples.events(bucket);

    Tampering.LOG_EVENT_REMOVED.apply(bucket, SETTINGS, 0);

    List<Samples.Event> gone = new ArrayList<>(before);
    gone.removeAll(Samples.events(bucket));
    assertThat(Samples.events(bucket)).hasSize(before.size() - 1);
    assertThat(gone).hasSize(1);
    assertThat(gone.getFirst().get("eventName")).isEqualTo("PutBucketPolicy");
  }

  @Test
  void anInjectedFileLooksLikeTheOthers() throws IOException {
    FolderBucket bucket = sample();
    String key = Tampering.LOG_INJECTED.apply(bucket, SETTINGS, 0).keys().getFirst();
    List<Samples.Event> events = Samples.events(Samples.inflated(bucket, key));
    assertThat(events).hasSize(1);
    assertThat(key).contains(events.getFirst().get("recipientAccountId"));
    assertThat(key).contains(events.getFirst().get("awsRegion"));
    assertThat(key).matches(".*_[A-Za-z0-9]{16}\\.json\\.gz");
  }

  @Test
  void aModifiedDigestIsStillJsonAndListsOneFileLess() throws IOException {
    FolderBucket bucket = sample();
    String key =
        TamperSpot.of(SETTINGS, List.of(Tampering.DIGEST_MODIFIED)).getFirst().plan().digestKey(1);
    int listed = TamperScene.listedIn(text(bucket, key)).size();
    Planted planted = Tampering.DIGEST_MODIFIED.apply(bucket, SETTINGS, 0);
    assertThat(planted.keys()).containsExactly(key);
    assertThat(TamperScene.listedIn(text(bucket, key))).hasSize(listed - 1);
    assertThat(text(bucket, key)).matches("\\{.*\"logFiles\":\\[\\{.*\\}\\]\\}");
  }

  private static String text(FolderBucket bucket, String key) throws IOException {
    return new String(Samples.inflated(bucket, key), StandardCharsets.UTF_8);
  }

  @Test
  void aSampleThatIsTooSmallIsRefusedWithARemedy() throws IOException {
    SampleSettings small = Samples.settings(1, 1, 1, 30);
    FolderBucket bucket = sample(small);
    assertThatThrownBy(() -> Tampering.DIGEST_SWAPPED.apply(bucket, small, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "digest-swapped needs 2 digests in a row, which this sample does not have; give it more hours");
    assertThatThrownBy(() -> Tampering.LOG_DELETED.apply(bucket, small, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("log-deleted does not fit")
        .hasMessageEndingWith("give it more hours, regions or accounts");
  }

  @Test
  void namesAreKebabCaseAndFoundAgain() {
    for (Tampering tampering : Tampering.values()) {
      assertThat(tampering.kebabName()).matches("[a-z0-9]+(-[a-z0-9]+)+");
      assertThat(tampering.title()).isNotBlank();
      assertThat(Tampering.byName(tampering.kebabName())).isEqualTo(tampering);
    }
    assertThatThrownBy(() -> Tampering.byName("digest-delted"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "no tampering is called digest-delted, the nearest is digest-deleted;");
  }
}
