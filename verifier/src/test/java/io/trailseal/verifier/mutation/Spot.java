package io.trailseal.verifier.mutation;

import io.trailseal.verifier.synthetic.StoredObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// One byte of the specimen. Of user metadata, one character of a value.
///
/// @param key the object; of the key file the empty text
/// @param metadata which of its metadata, empty for the content
record Spot(String key, String metadata, int offset) {
  /// Values other than its own that a byte may take.
  static final int OTHER_VALUES = 255;

  static List<Spot> all() {
    List<Spot> spots = new ArrayList<>();
    List<String> keys = new ArrayList<>(Specimen.logs());
    keys.addAll(Specimen.digests());
    for (String key : keys) {
      StoredObject object = Specimen.original(key);
      add(spots, key, "", object.content().length());
      new TreeMap<>(object.metadata())
          .forEach((name, value) -> add(spots, key, name, value.length()));
    }
    add(spots, "", "", Specimen.originalKeyFile().length);
    return spots;
  }

  private static void add(List<Spot> spots, String key, String metadata, int length) {
    for (int offset = 0; offset < length; offset++) {
      spots.add(new Spot(key, metadata, offset));
    }
  }

  boolean isKeyFile() {
    return key.isEmpty();
  }

  private byte[] originalContent() {
    return isKeyFile()
        ? Specimen.originalKeyFile()
        : Specimen.original(key).content().toByteArray();
  }

  /// Changes it.
  ///
  /// @param by 1 to [#OTHER_VALUES], what is added to the byte
  /// @return whether that provably changes nothing
  boolean change(Specimen specimen, int by) {
    if (!metadata.isEmpty()) {
      StoredObject object = Specimen.original(key);
      Map<String, String> changed = new TreeMap<>(object.metadata());
      String original = changed.getOrDefault(metadata, "");
      char[] value = original.toCharArray();
      value[offset] = (char) ((value[offset] + by) & 0xFF);
      changed.put(metadata, new String(value));
      specimen.put(key, object.content().borrow(), changed);
      return Oracle.isSameText(new String(value), original);
    }
    byte[] original = originalContent();
    byte[] content = original.clone();
    content[offset] += (byte) by;
    if (isKeyFile()) {
      specimen.putKeyFile(content);
      return Oracle.holdsSameKeys(content, original);
    }
    specimen.put(key, content, Specimen.original(key).metadata());
    return Oracle.inflatesToTheSame(content, original);
  }

  void restore(Specimen specimen) {
    if (isKeyFile()) {
      specimen.restoreKeyFile();
    } else {
      specimen.restore(key);
    }
  }

  @Override
  public String toString() {
    return "%s%s at %d"
        .formatted(
            isKeyFile() ? "key file" : key,
            metadata.isEmpty() ? "" : ", metadata " + metadata,
            offset);
  }
}
