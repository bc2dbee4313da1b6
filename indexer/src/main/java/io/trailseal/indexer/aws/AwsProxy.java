package io.trailseal.indexer.aws;

import java.util.Optional;

/// An HTTP proxy. Connections to `https` go through it unread.
///
/// @param user where it asks for one
/// @param password in no message
public record AwsProxy(String host, int port, Optional<String> user, Optional<String> password) {
  private static final int PORT_MAX = 65_535;

  /// @throws IllegalArgumentException naming what is wrong, and what it must be
  public AwsProxy {
    if (!host.matches("[A-Za-z0-9._-]{1,255}|\\[[0-9A-Fa-f:.]{2,45}]")) {
      throw new IllegalArgumentException("a proxy must be a host's name or address, without http:");
    }
    if (port < 1 || port > PORT_MAX) {
      throw new IllegalArgumentException("a proxy's port must be 1 to 65535, was " + port);
    }
    if (password.isPresent() && user.isEmpty()) {
      throw new IllegalArgumentException("a proxy's password needs a user");
    }
  }

  /// Without the password.
  @Override
  public String toString() {
    return host + ":" + port + (user.isPresent() ? " with a user" : "");
  }
}
