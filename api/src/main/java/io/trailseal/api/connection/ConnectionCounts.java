package io.trailseal.api.connection;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;

/// How many connections are open.
///
/// Threads: any.
final class ConnectionCounts {
  /// Whoever has one address of IPv6 usually has a whole network of this many bits.
  private static final int IPV6_BITS = 64;

  private static final int IPV6_BYTES = 16;

  private final ConnectionLimits limits;
  private final ProxyTrust proxies;
  private final Map<Network, Integer> byNetwork = new HashMap<>();
  private int open;

  ConnectionCounts(ConnectionLimits limits, ProxyTrust proxies) {
    this.limits = limits;
    this.proxies = proxies;
  }

  /// Whether there is room for one more, which is counted then.
  synchronized boolean enter(InetAddress address) {
    Network network = network(address);
    int fromThere = byNetwork.getOrDefault(network, 0);
    if (open >= limits.connectionsMax()
        || (fromThere >= limits.connectionsPerAddressMax() && !proxies.trusts(address))) {
      return false;
    }
    open++;
    byNetwork.put(network, fromThere + 1);
    return true;
  }

  /// One that entered is closed.
  synchronized void leave(InetAddress address) {
    open--;
    byNetwork.computeIfPresent(network(address), (_, count) -> count > 1 ? count - 1 : null);
  }

  private static Network network(InetAddress address) {
    int bytes = address.getAddress().length;
    return Network.around(address, bytes == IPV6_BYTES ? IPV6_BITS : bytes * Byte.SIZE);
  }
}
