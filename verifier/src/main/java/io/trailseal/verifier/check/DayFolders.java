package io.trailseal.verifier.check;

import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.S3Prefix;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// The folders of days below a region's folder: `YYYY/MM/DD/`. Whatever else lies there is none of
/// CloudTrail's. For one thread.
final class DayFolders {
  private static final int LEVELS = 3;
  private static final int[] DIGITS = {4, 2, 2};

  private final Archive archive;
  private final BiConsumer<S3Name, Long> stray;
  private final Troubles troubles;
  private final NavigableMap<LocalDate, S3Prefix> days = new TreeMap<>();

  private DayFolders(Archive archive, BiConsumer<S3Name, Long> stray, Troubles troubles) {
    this.archive = archive;
    this.stray = stray;
    this.troubles = troubles;
  }

  /// @param region the region's folder, as the archive has it
  /// @param stray told what lies outside of the days' folders, as the archive names it, with its
  ///   length
  /// @param troubles what could not be listed is added here
  static NavigableMap<LocalDate, S3Prefix> below(
      Archive archive, S3Prefix region, BiConsumer<S3Name, Long> stray, Troubles troubles) {
    DayFolders folders = new DayFolders(archive, stray, troubles);
    folders.look(region, new int[LEVELS], 0);
    return folders.days;
  }

  private void look(S3Prefix level, int[] date, int depth) {
    List<String> folders = new ArrayList<>();
    list(level, folders);
    for (String folder : folders) {
      S3Prefix below = new S3Prefix(level.bucket(), folder);
      String name = folder.substring(level.keyPrefix().length(), folder.length() - 1);
      if (!isNumber(name, DIGITS[depth])) {
        everythingIn(below);
        continue;
      }
      int[] deeper = date.clone();
      deeper[depth] = Integer.parseInt(name);
      if (depth < LEVELS - 1) {
        look(below, deeper, depth + 1);
        continue;
      }
      LocalDate day = day(deeper);
      if (day == null) {
        everythingIn(below);
      } else {
        days.put(day, below);
      }
    }
  }

  private void list(S3Prefix level, List<String> folders) {
    try {
      archive.list(
          level,
          new Archive.ListingSink() {
            @Override
            public void folder(String prefix) {
              folders.add(prefix);
            }

            @Override
            public void object(S3Name name, long bytes) {
              stray.accept(name, bytes);
            }
          });
    } catch (ListingException e) {
      troubles.add(level, e);
    }
  }

  private void everythingIn(S3Prefix folder) {
    List<String> folders = new ArrayList<>();
    list(folder, folders);
    folders.forEach(deeper -> everythingIn(new S3Prefix(folder.bucket(), deeper)));
  }

  private static boolean isNumber(String text, int digits) {
    return text.length() == digits && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private static @Nullable LocalDate day(int[] date) {
    try {
      return LocalDate.of(date[0], date[1], date[2]);
    } catch (DateTimeException e) {
      // The thirtieth of February: no day, so no folder of CloudTrail's.
      return null;
    }
  }
}
