package io.trailseal.verifier.synthetic;

import java.util.ArrayList;
import java.util.List;

/// When one account and region delivers: its digests' hours and its deliveries within them.
///
/// @param account the account
/// @param region the region
/// @param number its place among the chains, from 0; chain 0 is the story's
/// @param begins epoch second at which the first digest starts
record ChainPlan(SampleSettings settings, String account, String region, int number, long begins) {
  static final int HOUR_SECONDS = 3600;

  /// CloudTrail delivers about every five minutes.
  static final int DELIVERIES_PER_HOUR = 12;

  static final int DELIVERY_SECONDS = HOUR_SECONDS / DELIVERIES_PER_HOUR;

  /// The youngest event in a delivery.
  static final int LAG_SECONDS = 30;

  /// Digests do not start on the hour, and each chain has a time of its own.
  private static final int BEGINS_WITHIN_SECONDS = 600;

  static List<ChainPlan> all(SampleSettings settings) {
    List<ChainPlan> plans = new ArrayList<>();
    for (String account : settings.accountIds()) {
      for (String region : settings.regionNames()) {
        Dice dice = Dice.of(settings.seed(), "plan of " + account + " in " + region);
        long begins = settings.start().getEpochSecond() + dice.below(BEGINS_WITHIN_SECONDS);
        plans.add(new ChainPlan(settings, account, region, plans.size(), begins));
      }
    }
    return plans;
  }

  boolean isHome() {
    return region.equals(settings.regionNames().getFirst());
  }

  /// Start of an hour's digest.
  long from(int hour) {
    return begins + (long) hour * HOUR_SECONDS;
  }

  String digestKey(int hour) {
    return new TrailLayout(settings).digestKey(account, region, from(hour + 1));
  }

  /// When the first delivery of an hour is made: a whole minute, and never the minute in which one
  /// digest ends and the next starts, because a log file's name has no seconds.
  long firstDelivery(int hour) {
    return Math.ceilDiv(from(hour), 60) * 60 + 60;
  }

  /// The first second that events of an hour's first delivery may have.
  long eventsFrom(int hour) {
    return firstDelivery(hour) - LAG_SECONDS - DELIVERY_SECONDS;
  }

  /// Which delivery, counted through all hours, brings an event of that time.
  int deliveryOf(long eventSecond) {
    return Math.toIntExact(Math.floorDiv(eventSecond - eventsFrom(0), DELIVERY_SECONDS));
  }
}
