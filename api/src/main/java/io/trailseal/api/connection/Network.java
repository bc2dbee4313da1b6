package io.trailseal.api.connection;

import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Pattern;

/// A range of addresses: `10.0.0.0/8`, `2001:db8::/32`; one address is the smallest.
///
/// @param base its first address
/// @param bits how many bits of it all addresses of the range share
public record Network(InetAddress base, int bits) {
  private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
  private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:.]{2,45}");

  public Network {
    int bitsMax = base.getAddress().length * Byte.SIZE;
    if (bits < 0 || bits > bitsMax) {
      throw new IllegalArgumentException("must have 0 to %d bits".formatted(bitsMax));
    }
  }

  /// @throws IllegalArgumentException saying what it must be: `must be …`
  public static Network parse(String text) {
    String[] parts = text.split("/", 2);
    InetAddress base = address(parts[0]).orElseThrow(Network::wrong);
    if (parts.length == 1) {
      return new Network(base, base.getAddress().length * Byte.SIZE);
    }
    if (!parts[1].matches("\\d{1,3}")) {
      throw wrong();
    }
    Network network = new Network(base, Integer.parseInt(parts[1]));
    if (!network.equals(network.holding(base))) {
      throw new IllegalArgumentException(
          "must begin with the first address of the range, %s"
              .formatted(network.holding(base).base().getHostAddress()));
    }
    return network;
  }

  private static IllegalArgumentException wrong() {
    return new IllegalArgumentException(
        "must be an address or a range of addresses such as 10.0.0.0/8");
  }

  /// An address in figures; nobody is asked for a name.
  public static Optional<InetAddress> address(String text) {
    if (!IPV4.matcher(text).matches() && !(text.contains(":") && IPV6.matcher(text).matches())) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.ofLiteral(text));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  public boolean contains(InetAddress address) {
    return address.getAddress().length == base.getAddress().length && holding(address).equals(this);
  }

  /// The range of as many bits that has `address` in it.
  private Network holding(InetAddress address) {
    return around(address, bits);
  }

  /// The range of this many bits that has `address` in it.
  static Network around(InetAddress address, int bits) {
    byte[] bytes = address.getAddress();
    for (int i = 0; i < bytes.length; i++) {
      int kept = Math.clamp(bits - (long) i * Byte.SIZE, 0, Byte.SIZE);
      bytes[i] &= (byte) (0xff << (Byte.SIZE - kept));
    }
    try {
      return new Network(InetAddress.getByAddress(bytes), bits);
    } catch (java.net.UnknownHostException e) {
      throw new IllegalStateException("an address of this length was an address before", e);
    }
  }

  @Override
  public String toString() {
    return base.getHostAddress() + (bits == base.getAddress().length * Byte.SIZE ? "" : "/" + bits);
  }
}
