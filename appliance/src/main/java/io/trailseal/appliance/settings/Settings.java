package io.trailseal.appliance.settings;

import io.trailseal.indexer.query.Nearest;
import io.trailseal.verifier.S3Name;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;

/// What an operator has set. The one door to this package.
///
/// @param httpHost the address of this machine to listen on
/// @param httpPort 0 for any that is free
/// @param verifyEvery how long after a re-verification of everything stored the next one begins;
///   zero for never
/// @param sources where each setting comes from, for a person
public record Settings(
    String httpHost, int httpPort, Duration verifyEvery, Map<Setting, String> sources) {
  private static final int PORT_MAX = 65_535;
  private static final int HOST_LENGTH_MAX = 253;

  /// A handful of lines; more is not a settings file.
  private static final int FILE_BYTES_MAX = 64 * 1024;

  private static final String VARIABLE_PREFIX = "TRAILSEAL_";

  /// Read by the launcher and by the home, not settings of the appliance.
  private static final Set<String> OTHER_VARIABLES =
      Set.of(
          "TRAILSEAL_HOME", "TRAILSEAL_JAVA_OPTIONS", "TRAILSEAL_LAUNCHER", "TRAILSEAL_TERMINAL");

  public Settings {
    sources = Map.copyOf(sources);
  }

  /// Everything that can be set.
  public enum Setting {
    HTTP_HOST("http.host", "127.0.0.1", "address to listen on; 127.0.0.1 is this machine only"),
    HTTP_PORT("http.port", "8480", "port to listen on; 0 for any that is free"),
    VERIFY_EVERY(
        "verify.every",
        "24h",
        "how often serve re-verifies everything stored: 90m, 24h, 7d; off for never");

    private final String key;
    private final String standard;
    private final String meaning;

    Setting(String key, String standard, String meaning) {
      this.key = key;
      this.standard = standard;
      this.meaning = meaning;
    }

    /// In the file.
    public String key() {
      return key;
    }

    /// In the environment.
    public String variable() {
      return VARIABLE_PREFIX + key.toUpperCase(Locale.ROOT).replace('.', '_');
    }

    /// Where nobody says anything.
    public String standard() {
      return standard;
    }

    public String meaning() {
      return meaning;
    }
  }

  /// Reads `file`, if there is one, and the environment, which wins.
  ///
  /// @throws SettingsException with everything that is wrong
  public static Settings read(Path file, Map<String, String> environment)
      throws IOException, SettingsException {
    List<String> problems = new ArrayList<>();
    Map<Setting, String> values = new EnumMap<>(Setting.class);
    Map<Setting, String> sources = new EnumMap<>(Setting.class);
    for (Setting setting : Setting.values()) {
      values.put(setting, setting.standard());
      sources.put(setting, "standard");
    }
    readFile(file, values, sources, problems);
    readEnvironment(environment, values, sources, problems);
    String host = host(value(values, Setting.HTTP_HOST), sources, problems);
    int port = port(value(values, Setting.HTTP_PORT), sources, problems);
    Duration every = every(value(values, Setting.VERIFY_EVERY), sources, problems);
    if (!problems.isEmpty()) {
      throw new SettingsException(problems);
    }
    return new Settings(host, port, every, sources);
  }

  /// The effective value, as text.
  public String value(Setting setting) {
    return switch (setting) {
      case HTTP_HOST -> httpHost;
      case HTTP_PORT -> Integer.toString(httpPort);
      case VERIFY_EVERY -> {
        if (verifyEvery.isZero()) {
          yield "off";
        }
        yield verifyEvery.toMinutesPart() == 0
            ? verifyEvery.toHours() + "h"
            : verifyEvery.toMinutes() + "m";
      }
    };
  }

  private static String value(Map<Setting, String> values, Setting setting) {
    return values.getOrDefault(setting, setting.standard());
  }

  private static void readFile(
      Path file, Map<Setting, String> values, Map<Setting, String> sources, List<String> problems)
      throws IOException {
    if (!Files.exists(file)) {
      return;
    }
    if (Files.size(file) > FILE_BYTES_MAX) {
      problems.add(
          "%s must have at most %,d bytes, has %,d"
              .formatted(file, FILE_BYTES_MAX, Files.size(file)));
      return;
    }
    Properties properties = new Properties();
    try {
      properties.load(new StringReader(Files.readString(file)));
    } catch (CharacterCodingException _) {
      problems.add("%s must be UTF-8, is not".formatted(file));
      return;
    } catch (IllegalArgumentException e) {
      problems.add("%s is not a properties file: %s".formatted(file, e.getMessage()));
      return;
    }
    List<String> known = Arrays.stream(Setting.values()).map(Setting::key).toList();
    for (String key : properties.stringPropertyNames().stream().sorted().toList()) {
      Optional<Setting> setting =
          Arrays.stream(Setting.values()).filter(s -> s.key().equals(key)).findFirst();
      if (setting.isPresent()) {
        values.put(setting.get(), properties.getProperty(key).strip());
        sources.put(setting.get(), file.toString());
      } else {
        problems.add("%s: %s".formatted(file, unknown("setting", key, known)));
      }
    }
  }

  private static void readEnvironment(
      Map<String, String> environment,
      Map<Setting, String> values,
      Map<Setting, String> sources,
      List<String> problems) {
    List<String> known = new ArrayList<>(OTHER_VARIABLES);
    Arrays.stream(Setting.values()).map(Setting::variable).forEach(known::add);
    known.sort(null);
    new TreeMap<>(environment)
        .forEach(
            (name, value) -> {
              if (!name.startsWith(VARIABLE_PREFIX) || OTHER_VARIABLES.contains(name)) {
                return;
              }
              Optional<Setting> setting =
                  Arrays.stream(Setting.values())
                      .filter(s -> s.variable().equals(name))
                      .findFirst();
              if (setting.isPresent()) {
                values.put(setting.get(), value.strip());
                sources.put(setting.get(), "environment variable " + name);
              } else {
                problems.add(unknown("environment variable", name, known));
              }
            });
  }

  private static String unknown(String what, String name, List<String> known) {
    return "there is no %s %s%s"
        .formatted(
            what,
            S3Name.printable(name),
            Nearest.to(name, known)
                .map(nearest -> "; did you mean " + nearest + "?")
                .orElse("; known are " + String.join(", ", known)));
  }

  private static String host(String text, Map<Setting, String> sources, List<String> problems) {
    if (text.isEmpty()
        || text.length() > HOST_LENGTH_MAX
        || !text.matches("[A-Za-z0-9._:%\\[\\]-]+")) {
      problems.add(
          "%s (%s) must be a host name or an address, is '%s'"
              .formatted(
                  Setting.HTTP_HOST.key(), sources.get(Setting.HTTP_HOST), S3Name.printable(text)));
    } else if (!isThisMachineOnly(text)) {
      problems.add(
          "%s (%s) must be an address that only this machine reaches (127.0.0.1, ::1, localhost), is '%s'"
                  .formatted(
                      Setting.HTTP_HOST.key(),
                      sources.get(Setting.HTTP_HOST),
                      S3Name.printable(text))
              + ", and nobody has to sign in yet");
    }
    return text;
  }

  /// Whether others can reach this address. Nobody has to sign in yet, so nobody else may.
  public static boolean isThisMachineOnly(String host) {
    return host.equals("localhost")
        || host.matches("127(\\.\\d{1,3}){3}")
        || host.matches("\\[?::1\\]?");
  }

  private static int port(String text, Map<Setting, String> sources, List<String> problems) {
    if (text.matches("\\d{1,5}") && Integer.parseInt(text) <= PORT_MAX) {
      return Integer.parseInt(text);
    }
    problems.add(
        "%s (%s) must be a number from 0 to %d, is '%s'"
            .formatted(
                Setting.HTTP_PORT.key(),
                sources.get(Setting.HTTP_PORT),
                PORT_MAX,
                S3Name.printable(text)));
    return 0;
  }

  private static Duration every(String text, Map<Setting, String> sources, List<String> problems) {
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
    problems.add(
        "%s (%s) must be a number from 1 to 9999 with m, h or d (90m, 24h, 7d), or off, is '%s'"
            .formatted(
                Setting.VERIFY_EVERY.key(),
                sources.get(Setting.VERIFY_EVERY),
                S3Name.printable(text)));
    return Duration.ZERO;
  }
}
