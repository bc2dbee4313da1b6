package io.trailseal.appliance.settings;

import io.trailseal.appliance.settings.Settings.Setting;
import io.trailseal.indexer.query.Nearest;
import io.trailseal.verifier.S3Name;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Gathers what the file and the environment say, and whatever is wrong with it. Nothing is thrown
/// for a wrong value, so that all of them can be told at once.
final class SettingsReader {
  /// A handful of lines; more is not a settings file.
  private static final int FILE_BYTES_MAX = 64 * 1024;

  static final String VARIABLE_PREFIX = "TRAILSEAL_";

  private static final String INTAKE = "intake.";

  /// Read by the launcher and by the home, not settings of the appliance.
  private static final Set<String> OTHER_VARIABLES =
      Set.of(
          "TRAILSEAL_HOME", "TRAILSEAL_JAVA_OPTIONS", "TRAILSEAL_LAUNCHER", "TRAILSEAL_TERMINAL");

  /// By key. The environment is read last and wins.
  private final SortedMap<String, Given> given = new TreeMap<>();

  private final List<String> problems = new ArrayList<>();

  /// One value as somebody gave it.
  ///
  /// @param source where, for a person
  record Given(String value, String source) {}

  private SettingsReader() {}

  /// @throws IOException if the file is there and cannot be read
  static SettingsReader gather(Path file, Map<String, String> environment) throws IOException {
    SettingsReader reader = new SettingsReader();
    reader.readFile(file);
    new TreeMap<>(environment).forEach(reader::readVariable);
    return reader;
  }

  List<String> problems() {
    return problems;
  }

  void problem(String problem) {
    problems.add(problem);
  }

  Optional<Given> given(String key) {
    return Optional.ofNullable(given.get(key));
  }

  /// The names of sources, sorted.
  List<String> sourceNames() {
    return given.keySet().stream()
        .flatMap(key -> SourceKey.of(key).stream())
        .map(SourceKey::name)
        .distinct()
        .sorted()
        .toList();
  }

  /// What a setting is, or its standard value where it cannot be read.
  <T> T read(Setting setting, SettingValues.Reader<T> values) {
    Given one = given.getOrDefault(setting.key(), new Given(setting.standard(), "standard"));
    return read(setting.key(), one, false, values).orElseGet(() -> values.read(setting.standard()));
  }

  /// What the value means; empty, with a problem noted, where it cannot be read.
  ///
  /// @param secret whether the value is not to be repeated
  <T> Optional<T> read(String key, Given one, boolean secret, SettingValues.Reader<T> values) {
    try {
      return Optional.of(values.read(one.value()));
    } catch (IllegalArgumentException e) {
      problems.add(
          "%s (%s) %s%s"
              .formatted(
                  key,
                  one.source(),
                  told(String.valueOf(e.getMessage())),
                  secret ? "" : ", is '%s'".formatted(S3Name.excerpt(one.value(), 200))));
      return Optional.empty();
    }
  }

  /// Our own say `must be …`; those of other rooms are sentences that may quote the value.
  private static String told(String message) {
    if (message.startsWith("must be ")) {
      return message;
    }
    int quoted = message.indexOf(", was ");
    return "is wrong: " + (quoted < 0 ? message : message.substring(0, quoted));
  }

  private void readFile(Path file) throws IOException {
    if (!Files.exists(file)) {
      return;
    }
    if (Files.size(file) > FILE_BYTES_MAX) {
      problems.add(
          "%s must have at most %,d bytes, has %,d"
              .formatted(file, FILE_BYTES_MAX, Files.size(file)));
      return;
    }
    OnceEach properties = new OnceEach();
    try {
      properties.load(new StringReader(Files.readString(file)));
    } catch (CharacterCodingException _) {
      problems.add("%s must be UTF-8, is not".formatted(file));
      return;
    } catch (IllegalArgumentException e) {
      problems.add("%s is not a properties file: %s".formatted(file, e.getMessage()));
      return;
    }
    properties.twice.forEach(key -> problems.add("%s: %s is set twice".formatted(file, key)));
    for (String key : properties.stringPropertyNames().stream().sorted().toList()) {
      if (Setting.of(key).isPresent() || SourceKey.of(key).isPresent()) {
        given.put(key, new Given(properties.getProperty(key).strip(), file.toString()));
      } else {
        problems.add("%s: %s".formatted(file, unknown("setting", key, knownLike(key))));
      }
    }
  }

  /// Notes the keys that are there twice: which of the two counts would be a guess.
  private static final class OnceEach extends Properties {
    private static final long serialVersionUID = 1;

    private final transient List<String> twice = new ArrayList<>();

    @Override
    public synchronized @Nullable Object put(Object key, Object value) {
      if (containsKey(key)) {
        twice.add(S3Name.excerpt(String.valueOf(key), 100));
      }
      return super.put(key, value);
    }
  }

  private void readVariable(String name, String value) {
    if (!name.startsWith(VARIABLE_PREFIX) || OTHER_VARIABLES.contains(name)) {
      return;
    }
    Optional<String> key =
        Arrays.stream(Setting.values())
            .filter(setting -> setting.variable().equals(name))
            .map(Setting::key)
            .findFirst()
            .or(() -> SourceKey.ofVariable(name).map(SourceKey::key));
    if (key.isPresent()) {
      given.put(key.get(), new Given(value.strip(), "environment variable " + name));
    } else {
      problems.add(unknown("environment variable", name, variablesLike(name)));
    }
  }

  /// Also those of the very source that was meant.
  private static List<String> knownLike(String key) {
    List<String> known = new ArrayList<>();
    int dot = key.indexOf('.', INTAKE.length());
    String name = key.startsWith(INTAKE) && dot > 0 ? key.substring(INTAKE.length(), dot) : "";
    Arrays.stream(Setting.values()).map(Setting::key).forEach(known::add);
    for (SourceSetting setting : SourceSetting.values()) {
      known.add(new SourceKey(SourceKey.isName(name) ? name : "NAME", setting).key());
    }
    return known;
  }

  private static List<String> variablesLike(String variable) {
    List<String> known = new ArrayList<>(OTHER_VARIABLES);
    known.sort(null);
    Arrays.stream(Setting.values()).map(Setting::variable).forEach(known::add);
    String intake = SourceKey.VARIABLE_PREFIX;
    int end = variable.indexOf('_', intake.length());
    String name =
        variable.startsWith(intake) && end > 0
            ? variable.substring(intake.length(), end).toLowerCase(Locale.ROOT)
            : "";
    for (SourceSetting setting : SourceSetting.values()) {
      known.add(new SourceKey(SourceKey.isName(name) ? name : "NAME", setting).variable());
    }
    return known;
  }

  private static String unknown(String what, String name, List<String> known) {
    return "there is no %s %s%s"
        .formatted(
            what,
            S3Name.excerpt(name, 100),
            Nearest.to(name, known)
                .map(nearest -> "; did you mean " + nearest + "?")
                .orElse("; known are " + String.join(", ", known)));
  }
}
