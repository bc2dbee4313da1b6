package io.trailseal.api;

import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The host the server listens on, and under which names it may be asked.
///
/// @param host a name or an address, IPv6 without brackets
/// @param names further names, in lower case; one may begin with `*.`, as those of certificates do
record BoundHost(String host, Supplier<Set<String>> names) {
  /// `name`, `name:port`, `[v6]` or `[v6]:port`.
  private static final Pattern HEADER = Pattern.compile("(\\[[^\\]]*\\]|[^:]*)(:\\d{1,5})?");

  private static final Pattern ADDRESS =
      Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|[0-9a-f:.]*:[0-9a-f:.]*");
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "::1");
  private static final Set<String> ANY = Set.of("0.0.0.0", "::");

  /// Whether this Host header names us. The port is not looked at: a tunnel may lead here from any.
  boolean answersTo(String header) {
    var matcher = HEADER.matcher(header.toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      return false;
    }
    String name = matcher.group(1);
    if (name.startsWith("[")) {
      name = name.substring(1, name.length() - 1);
    }
    // Bound to every address of the machine, we cannot know them all. An address in figures is
    // safe, because rebinding needs a name.
    return name.equals(host.toLowerCase(Locale.ROOT))
        || LOOPBACK.contains(name)
        || isNamed(name)
        || (ANY.contains(host) && ADDRESS.matcher(name).matches());
  }

  private boolean isNamed(String name) {
    Set<String> now = names.get();
    int dot = name.indexOf('.');
    return !name.startsWith("*")
        && (now.contains(name) || (dot > 0 && now.contains("*" + name.substring(dot))));
  }

  /// The names to ask by, for a person.
  String told() {
    return Stream.concat(Stream.of(host), names.get().stream().sorted())
            .distinct()
            .filter(name -> !LOOPBACK.contains(name) || name.equals(host))
            .collect(Collectors.joining(", "))
        + " or localhost";
  }

  /// As a URL has it.
  String inUrl() {
    return host.contains(":") ? "[" + host + "]" : ANY.contains(host) ? "127.0.0.1" : host;
  }
}
