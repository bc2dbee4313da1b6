package io.trailseal.verifier.synthetic;

import io.trailseal.verifier.Payload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/// A bucket that is gone with the test.
public final class MemoryBucket implements Bucket {
  private final ConcurrentSkipListMap<String, StoredObject> objects = new ConcurrentSkipListMap<>();

  public MemoryBucket() {}

  /// One with a sample in it.
  public static MemoryBucket of(SampleSettings settings) {
    MemoryBucket bucket = new MemoryBucket();
    try {
      new SyntheticTrail(settings).writeTo(bucket);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bucket;
  }

  @Override
  public void put(String key, byte[] bytes, Map<String, String> metadata) {
    objects.put(key, new StoredObject(Payload.copyOf(bytes), metadata));
  }

  @Override
  public Optional<StoredObject> get(String key) {
    return Optional.ofNullable(objects.get(key));
  }

  @Override
  public boolean delete(String key) {
    return objects.remove(key) != null;
  }

  @Override
  public List<String> keys(String prefix) {
    return objects.keySet().stream().filter(key -> key.startsWith(prefix)).toList();
  }
}
