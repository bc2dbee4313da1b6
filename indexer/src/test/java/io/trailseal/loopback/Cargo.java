package io.trailseal.loopback;

import io.trailseal.indexer.aws.drill.Parcel;
import io.trailseal.verifier.Payload;
import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.synthetic.Bucket;
import io.trailseal.verifier.synthetic.SampleSettings;
import io.trailseal.verifier.synthetic.SampleSummary;
import io.trailseal.verifier.synthetic.StoredObject;
import io.trailseal.verifier.synthetic.SyntheticTrail;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/// A trail of log files and digests, in memory, ready to be delivered.
///
/// @param parcels its objects, by key
/// @param events in all of them
public record Cargo(List<Parcel> parcels, long events) {
  /// Where its objects belong.
  public static final String BUCKET = "trailseal-drill-logs";

  private static final int ACCOUNTS = 3;
  private static final int REGIONS = 4;
  private static final int FILES_PER_HOUR = 12;

  public Cargo {
    parcels = List.copyOf(parcels);
  }

  /// At least `objects` objects with about `eventsPerFile` events in each log file.
  public static Cargo of(int objects, int eventsPerFile, long seed) throws IOException {
    int chains = ACCOUNTS * REGIONS;
    int hours = Math.max(1, Math.ceilDiv(objects, chains * (FILES_PER_HOUR + 1)));
    SampleSettings settings =
        new SampleSettings(
            ACCOUNTS,
            REGIONS,
            hours,
            eventsPerFile * FILES_PER_HOUR,
            Optional.empty(),
            seed,
            SampleSettings.DEFAULTS.start(),
            BUCKET,
            "");
    Memory memory = new Memory();
    SampleSummary summary = new SyntheticTrail(settings).writeTo(memory);
    List<Parcel> parcels =
        memory.objects.entrySet().stream()
            .filter(object -> object.getKey().startsWith("AWSLogs/"))
            .map(
                object ->
                    new Parcel(
                        new S3Name(BUCKET, object.getKey()),
                        object.getValue().content(),
                        object.getValue().metadata()))
            .toList();
    return new Cargo(parcels, summary.events());
  }

  private static final class Memory implements Bucket {
    private final Map<String, StoredObject> objects = new ConcurrentSkipListMap<>();

    @Override
    public void put(String key, byte[] bytes, Map<String, String> metadata) {
      objects.put(key, new StoredObject(Payload.adopt(bytes), metadata));
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
}
