package io.trailseal.verifier.synthetic;

/// How many events each delivery of a chain has: more by day than by night, and now and then an
/// hour without any outside the home region. Over all hours it is exactly what was asked for.
final class Traffic {
  /// By hour of the day, UTC.
  private static final int[] BY_HOUR = {
    60, 55, 50, 50, 55, 60, 75, 95, 120, 135, 140, 140, 130, 135, 145, 145, 140, 130, 115, 100, 90,
    80, 70, 65
  };

  /// One hour in this many is quiet.
  private static final int QUIET_ONE_IN = 16;

  /// With fewer events than this, a delivery is left out.
  private static final int EVENTS_PER_DELIVERY = 5;

  private final long[] events;
  private final Dice dice;

  Traffic(ChainPlan plan, Dice dice) {
    this.dice = dice;
    int hours = plan.settings().hours();
    int firstOfDay = (int) Math.floorMod(plan.settings().start().getEpochSecond() / 3600, 24L);
    long[] weights = new long[hours];
    for (int hour = 0; hour < hours; hour++) {
      weights[hour] = (long) BY_HOUR[(firstOfDay + hour) % 24] * (85 + dice.below(31));
      boolean quiet = dice.below(QUIET_ONE_IN) == 0;
      // Never two in a row, and never the first or the last.
      boolean mayRest = hour > 0 && hour < hours - 1 && weights[hour - 1] > 0;
      if (!plan.isHome() && quiet && mayRest) {
        weights[hour] = 0;
      }
    }
    events = share((long) hours * plan.settings().eventsPerHour(), weights);
  }

  /// Parts of `total` in proportion to `weights`, which add up to `total`.
  private static long[] share(long total, long[] weights) {
    long sum = 0;
    for (long weight : weights) {
      sum += weight;
    }
    long[] parts = new long[weights.length];
    double upTo = 0;
    long given = 0;
    for (int i = 0; i < weights.length; i++) {
      upTo += weights[i];
      long until = weights[i] == 0 ? given : Math.round(total * (upTo / sum));
      parts[i] = until - given;
      given = until;
    }
    // Only a trailing weight of 0 could leave something over; then the last busy part has it.
    for (int i = weights.length - 1; given < total; i--) {
      if (weights[i] > 0) {
        parts[i] += total - given;
        given = total;
      }
    }
    return parts;
  }

  /// How many events each of an hour's deliveries has; to be asked once for each hour, in order.
  int[] deliveries(int hour) {
    long[] weights = new long[ChainPlan.DELIVERIES_PER_HOUR];
    int wanted =
        (int)
            Math.clamp(events[hour] / EVENTS_PER_DELIVERY, 1, (long) ChainPlan.DELIVERIES_PER_HOUR);
    int left = weights.length;
    for (int i = 0; i < weights.length; i++, left--) {
      if (dice.below(left) < wanted) {
        weights[i] = 70L + dice.below(61);
        wanted--;
      }
    }
    long[] shares = share(events[hour], weights);
    int[] counts = new int[shares.length];
    for (int i = 0; i < shares.length; i++) {
      counts[i] = Math.toIntExact(shares[i]);
    }
    return counts;
  }
}
