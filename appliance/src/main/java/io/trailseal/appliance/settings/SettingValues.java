package io.trailseal.appliance.settings;

import io.trailseal.indexer.aws.AwsProxy;
import java.io.File;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// From the text of a value to what it means. What is thrown says what the value must be, and never
/// repeats it: some are secrets.
final class SettingValues {
  static final int PORT_MAX = 65_535;

  private static final int HOST_LENGTH_MAX = 253;
  private static final int FOLDERS_MAX = 20;

  private SettingValues() {}

  /// Reads one value.
  @FunctionalInterface
  interface Reader<T> {
    /// @throws IllegalArgumentException saying what it must be: `must be …`
    T read(String text);
  }

  static String host(String text) {
    if (text.isEmpty()
        || text.length() > HOST_LENGTH_MAX
        || !text.matches("[A-Za-z0-9._:%\\[\\]-]+")) {
      throw new IllegalArgumentException("must be a host name or an address");
    }
    return text;
  }

  static Reader<Integer> number(int min, int max) {
    return text -> {
      if (text.matches("[0-9]{1,9}")) {
        int number = Integer.parseInt(text);
        if (number >= min && number <= max) {
          return number;
        }
      }
      throw new IllegalArgumentException("must be a number from %d to %d".formatted(min, max));
    };
  }

  /// Empty for none.
  static Optional<Path> path(String text) {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      Path path = Path.of(text);
      if (path.isAbsolute()) {
        return Optional.of(path);
      }
    } catch (InvalidPathException _) {
      // Said below.
    }
    throw new IllegalArgumentException("must be an absolute path");
  }

  /// None for `none`.
  static List<Path> folders(String text) {
    if (text.equals("none")) {
      return List.of();
    }
    List<Path> folders = new ArrayList<>();
    for (String folder : text.split(File.pathSeparator, FOLDERS_MAX + 1)) {
      try {
        Path path = Path.of(folder);
        if (path.isAbsolute() && folders.size() < FOLDERS_MAX) {
          folders.add(path.normalize());
          continue;
        }
      } catch (InvalidPathException _) {
        // Said below, together with the other ways to be wrong.
      }
      throw new IllegalArgumentException(
          "must be absolute paths of folders, %d at most, with %s between them, or none"
              .formatted(FOLDERS_MAX, File.pathSeparator));
    }
    return folders;
  }

  static String folders(List<Path> folders) {
    return folders.isEmpty()
        ? "none"
        : folders.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
  }

  /// Zero for `off`.
  static Duration every(String text) {
    if (text.equals("off") || text.equals("0")) {
      return Duration.ZERO;
    }
    if (text.matches("[1-9]\\d{0,3}[mhd]")) {
      int count = Integer.parseInt(text.substring(0, text.length() - 1));
      return switch (text.charAt(text.length() - 1)) {
        case 'm' -> Duration.ofMinutes(count);
        case 'h' -> Duration.ofHours(count);
        default -> Duration.ofDays(count);
      };
    }
    throw new IllegalArgumentException(
        "must be a number from 1 to 9999 with m, h or d (90m, 24h, 7d), or off");
  }

  static String every(Duration every) {
    if (every.isZero()) {
      return "off";
    }
    return every.toMinutesPart() == 0 ? every.toHours() + "h" : every.toMinutes() + "m";
  }

  static URI endpoint(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(
          "an endpoint must be http://HOST[:PORT] or https://HOST[:PORT], without a user", e);
    }
  }

  static String profile(String text) {
    if (text.isEmpty() || text.length() > 200 || !text.matches("[^\\p{Cntrl}\\[\\]]+")) {
      throw new IllegalArgumentException("must be the name of a profile in ~/.aws/config");
    }
    return text;
  }

  /// `http://[USER:PASSWORD@]HOST:PORT`; what is no plain character in user and password as `%XX`.
  static AwsProxy proxy(String text) {
    String expected =
        "must be http://HOST:PORT or http://USER:PASSWORD@HOST:PORT (a special character in the"
            + " password as %XX)";
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException _) {
      // The exception quotes the text, and with it the password.
      throw new IllegalArgumentException(expected);
    }
    String path = uri.getRawPath() == null ? "" : uri.getRawPath();
    String host = uri.getHost();
    if (!"http".equals(uri.getScheme())
        || host == null
        || uri.getPort() < 1
        || uri.getPort() > PORT_MAX
        || !(path.isEmpty() || path.equals("/"))
        || uri.getRawQuery() != null
        || uri.getRawFragment() != null) {
      throw new IllegalArgumentException(expected);
    }
    Optional<String> who = Optional.ofNullable(uri.getRawUserInfo()).filter(s -> !s.isEmpty());
    Optional<String> user = who.map(s -> decoded(s, true));
    Optional<String> password = who.filter(s -> s.contains(":")).map(s -> decoded(s, false));
    return new AwsProxy(host, uri.getPort(), user, password);
  }

  /// What stands before the first colon, or behind it.
  private static String decoded(String userInfo, boolean before) {
    int colon = userInfo.indexOf(':');
    String part =
        before
            ? colon < 0 ? userInfo : userInfo.substring(0, colon)
            : userInfo.substring(colon + 1);
    // The URI has been parsed, so that each % has its two digits.
    return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
