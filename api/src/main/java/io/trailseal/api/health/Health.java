package io.trailseal.api.health;

import io.trailseal.api.health.Check.State;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What is told to whoever asks how the appliance is.
///
/// @param at when
/// @param live whether it must not be started anew
/// @param ready whether questions should be sent to it
/// @param checks what was looked at, in an order worth reading
public record Health(Instant at, boolean live, boolean ready, List<Check> checks) {
  public Health {
    checks = List.copyOf(checks);
  }

  /// The worst there is among the checks. What nobody asked yet makes nothing worse: else every
  /// start would look ill.
  public State state() {
    return checks.stream()
        .map(Check::state)
        .filter(state -> state != State.UNKNOWN)
        .reduce(State.OK, State::orWorse);
  }

  static Health of(Condition condition) {
    HealthRules rules = new HealthRules(condition);
    boolean live = condition.followers().stream().allMatch(follower -> follower.running());
    boolean ready =
        live && rules.followers().stream().allMatch(check -> check.state() != State.FAILING);
    return new Health(condition.at(), live, ready, rules.all());
  }

  /// The same with one check more, which is for a person: it says nothing about whether questions
  /// are answered.
  Health and(Check check) {
    List<Check> all = new ArrayList<>(checks);
    all.add(check);
    return new Health(at, live, ready, all);
  }

  /// What is told where the store cannot be read.
  static Health unreadable(Instant at, String trouble) {
    return new Health(
        at,
        false,
        false,
        List.of(Check.of("ledger", State.FAILING, "it cannot be read: " + trouble, Map.of())));
  }
}
