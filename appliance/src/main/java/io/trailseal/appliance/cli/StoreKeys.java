package io.trailseal.appliance.cli;

import io.trailseal.verifier.key.KeyRing;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// The keys that count for a verification where none were named: those that the store trusts.
///
/// @param ring empty where no store trusts any
/// @param remarks what the report's reader has to know about them
record StoreKeys(KeyRing ring, List<String> remarks) {
  StoreKeys {
    remarks = List.copyOf(remarks);
  }

  /// What to do with them.
  @FunctionalInterface
  interface Work {
    ExitCode with(StoreKeys keys) throws Exception;
  }

  /// Runs `work` with the keys of this home's store, where there is one. The store is given back
  /// first: a walk may take hours, and needs nothing else of it. Where another process has the
  /// store, that one does the whole command.
  static ExitCode use(CommandContext context, Work work) throws Exception {
    if (!context.home().hasStore() && context.ownersStore().isEmpty()) {
      return work.with(new StoreKeys(KeyRing.of(List.of()), List.of()));
    }
    AtomicReference<@Nullable StoreKeys> found = new AtomicReference<>();
    ExitCode code;
    try {
      code =
          StoreAccess.run(
              context,
              StoreAccess.Stay.SHORT,
              store -> {
                found.set(of(context, KeyRing.ofLearned(store.ledger().keys())));
                return ExitCode.FINE;
              });
    } catch (Failure e) {
      // What lies elsewhere can be examined all the same, and then says why it cannot be told.
      return work.with(
          new StoreKeys(
              KeyRing.of(List.of()),
              List.of("the keys that the store trusts could not be read: " + e.getMessage())));
    }
    @Nullable StoreKeys keys = found.get();
    return keys == null ? code : work.with(keys);
  }

  private static StoreKeys of(CommandContext context, KeyRing ring) {
    return new StoreKeys(
        ring,
        ring.size() == 0
            ? List.of()
            : List.of(
                "no --keys were given: the %s that the store in %s trusts counted"
                    .formatted(
                        Figures.counted(ring.size(), "public key"), context.home().folder())));
  }
}
