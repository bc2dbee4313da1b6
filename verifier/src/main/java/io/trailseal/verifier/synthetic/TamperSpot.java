package io.trailseal.verifier.synthetic;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/// Where the n-th tampering of a run takes place: a chain, and the first of up to three hours in a
/// row, with an untouched hour on either side.
///
/// The first chain, with the story in it, comes last, and the hours of the story that tamperings
/// look for are left alone as long as there are others.
///
/// @param hour the first of the hours
record TamperSpot(ChainPlan plan, int hour) {
  /// Hours from one spot of a chain to the next.
  private static final int APART = 4;

  static TamperSpot of(SampleSettings settings, Tampering tampering, int index) {
    List<ChainPlan> chains = ChainPlan.all(settings);
    int perChain = perChain(settings);
    int others = chains.size() - 1;
    long inOthers = (long) others * perChain;
    if (index < 0) {
      throw new IllegalArgumentException("index must be 0 or more, found " + index);
    }
    if (index < inOthers) {
      return new TamperSpot(chains.get(1 + index % others), hour(settings, index / others));
    }
    int[] hours = hoursBesideStory(settings, chains.getFirst(), perChain);
    if (index - inOthers >= hours.length) {
      throw new IllegalArgumentException(
          "%s does not fit: a sample of %d accounts, %d regions and %d hours has room for %d tamperings that do not hide each other; give it more hours, regions or accounts"
              .formatted(
                  tampering.kebabName(),
                  settings.accounts(),
                  settings.regions(),
                  settings.hours(),
                  inOthers + hours.length));
    }
    return new TamperSpot(chains.getFirst(), hours[Math.toIntExact(index - inOthers)]);
  }

  private static int perChain(SampleSettings settings) {
    return Math.max(1, (settings.hours() - 1) / APART);
  }

  /// In a sample of two hours the first is taken: nothing in the bucket shows that the last digest
  /// is missing.
  private static int hour(SampleSettings settings, int number) {
    return settings.hours() <= 2 ? 0 : 1 + APART * number;
  }

  private static int[] hoursBesideStory(SampleSettings settings, ChainPlan home, int perChain) {
    Set<Integer> kept = new TreeSet<>();
    for (double minute : TamperScene.STORY_MINUTES) {
      int hour = home.deliveryOf(Story.second(settings, minute)) / ChainPlan.DELIVERIES_PER_HOUR;
      kept.addAll(List.of(hour - 1, hour, hour + 1));
    }
    int[] all = IntStream.range(0, perChain).map(number -> hour(settings, number)).toArray();
    int[] beside =
        IntStream.of(all)
            .filter(hour -> IntStream.range(hour, hour + APART - 1).noneMatch(kept::contains))
            .toArray();
    return beside.length > 0 || settings.accounts() * settings.regions() > 1 ? beside : all;
  }
}
