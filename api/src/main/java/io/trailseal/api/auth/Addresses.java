package io.trailseal.api.auth;

import java.net.InetAddress;
import java.util.HexFormat;

/// What is counted as one of those who guess.
final class Addresses {
  /// Whoever has one IPv6 address has all that share its first 64 bits.
  private static final int NETWORK_BYTES_V6 = 8;

  private static final int BYTES_V6 = 16;

  private Addresses() {}

  /// The network of an address.
  static String network(String address) {
    if (!address.contains(":")) {
      return address;
    }
    try {
      byte[] bytes = InetAddress.ofLiteral(address).getAddress();
      return bytes.length < BYTES_V6
          ? address
          : HexFormat.of().formatHex(bytes, 0, NETWORK_BYTES_V6) + "::/64";
    } catch (IllegalArgumentException _) {
      return address;
    }
  }
}
