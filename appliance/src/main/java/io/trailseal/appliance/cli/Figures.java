package io.trailseal.appliance.cli;

import java.time.Duration;
import java.util.Locale;

/// Numbers for people, the same in every country.
final class Figures {
  private static final String[] BYTE_UNITS = {"B", "KB", "MB", "GB", "TB", "PB"};

  private Figures() {}

  static String count(long n) {
    return String.format(Locale.ROOT, "%,d", n);
  }

  /// `1 event`, `60,012 events`.
  static String counted(long n, String noun) {
    return count(n) + " " + noun + (n == 1 ? "" : "s");
  }

  /// Decimal units, as disks are sold: `1.5 MB`.
  static String bytes(long bytes) {
    double shown = bytes;
    int unit = 0;
    while (shown >= 1000 && unit < BYTE_UNITS.length - 1) {
      shown /= 1000;
      unit++;
    }
    return unit == 0
        ? bytes + " B"
        : String.format(Locale.ROOT, shown < 10 ? "%.1f %s" : "%.0f %s", shown, BYTE_UNITS[unit]);
  }

  /// `0.4 s`, `12 s`, `3:05 min`, `2:00 h`.
  static String duration(Duration time) {
    double seconds = time.toMillis() / 1000.0;
    if (seconds < 10) {
      return String.format(Locale.ROOT, "%.1f s", seconds);
    }
    long whole = Math.round(seconds);
    if (whole < 60) {
      return whole + " s";
    }
    return whole < 3600
        ? String.format(Locale.ROOT, "%d:%02d min", whole / 60, whole % 60)
        : String.format(Locale.ROOT, "%d:%02d h", whole / 3600, whole / 60 % 60);
  }

  /// Three digits after the point, for JSON.
  static double seconds(Duration time) {
    return Math.round(time.toNanos() / 1e6) / 1e3;
  }
}
