package io.trailseal.api.ask;

import io.trailseal.indexer.job.Jobs;
import java.util.List;

/// What whoever starts the server hands over besides the store.
///
/// @param jobs long work on the store; its owner closes it after the server and before the store
/// @param settings those in effect
public record Workings(Jobs jobs, List<ShownSetting> settings) {
  public Workings {
    settings = List.copyOf(settings);
  }

  /// One setting in effect.
  ///
  /// @param value without secrets
  /// @param source where it comes from, for a person
  /// @param meaning in a few words
  public record ShownSetting(String key, String value, String source, String meaning) {}
}
