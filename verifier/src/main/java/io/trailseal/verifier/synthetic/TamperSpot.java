package io.trailseal.verifier.synthetic;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/// Where a tampering takes place, so that the tamperings of one run do not hide each other.
///
/// One that needs a few hours has up to three in a row, with an untouched hour on either side. One
/// that needs a chain has it for itself. The first chain, with the story in it, comes last, and the
/// hours of the story that tamperings look for are left alone as long as there are others.
///
/// @param hour the first of the hours; where the tampering has a chain for itself, one in the
///   middle of it
record TamperSpot(ChainPlan plan, int hour) {
  /// Hours a spot has.
  static final int HOURS = 3;

  /// Hours from one spot of a chain to the next.
  private static final int APART = HOURS + 1;

  /// The spots of a run, in its order.
  ///
  /// @throws IllegalArgumentException if the sample has no room for it
  static List<TamperSpot> of(SampleSettings settings, List<Tampering> run) {
    for (Tampering tampering : run) {
      requireRoom(settings, run, tampering);
    }
    List<ChainPlan> chains = ChainPlan.all(settings);
    int whole =
        Math.toIntExact(
            run.stream().filter(t -> t.terms().extent() == TamperTerms.Extent.CHAIN).count());
    int shared = chains.size() - whole;
    if (shared < 0 || (shared == 0 && run.size() > whole)) {
      throw doesNotFit(
          settings,
          run.getLast(),
          "%d tamperings that each need a chain for themselves, and the others need one too"
              .formatted(whole));
    }
    List<TamperSpot> spots = new ArrayList<>();
    int next = 0;
    int nextChain = chains.size() - 1;
    for (Tampering tampering : run) {
      switch (tampering.terms().extent()) {
        case HOURS -> spots.add(ofHours(settings, chains.subList(0, shared), tampering, next++));
        case CHAIN -> spots.add(ofChain(settings, chains.get(nextChain--)));
        // Not the story's chain, where there is another.
        case SAMPLE -> spots.add(ofChain(settings, chains.get(Math.min(1, chains.size() - 1))));
      }
    }
    return spots;
  }

  /// @throws IllegalArgumentException if the sample has no room for the run
  static void requireRoom(SampleSettings settings, List<Tampering> run) {
    of(settings, run);
  }

  private static void requireRoom(
      SampleSettings settings, List<Tampering> run, Tampering tampering) {
    TamperTerms needs = tampering.terms();
    if (needs.extent() == TamperTerms.Extent.SAMPLE && run.size() > 1) {
      throw new IllegalArgumentException(
          "%s changes the sample as a whole and would hide the others; give it a sample of its own"
              .formatted(tampering.kebabName()));
    }
    if (needs.extent() == TamperTerms.Extent.HOURS) {
      int first = firstHour(settings, 0);
      if (first + needs.hours() > settings.hours()) {
        throw tooSmall(tampering, needs.hours() + " digests in a row", "more hours");
      }
    } else if (settings.hours() < needs.hours()) {
      throw tooSmall(tampering, "chains of %d hours".formatted(needs.hours()), "more hours");
    }
    if (settings.regions() < needs.regions()) {
      throw tooSmall(tampering, needs.regions() + " regions", "more regions");
    }
  }

  static IllegalArgumentException tooSmall(Tampering tampering, String required, String remedy) {
    return new IllegalArgumentException(
        "%s needs %s, which this sample does not have; give it %s"
            .formatted(tampering.kebabName(), required, remedy));
  }

  private static IllegalArgumentException doesNotFit(
      SampleSettings settings, Tampering tampering, String room) {
    return new IllegalArgumentException(
        "%s does not fit: a sample of %d accounts, %d regions and %d hours has no room for %s; give it more hours, regions or accounts"
            .formatted(
                tampering.kebabName(),
                settings.accounts(),
                settings.regions(),
                settings.hours(),
                room));
  }

  private static TamperSpot ofChain(SampleSettings settings, ChainPlan plan) {
    return new TamperSpot(
        plan, Math.min(settings.hours() - 1, Math.max(1, settings.hours() / 2 - 1)));
  }

  private static TamperSpot ofHours(
      SampleSettings settings, List<ChainPlan> chains, Tampering tampering, int index) {
    int perChain = Math.max(1, (settings.hours() - 1) / APART);
    int others = chains.size() - 1;
    long inOthers = (long) others * perChain;
    if (index < inOthers) {
      return new TamperSpot(chains.get(1 + index % others), firstHour(settings, index / others));
    }
    int[] hours = hoursBesideStory(settings, chains.getFirst(), perChain);
    if (index - inOthers >= hours.length) {
      throw doesNotFit(
          settings,
          tampering,
          "more than %d tamperings of a few hours that do not hide each other"
              .formatted(inOthers + hours.length));
    }
    return new TamperSpot(chains.getFirst(), hours[Math.toIntExact(index - inOthers)]);
  }

  /// In a sample of two hours the first is taken: nothing in the bucket shows that the last digest
  /// is missing.
  private static int firstHour(SampleSettings settings, int number) {
    return settings.hours() <= 2 ? 0 : 1 + APART * number;
  }

  private static int[] hoursBesideStory(SampleSettings settings, ChainPlan home, int perChain) {
    Set<Integer> kept = new TreeSet<>();
    for (double minute : TamperScene.STORY_MINUTES) {
      int hour = home.deliveryOf(Story.second(settings, minute)) / ChainPlan.DELIVERIES_PER_HOUR;
      kept.addAll(List.of(hour - 1, hour, hour + 1));
    }
    int[] all = IntStream.range(0, perChain).map(number -> firstHour(settings, number)).toArray();
    int[] beside =
        IntStream.of(all)
            .filter(hour -> IntStream.range(hour, hour + APART - 1).noneMatch(kept::contains))
            .toArray();
    return beside.length > 0 || settings.accounts() * settings.regions() > 1 ? beside : all;
  }
}
