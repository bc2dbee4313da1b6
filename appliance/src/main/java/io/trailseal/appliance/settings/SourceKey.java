package io.trailseal.appliance.settings;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One setting of one source: `intake.NAME.queue-url` in the file,
/// `TRAILSEAL_INTAKE_NAME_QUEUE_URL` in the environment.
///
/// A name has small letters, digits and hyphens, so that each variable is of one name: there it is
/// in capitals, with `_` for each hyphen. No setting's name ends another's.
///
/// @param name of the source
record SourceKey(String name, SourceSetting setting) {
  static final String VARIABLE_PREFIX = SettingsReader.VARIABLE_PREFIX + "INTAKE_";

  private static final String PREFIX = "intake.";

  private static final String NAME = "[a-z][a-z0-9]*(-[a-z0-9]+)*";

  private static final Pattern KEY = Pattern.compile("intake\\.(" + NAME + ")\\.([a-z-]+)");

  private static final int NAME_LENGTH_MAX = 40;

  static boolean isName(String name) {
    return name.length() <= NAME_LENGTH_MAX && name.matches(NAME);
  }

  static Optional<SourceKey> of(String key) {
    Matcher matcher = KEY.matcher(key);
    if (!matcher.matches() || !isName(matcher.group(1))) {
      return Optional.empty();
    }
    return SourceSetting.of(matcher.group(3))
        .map(setting -> new SourceKey(matcher.group(1), setting));
  }

  static Optional<SourceKey> ofVariable(String variable) {
    if (!variable.startsWith(VARIABLE_PREFIX)) {
      return Optional.empty();
    }
    String rest = variable.substring(VARIABLE_PREFIX.length());
    for (SourceSetting setting : SourceSetting.values()) {
      String end = "_" + variablePart(setting.key());
      if (rest.endsWith(end)) {
        String name = rest.substring(0, rest.length() - end.length());
        String lower = name.toLowerCase(Locale.ROOT).replace('_', '-');
        if (isName(lower) && variablePart(lower).equals(name)) {
          return Optional.of(new SourceKey(lower, setting));
        }
      }
    }
    return Optional.empty();
  }

  String key() {
    return PREFIX + name + "." + setting.key();
  }

  String variable() {
    return VARIABLE_PREFIX + variablePart(name) + "_" + variablePart(setting.key());
  }

  private static String variablePart(String part) {
    return part.toUpperCase(Locale.ROOT).replace('-', '_');
  }
}
