package io.trailseal.verifier.synthetic;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// Everybody who calls in one account and region, with their sessions.
///
/// A role's session lasts a few hours; who began it is in the event that [Member#origin] writes, so
/// that one can go from a session back to the person.
final class Cast {
  private final Map<Kind, Member[]> members = new EnumMap<>(Kind.class);
  private final CastingOffice office;

  /// One caller and the two sessions that may be in use during an hour.
  static final class Member {
    final CastingOffice.Part part;
    private Actor before;
    private Actor now;
    private long since;

    Member(CastingOffice.Part part, Actor actor) {
      this.part = part;
      this.before = actor;
      this.now = actor;
      this.since = Long.MIN_VALUE;
    }
  }

  /// A session begun.
  ///
  /// @param second when
  /// @param origin the event that says so
  @SuppressWarnings("ArrayRecordComponent") // bytes to copy, never compared
  record Begun(long second, byte[] origin) {}

  /// @param start epoch second; the first sessions are a little older
  Cast(long seed, Estate estate, long start) {
    office = new CastingOffice(seed, estate);
    for (Kind kind : Kind.values()) {
      Member[] ofKind = new Member[kind.count];
      for (int i = 0; i < ofKind.length; i++) {
        CastingOffice.Part part = office.part(kind, i);
        ofKind[i] = new Member(part, office.actor(part, start - 60L * (i + 2)).actor());
      }
      members.put(kind, ofKind);
    }
  }

  /// Renews the sessions whose time has come.
  ///
  /// @param hour counted from the start
  /// @param from the first second of the hour that events may have
  /// @return the events that began them, in order of time
  List<Begun> beginHour(int hour, long from, Dice dice) {
    List<Begun> begun = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      Member[] ofKind = members.get(kind);
      for (int i = 0; ofKind != null && i < ofKind.length; i++) {
        if (kind.sessionHours == 0 || (hour + i) % kind.sessionHours != 0) {
          continue;
        }
        Member member = ofKind[i];
        long second = from + dice.below(3600);
        CastingOffice.Session session = office.actor(member.part, second);
        member.before = member.now;
        member.now = session.actor();
        member.since = second;
        session.origin().ifPresent(origin -> begun.add(new Begun(second, origin)));
      }
    }
    begun.sort((a, b) -> Long.compare(a.second, b.second));
    return begun;
  }

  /// Somebody of this kind, with the session they have at that time.
  Actor pick(Kind kind, long second, Dice dice) {
    Member[] ofKind = members.get(kind);
    if (ofKind == null) {
      throw new IllegalStateException("nobody is a " + kind);
    }
    Member member = ofKind[dice.skewed(ofKind.length)];
    // Two seconds, so that the first call never comes before the answer that gave the credentials.
    return second > member.since + 2 ? member.now : member.before;
  }
}
