package io.trailseal.verifier.synthetic;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Text with holes, taken apart once so that filling it in is a row of array copies.
final class Template {
  private static final Pattern HOLE =
      Pattern.compile("<([a-zA-Z0-9]+)(?::([0-9]+))?(?:#([a-z]))?>");

  private final byte[][] texts;
  private final Hole[] holes;

  /// @param pool index of the pool for [What#POOL]
  /// @param size length or bound, where it has one
  /// @param tag 0, or which of the pen's tagged bits to use
  private record Hole(What what, int pool, int size, int tag) {}

  private enum What {
    POOL,
    UUID,
    HEX,
    BASE32,
    BASE64,
    NUMBER,
    TIME,
    MILLIS,
    EXPIRY,
    CALLER
  }

  private Template(List<byte[]> texts, List<Hole> holes) {
    this.texts = texts.toArray(byte[][]::new);
    this.holes = holes.toArray(Hole[]::new);
  }

  static Template of(String text, Estate estate) {
    String local = text.replace("<account>", estate.account()).replace("<region>", estate.region());
    List<byte[]> texts = new ArrayList<>();
    List<Hole> holes = new ArrayList<>();
    Matcher matcher = HOLE.matcher(local);
    int from = 0;
    while (matcher.find()) {
      texts.add(ByteDraft.ascii(local.substring(from, matcher.start())));
      holes.add(hole(matcher, estate));
      from = matcher.end();
    }
    texts.add(ByteDraft.ascii(local.substring(from)));
    return new Template(texts, holes);
  }

  private static Hole hole(Matcher matcher, Estate estate) {
    int size = matcher.group(2) == null ? 0 : Integer.parseInt(matcher.group(2));
    int tag = matcher.group(3) == null ? 0 : matcher.group(3).charAt(0) - 'a' + 1;
    What what =
        switch (matcher.group(1)) {
          case "uuid" -> What.UUID;
          case "hex" -> What.HEX;
          case "base32" -> What.BASE32;
          case "base64" -> What.BASE64;
          case "number" -> What.NUMBER;
          case "time" -> What.TIME;
          case "millis" -> What.MILLIS;
          case "expiry" -> What.EXPIRY;
          case "caller" -> What.CALLER;
          default -> What.POOL;
        };
    int pool = what == What.POOL ? estate.indexOf(matcher.group(1)) : 0;
    return new Hole(what, pool, size, tag);
  }

  void writeTo(Pen pen) {
    ByteDraft out = pen.out;
    for (int i = 0; i < holes.length; i++) {
      out.put(texts[i]);
      Hole hole = holes[i];
      switch (hole.what) {
        case POOL -> out.put(pen.fromPool(hole.pool));
        case UUID -> out.uuid(pen.bits(hole.tag), pen.moreBits(hole.tag));
        case HEX -> {
          long bits = pen.bits(hole.tag);
          for (int left = hole.size; left > 0; left -= 16) {
            out.hex(bits, Math.min(left, 16));
            // What is left differs, so tagged bits do not repeat themselves.
            bits = left > 16 ? pen.moreBits(hole.tag) + left : 0;
          }
        }
        case BASE32 -> {
          long bits = pen.bits(hole.tag);
          for (int left = hole.size; left > 0; left -= 12) {
            out.base32(bits, Math.min(left, 12));
            bits = left > 12 ? pen.moreBits(hole.tag) : 0;
          }
        }
        case BASE64 -> {
          for (int left = hole.size; left > 0; left -= 10) {
            out.base64(pen.bits(0), Math.min(left, 10));
          }
        }
        case NUMBER -> out.number(((pen.bits(hole.tag) >>> 33) * hole.size) >>> 31);
        case TIME -> pen.writeTime();
        case MILLIS -> out.number(pen.second() * 1000);
        case EXPIRY -> out.put(pen.expiry());
        case CALLER -> out.put(pen.caller());
      }
    }
    out.put(texts[holes.length]);
  }
}
