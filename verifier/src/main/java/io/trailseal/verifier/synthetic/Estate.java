package io.trailseal.verifier.synthetic;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What one account owns in one region: buckets, roles, instances and the like, by pool. Drawn from
/// `estate.txt` when a chain begins.
final class Estate {
  private static final List<String> LINES = lines("estate.txt");
  private static final Pattern HOLE = Pattern.compile("<([a-zA-Z0-9]+)(?::([0-9]+))?>");

  private final String account;
  private final String region;
  private final Map<String, Integer> indexes = new HashMap<>();
  private final List<byte[][]> pools = new ArrayList<>();

  Estate(long seed, String account, String region) {
    this.account = account;
    this.region = region;
    Dice ofAccount = Dice.of(seed, "estate of " + account);
    Dice ofRegion = Dice.of(seed, "estate of " + account + " in " + region);
    for (String line : LINES) {
      String[] words = line.split(" ");
      switch (words[0]) {
        case "words" -> add(words[1], List.of(words).subList(2, words.length));
        case "pool" -> {
          Dice dice = words[1].equals("account") ? ofAccount : ofRegion;
          List<String> names = new ArrayList<>();
          for (int i = 0; i < Integer.parseInt(words[3]); i++) {
            names.add(draw(words[4], dice));
          }
          add(words[2], names);
        }
        default -> throw new IllegalStateException("estate.txt: what is " + line);
      }
    }
  }

  /// The lines of a resource that say something.
  static List<String> lines(String resource) {
    try (InputStream in = Estate.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(resource + " is missing from the jar");
      }
      return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + resource + " from the jar", e);
    }
  }

  private void add(String name, List<String> entries) {
    indexes.put(name, pools.size());
    pools.add(entries.stream().map(ByteDraft::ascii).toArray(byte[][]::new));
  }

  private String draw(String pattern, Dice dice) {
    return HOLE.matcher(pattern)
        .replaceAll(
            hole -> {
              int length = hole.group(2) == null ? 0 : Integer.parseInt(hole.group(2));
              String drawn =
                  switch (hole.group(1)) {
                    case "hex" -> dice.hex(length);
                    case "digits" -> dice.text("0123456789", length);
                    case "base32" -> dice.id("", length);
                    case "uuid" -> dice.uuid();
                    default -> oneOf(hole.group(1), dice);
                  };
              return Matcher.quoteReplacement(drawn);
            });
  }

  String account() {
    return account;
  }

  String region() {
    return region;
  }

  /// Any name of a pool.
  String oneOf(String pool, Dice dice) {
    return new String(dice.oneOf(pool(indexOf(pool))), StandardCharsets.UTF_8);
  }

  String firstOf(String pool) {
    return new String(pool(indexOf(pool))[0], StandardCharsets.UTF_8);
  }

  int indexOf(String pool) {
    Integer index = indexes.get(pool);
    if (index == null) {
      throw new IllegalStateException("no pool is called " + pool);
    }
    return index;
  }

  byte[][] pool(int index) {
    return pools.get(index);
  }

  int pools() {
    return pools.size();
  }
}
