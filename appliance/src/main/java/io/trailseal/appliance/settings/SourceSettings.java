package io.trailseal.appliance.settings;

import io.trailseal.appliance.settings.SettingsReader.Given;
import io.trailseal.indexer.aws.AwsAccess;
import io.trailseal.indexer.aws.AwsProxy;
import io.trailseal.indexer.aws.AwsRole;
import io.trailseal.indexer.aws.AwsSources.BucketAt;
import io.trailseal.indexer.aws.AwsSources.QueueAt;
import io.trailseal.verifier.S3Prefix;
import java.net.URI;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One named source of intake: a bucket, a queue, or both, and how they are reached.
///
/// The types of `indexer.aws` in here are plain data: reading settings loads nothing of Amazon's.
///
/// @param name as the operator calls it
/// @param bucket to take in; where empty, its queue announces objects of other sources' buckets
/// @param queue that announces objects; where empty, the bucket is listed only
/// @param access how both are reached
/// @param lines what was set, for a person, without secrets
public record SourceSettings(
    String name,
    Optional<BucketAt> bucket,
    Optional<QueueAt> queue,
    AwsAccess access,
    List<Settings.Line> lines) {
  /// More than anybody has log archives; each costs threads and connections.
  private static final int SOURCES_MAX = 50;

  /// Stands where a secret does.
  private static final String SET = "(set)";

  /// To look at an external id by itself.
  private static final String ANY_ROLE = "arn:aws:iam::111122223333:role/any";

  public SourceSettings {
    lines = List.copyOf(lines);
  }

  /// All sources by name. What is wrong is noted with the reader; a source with anything wrong is
  /// left out.
  static List<SourceSettings> readAll(SettingsReader reader) {
    List<String> names = reader.sourceNames();
    if (names.size() > SOURCES_MAX) {
      reader.problem(
          "there may be at most %d sources (intake.NAME.…), there are %d"
              .formatted(SOURCES_MAX, names.size()));
      return List.of();
    }
    int problemsBefore = reader.problems().size();
    List<SourceSettings> sources =
        names.stream().flatMap(name -> new One(reader, name).read().stream()).toList();
    if (reader.problems().size() == problemsBefore) {
      together(sources, reader);
    }
    return sources;
  }

  /// What only shows when all of them are looked at.
  private static void together(List<SourceSettings> sources, SettingsReader reader) {
    if (!sources.isEmpty() && sources.stream().allMatch(source -> source.bucket.isEmpty())) {
      reader.problem(
          "%s: a queue only announces objects, and no source has a bucket that they lie in"
              .formatted(new SourceKey(sources.getFirst().name, SourceSetting.QUEUE_URL).key()));
    }
    for (int i = 0; i < sources.size(); i++) {
      for (int j = 0; j < i; j++) {
        SourceSettings one = sources.get(j);
        SourceSettings other = sources.get(i);
        if (one.bucket.isPresent()
            && other.bucket.isPresent()
            && overlap(one.bucket.get().root(), other.bucket.get().root())) {
          reader.problem(
              "%s and %s are the same objects twice, wholly or in part: %s/%s and %s/%s"
                  .formatted(
                      new SourceKey(one.name, SourceSetting.BUCKET).key(),
                      new SourceKey(other.name, SourceSetting.BUCKET).key(),
                      one.bucket.get().root().bucket(),
                      one.bucket.get().root().keyPrefix(),
                      other.bucket.get().root().bucket(),
                      other.bucket.get().root().keyPrefix()));
        }
        if (one.queue.isPresent()
            && one.queue.map(QueueAt::url).equals(other.queue.map(QueueAt::url))) {
          reader.problem(
              "%s and %s are the same queue; one source may announce another's objects"
                  .formatted(
                      new SourceKey(one.name, SourceSetting.QUEUE_URL).key(),
                      new SourceKey(other.name, SourceSetting.QUEUE_URL).key()));
        }
      }
    }
  }

  private static boolean overlap(S3Prefix one, S3Prefix other) {
    return one.bucket().equals(other.bucket())
        && (one.keyPrefix().startsWith(other.keyPrefix())
            || other.keyPrefix().startsWith(one.keyPrefix()));
  }

  /// The reading of one source.
  private static final class One {
    private final SettingsReader reader;
    private final String name;
    private final Map<SourceSetting, Given> given = new EnumMap<>(SourceSetting.class);

    One(SettingsReader reader, String name) {
      this.reader = reader;
      this.name = name;
      for (SourceSetting setting : SourceSetting.values()) {
        reader.given(new SourceKey(name, setting).key()).ifPresent(one -> given.put(setting, one));
      }
    }

    Optional<SourceSettings> read() {
      int problemsBefore = reader.problems().size();
      needs(SourceSetting.PREFIX, SourceSetting.BUCKET);
      needs(SourceSetting.EXTERNAL_ID, SourceSetting.ROLE_ARN);
      if (!given.containsKey(SourceSetting.BUCKET) && !given.containsKey(SourceSetting.QUEUE_URL)) {
        reader.problem(
            "the source %s (%s) must have a bucket or a queue: %s, %s"
                .formatted(
                    name,
                    given.values().iterator().next().source(),
                    new SourceKey(name, SourceSetting.BUCKET).key(),
                    new SourceKey(name, SourceSetting.QUEUE_URL).key()));
      }
      AwsAccess access = access();
      String prefix = value(SourceSetting.PREFIX).orElse("");
      Optional<BucketAt> bucket =
          one(SourceSetting.BUCKET, text -> new BucketAt(text, prefix, access));
      Optional<QueueAt> queue = one(SourceSetting.QUEUE_URL, text -> new QueueAt(text, access));
      return reader.problems().size() == problemsBefore
          ? Optional.of(new SourceSettings(name, bucket, queue, access, lines(access.proxy())))
          : Optional.empty();
    }

    private AwsAccess access() {
      Optional<URI> endpoint =
          one(
              SourceSetting.ENDPOINT_URL,
              text -> {
                URI uri = SettingValues.endpoint(text);
                new AwsAccess(Optional.of(uri), Optional.empty(), Optional.empty());
                return uri;
              });
      Optional<String> region =
          one(
              SourceSetting.REGION,
              text -> {
                new AwsAccess(Optional.empty(), Optional.of(text), Optional.empty());
                return text;
              });
      Optional<String> profile = one(SourceSetting.PROFILE, SettingValues::profile);
      Optional<AwsProxy> proxy = one(SourceSetting.PROXY, SettingValues::proxy);
      Optional<String> externalId =
          one(
              SourceSetting.EXTERNAL_ID,
              text -> {
                new AwsRole(ANY_ROLE, Optional.of(text), Optional.empty());
                return text;
              });
      Optional<AwsRole> role =
          one(SourceSetting.ROLE_ARN, text -> new AwsRole(text, externalId, endpoint));
      return new AwsAccess(endpoint, region, profile, role, proxy);
    }

    private void needs(SourceSetting one, SourceSetting other) {
      Given set = given.get(one);
      if (set != null && !given.containsKey(other)) {
        reader.problem(
            "%s (%s) says nothing without %s"
                .formatted(
                    new SourceKey(name, one).key(),
                    set.source(),
                    new SourceKey(name, other).key()));
      }
    }

    private Optional<String> value(SourceSetting setting) {
      return Optional.ofNullable(given.get(setting)).map(Given::value);
    }

    private <T> Optional<T> one(SourceSetting setting, SettingValues.Reader<T> values) {
      return Optional.ofNullable(given.get(setting))
          .flatMap(
              set ->
                  reader.read(new SourceKey(name, setting).key(), set, setting.isSecret(), values));
    }

    private List<Settings.Line> lines(Optional<AwsProxy> proxy) {
      List<Settings.Line> lines = new ArrayList<>();
      given.forEach(
          (setting, set) ->
              lines.add(
                  new Settings.Line(
                      new SourceKey(name, setting).key(),
                      switch (setting) {
                        case EXTERNAL_ID -> SET;
                        case PROXY -> proxy.map(One::shown).orElse(SET);
                        case BUCKET, PREFIX, QUEUE_URL, REGION, PROFILE, ROLE_ARN, ENDPOINT_URL ->
                            set.value();
                      },
                      set.source(),
                      setting.meaning())));
      return lines;
    }

    private static String shown(AwsProxy proxy) {
      return "http://%s%s:%d"
          .formatted(proxy.user().isPresent() ? SET + "@" : "", proxy.host(), proxy.port());
    }
  }
}
