package io.trailseal.indexer.search;

import io.trailseal.indexer.query.Addresses;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.util.automaton.Automata;
import org.apache.lucene.util.automaton.Automaton;
import org.apache.lucene.util.automaton.Operations;

/// Address blocks over values that are indexed as text.
final class Blocks {
  private static final int OCTET_BITS = 8;

  private Blocks() {}

  /// Every address of an IPv4 block as it is written. An IPv6 address has too many ways to be
  /// written.
  static Automaton ipv4(Addresses.Block block) {
    byte[] network = block.network().getAddress();
    List<Automaton> parts = new ArrayList<>();
    for (int i = 0; i < network.length; i++) {
      int fixed = Math.clamp(block.prefixLength() - (long) i * OCTET_BITS, 0, OCTET_BITS);
      int mask = (0xff << (OCTET_BITS - fixed)) & 0xff;
      int low = network[i] & mask;
      if (i > 0) {
        parts.add(Automata.makeChar('.'));
      }
      parts.add(between(low, low | (~mask & 0xff)));
    }
    return Operations.concatenate(parts);
  }

  private static Automaton between(int low, int high) {
    List<Automaton> any = new ArrayList<>();
    for (int octet = low; octet <= high; octet++) {
      any.add(Automata.makeString(String.valueOf(octet)));
    }
    return Operations.union(any);
  }
}
