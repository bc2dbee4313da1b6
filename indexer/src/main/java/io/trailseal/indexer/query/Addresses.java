package io.trailseal.indexer.query;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/// Reads IP addresses strictly and never asks a name server.
///
/// The JDK's own parsers are too kind: they take `1.2` for 1.0.0.2, resolve names, and accept zone
/// suffixes. CloudTrail writes service names in the same field as addresses.
public final class Addresses {
  private static final int IPV6_LENGTH_MAX = 45;

  private Addresses() {}

  /// An address block: all addresses that share their first `prefixLength` bits with `network`.
  public record Block(InetAddress network, int prefixLength) {}

  /// `203.0.113.7` with four decimal numbers without leading zeros, or an IPv6 address in any of
  /// the forms of RFC 4291 without a zone.
  public static Optional<InetAddress> parse(String text) {
    if (text.isEmpty() || text.length() > IPV6_LENGTH_MAX) {
      return Optional.empty();
    }
    return text.indexOf(':') < 0 ? parseIpv4(text) : parseIpv6(text);
  }

  /// `203.0.113.0/24`, `2001:db8::/32`. Bits after the prefix may be set and do not matter.
  public static Optional<Block> parseBlock(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      return Optional.empty();
    }
    String length = text.substring(slash + 1);
    if (length.isEmpty() || length.length() > 3 || !length.chars().allMatch(Addresses::isDigit)) {
      return Optional.empty();
    }
    int prefixLength = Integer.parseInt(length);
    return parse(text.substring(0, slash))
        .filter(network -> prefixLength <= 8 * network.getAddress().length)
        .map(network -> new Block(network, prefixLength));
  }

  private static Optional<InetAddress> parseIpv4(String text) {
    byte[] bytes = new byte[4];
    int part = 0;
    int value = -1;
    for (int i = 0; i <= text.length(); i++) {
      if (i == text.length() || text.charAt(i) == '.') {
        if (value < 0 || part == 4) {
          return Optional.empty();
        }
        bytes[part++] = (byte) value;
        value = -1;
      } else if (isDigit(text.charAt(i)) && value != 0) {
        value = Math.max(value, 0) * 10 + (text.charAt(i) - '0');
        if (value > 255) {
          return Optional.empty();
        }
      } else {
        return Optional.empty();
      }
    }
    return part == 4 ? Optional.of(ofBytes(bytes)) : Optional.empty();
  }

  private static Optional<InetAddress> parseIpv6(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c > 'f' || (c != ':' && c != '.' && Character.digit(c, 16) < 0)) {
        return Optional.empty();
      }
    }
    try {
      return Optional.of(Inet6Address.ofLiteral(text));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private static InetAddress ofBytes(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are an address", e);
    }
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }
}
