package io.trailseal.api;

import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/// How a server is reached, and what it grants. What somebody does not choose is as [#on(String,
/// int)] has it.
///
/// @param host name or address of this machine to listen on, IPv6 without brackets
/// @param port 0 for any that is free
/// @param names further host names it answers to, in lower case
public record ServerOptions(String host, int port, Set<String> names) {
  static final int PORT_MAX = 65_535;

  public ServerOptions {
    if (port < 0 || port > PORT_MAX) {
      throw new IllegalArgumentException(
          "a port is 0 to %d, this one is %d".formatted(PORT_MAX, port));
    }
    Set<String> small = new TreeSet<>();
    names.forEach(name -> small.add(name.toLowerCase(Locale.ROOT)));
    names = Set.copyOf(small);
  }

  /// Listens there and answers to nothing else.
  public static ServerOptions on(String host, int port) {
    return new ServerOptions(host, port, Set.of());
  }

  /// The same, also answering to these names.
  public ServerOptions withNames(Set<String> more) {
    return new ServerOptions(host, port, more);
  }

  BoundHost boundHost() {
    return new BoundHost(host, names);
  }
}
