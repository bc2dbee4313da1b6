package io.trailseal.verifier.check;

import io.trailseal.verifier.Verdict;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/// What was found of one place: counts by day, and findings up to a limit. Thread-safe.
final class Tally {
  private final NavigableMap<LocalDate, long[][]> days = new TreeMap<>();
  private final List<Verdict> findings = new ArrayList<>();
  private final Map<String, Long> leftOut = new LinkedHashMap<>();
  private final AtomicInteger room;

  /// @param room how many more findings may be held, shared by all tallies of a walk
  Tally(AtomicInteger room) {
    this.room = room;
  }

  /// About a digest, also one that is absent.
  synchronized void digest(LocalDate day, Verdict verdict) {
    count(day, 0, verdict);
    finding(verdict);
  }

  /// About a log file, also one that is absent.
  synchronized void log(LocalDate day, Verdict verdict) {
    count(day, 1, verdict);
    finding(verdict);
  }

  private void count(LocalDate day, int what, Verdict verdict) {
    days.computeIfAbsent(day, _ -> new long[2][Verdict.WORDS.size()])[what][
        Verdict.WORDS.indexOf(verdict.word())]++;
  }

  /// About something that is no object of a day.
  synchronized void finding(Verdict verdict) {
    if (verdict instanceof Verdict.Intact) {
      return;
    }
    if (room.getAndDecrement() > 0) {
      findings.add(verdict);
    } else {
      room.set(0);
      leftOut.merge(verdict.word(), 1L, Long::sum);
    }
  }

  synchronized List<Verdict> findings() {
    return List.copyOf(findings);
  }

  synchronized Map<String, Long> leftOut() {
    return Map.copyOf(leftOut);
  }

  synchronized List<Report.Day> days(Place place) {
    List<Report.Day> all = new ArrayList<>();
    days.forEach(
        (day, counts) -> all.add(new Report.Day(place, day, words(counts[0]), words(counts[1]))));
    return all;
  }

  private static Map<String, Long> words(long[] counts) {
    Map<String, Long> words = new LinkedHashMap<>();
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] > 0) {
        words.put(Verdict.WORDS.get(i), counts[i]);
      }
    }
    return words;
  }
}
