package io.trailseal.appliance.cli;

import io.trailseal.appliance.lifecycle.Door;
import io.trailseal.appliance.lifecycle.DoorClient;
import io.trailseal.appliance.lifecycle.DoorRequest;
import io.trailseal.appliance.lifecycle.Home;
import io.trailseal.indexer.Store;
import io.trailseal.indexer.StoreOwnedException;
import java.io.IOException;
import java.io.OutputStream;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Gets a command to a store: this process's, an own one, or through the door of whoever has it.
final class StoreAccess {
  private static final Logger LOG = LoggerFactory.getLogger(StoreAccess.class);

  /// A short command that has the store is waited for this long; it has no door.
  private static final long OWNER_WAIT_SECONDS_MAX = 10;

  /// What begins to stay waits for less: it is not about to end.
  private static final long STAYING_WAIT_SECONDS_MAX = 2;

  private static final long RETRY_MILLIS = 100;

  private StoreAccess() {}

  /// What to do with the store.
  @FunctionalInterface
  interface Work {
    ExitCode with(Store store) throws Exception;
  }

  /// What a command does with a store that it has to open.
  enum Stay {
    /// Reads what is there, for moments: others wait for it.
    SHORT,
    /// Works on what is there, longer: others are let in through a door meanwhile.
    LONG,
    /// As [#LONG], and may be the first to use this home.
    BEGIN
  }

  /// Runs `work` on the store, wherever it is open.
  static ExitCode run(CommandContext context, Stay stay, Work work) throws Exception {
    if (context.ownersStore().isPresent()) {
      return work.with(context.ownersStore().get());
    }
    if (stay != Stay.BEGIN && !context.home().hasStore()) {
      // A mistyped path must not quietly begin a second, empty history.
      throw new Failure(
          ExitCode.INPUT_MISSING,
          "there is no store in %s".formatted(context.home().folder()),
          "trailseal import makes one; another is named with --home or TRAILSEAL_HOME");
    }
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(OWNER_WAIT_SECONDS_MAX);
    while (true) {
      String owner;
      try (Store store = open(context)) {
        return stay == Stay.SHORT ? work.with(store) : withDoor(context, store, work);
      } catch (StoreOwnedException e) {
        owner = e.owner();
      }
      switch (askOwner(context)) {
        case DoorClient.Outcome.Answered(int code) -> {
          return ofCode(code);
        }
        case DoorClient.Outcome.Refused(String why) ->
            throw owned(context.home(), owner, "; it was asked to do this and said: " + why);
        case DoorClient.Outcome.NobodyThere() -> {
          if (System.nanoTime() > deadline) {
            throw owned(context.home(), owner, "");
          }
        }
      }
      context.cancellation().sleep(RETRY_MILLIS);
    }
  }

  /// Runs `work` on a store that this process opens itself and gives to others through its door.
  static ExitCode own(CommandContext context, Work work) throws Exception {
    if (context.ownersStore().isPresent()) {
      throw new Failure(
          ExitCode.UNAVAILABLE,
          "the store %s is served already by this very process".formatted(context.home().folder()),
          "");
    }
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(STAYING_WAIT_SECONDS_MAX);
    while (true) {
      try (Store store = open(context)) {
        return withDoor(context, store, work);
      } catch (StoreOwnedException e) {
        if (System.nanoTime() > deadline) {
          throw owned(context.home(), e.owner(), "");
        }
      }
      context.cancellation().sleep(RETRY_MILLIS);
    }
  }

  private static Store open(CommandContext context) throws IOException {
    Home home = context.home();
    home.create();
    context.openLog();
    return Store.open(home.folder(), describe(context), context.clock());
  }

  private static String describe(CommandContext context) {
    return "%s (process %d of user %s, since %s)"
        .formatted(
            context.name(),
            ProcessHandle.current().pid(),
            context.user(),
            context.clock().instant().truncatedTo(ChronoUnit.SECONDS));
  }

  private static ExitCode withDoor(CommandContext context, Store store, Work work)
      throws Exception {
    try (Door door =
        Door.open(
            context.home(),
            (request, visitor, out, err, cancellation) -> {
              Terminal plain =
                  Terminal.over(
                      out,
                      err,
                      request.outIsTerminal(),
                      request.errIsTerminal(),
                      request.columns());
              Terminal terminal = request.answers() ? plain.asking(visitor::ask) : plain;
              LOG.info("through the door: {}", Cli.typed(request.arguments()));
              return Cli.run(
                      context.throughTheDoor(
                          request, visitor.user(), terminal, store, cancellation))
                  .code();
            })) {
      ExitCode code = work.with(store);
      door.stopAccepting();
      if (door.busy() > 0) {
        context
            .terminal()
            .remark("waiting for %d other command(s) on this store to end".formatted(door.busy()));
        while (door.busy() > 0) {
          context.cancellation().sleep(RETRY_MILLIS);
        }
      }
      return code;
    }
  }

  private static DoorClient.Outcome askOwner(CommandContext context) throws IOException {
    Terminal terminal = context.terminal();
    DoorClient client = new DoorClient();
    Thread watch =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    while (!context.cancellation().isCancelled()) {
                      Thread.sleep(RETRY_MILLIS / 2);
                    }
                    client.cancel();
                  } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                  } catch (IOException e) {
                    LOG.info("the connection to the owner did not close: {}", e.toString());
                  }
                });
    OutputStream out = terminal.out();
    try {
      return client.run(
          context.home(),
          new DoorRequest(
              context.arguments(),
              context.workingFolder(),
              terminal.outIsTerminal(),
              terminal.errIsTerminal(),
              context.canAnswer(),
              terminal.columns()),
          out,
          terminal.err(),
          context::ask);
    } catch (IOException e) {
      context.cancellation().check();
      throw e;
    } finally {
      watch.interrupt();
    }
  }

  private static Failure owned(Home home, String owner, String more) {
    return new Failure(
        ExitCode.UNAVAILABLE,
        "the store %s is owned by %s%s"
            .formatted(home.folder(), owner.isEmpty() ? "another process" : owner, more),
        "wait until it ends, stop it, or use another store with --home");
  }

  static ExitCode ofCode(int code) {
    for (ExitCode exitCode : ExitCode.values()) {
      if (exitCode.code() == code) {
        return exitCode;
      }
    }
    return ExitCode.INTERNAL;
  }
}
