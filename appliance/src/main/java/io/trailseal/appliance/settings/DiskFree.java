package io.trailseal.appliance.settings;

import java.util.Locale;

/// How much room intake leaves on the store's disk.
public sealed interface DiskFree {

  /// In bytes, on a disk of so many.
  long bytesOf(long diskBytes);

  record Bytes(long count) implements DiskFree {
    private static final String UNITS = "KMGT";

    @Override
    public long bytesOf(long diskBytes) {
      return count;
    }

    /// With the largest unit that says it exactly.
    @Override
    public String toString() {
      for (int i = UNITS.length(); i > 0; i--) {
        long unit = 1L << (10 * i);
        if (count >= unit && count % unit == 0) {
          return count / unit + UNITS.substring(i - 1, i);
        }
      }
      return Long.toString(count);
    }
  }

  record Share(int percent) implements DiskFree {
    @Override
    public long bytesOf(long diskBytes) {
      return diskBytes / 100 * percent;
    }

    @Override
    public String toString() {
      return percent + "%";
    }
  }

  /// @throws IllegalArgumentException saying what it must be
  static DiskFree parse(String text) {
    if (text.matches("[1-9]?[0-9]%")) {
      return new Share(Integer.parseInt(text.substring(0, text.length() - 1)));
    }
    String upper = text.toUpperCase(Locale.ROOT);
    if (upper.matches("[0-9]{1,15}")) {
      return new Bytes(Long.parseLong(upper));
    }
    if (upper.matches("[0-9]{1,5}[KMGT]")) {
      int unit = Bytes.UNITS.indexOf(upper.charAt(upper.length() - 1)) + 1;
      return new Bytes(Long.parseLong(upper.substring(0, upper.length() - 1)) << (10 * unit));
    }
    throw new IllegalArgumentException(
        "must be a number of bytes, with K, M, G or T where wanted (2G), or a share of the disk from 0% to 99%");
  }
}
