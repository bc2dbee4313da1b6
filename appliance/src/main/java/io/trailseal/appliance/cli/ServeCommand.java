package io.trailseal.appliance.cli;

import io.trailseal.api.Server;
import io.trailseal.api.ServerOptions;
import io.trailseal.api.ask.Workings;
import io.trailseal.appliance.settings.Settings;
import io.trailseal.appliance.watch.Watch;
import io.trailseal.indexer.Store;
import io.trailseal.indexer.job.Jobs;
import io.trailseal.indexer.job.ReportFolder;
import io.trailseal.verifier.S3Name;
import java.io.Closeable;
import java.io.IOException;
import java.net.BindException;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/// The appliance itself.
@CommandLine.Command(
    name = "serve",
    header = "Serve pages and REST over the store until stopped.",
    description =
        "Meanwhile every other command works on the same store, through this process. Everything"
            + " stored is verified again every day (setting verify.every), and digests that do not"
            + " come are noticed. Objects are taken in from the buckets and queues that are set"
            + " (settings intake.NAME.bucket, intake.NAME.queue-url; see trailseal settings --help)."
            + " While nobody has an account (see trailseal user), it prints a link by which the"
            + " first one is made. An address that other machines reach needs TLS or a proxy that"
            + " speaks it (settings http.tls, http.proxy-trusted).",
    footer = {"", "Stop it with Ctrl-C."})
final class ServeCommand extends Command {

  ServeCommand(CommandContext context) {
    super(context);
  }

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      description = "Address to listen on; standard is the setting http.host.")
  Optional<String> host = Optional.empty();

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "Port to listen on, 0 for any free one; standard is the setting http.port.")
  Optional<Integer> port = Optional.empty();

  @Override
  ExitCode run() throws Exception {
    Settings settings = Settings.read(context.home().settingsFile(), context.environment());
    int chosen = port.orElse(settings.httpPort());
    if (chosen < 0 || chosen > 65_535) {
      throw wrongUsage("--port must be 0 to 65535, was " + chosen);
    }
    Optional<String> unreachable = host.flatMap(settings.http()::reachable);
    if (unreachable.isPresent()) {
      throw wrongUsage("--host: " + S3Name.printable(unreachable.get()));
    }
    return StoreAccess.own(
        context,
        store -> {
          if (settings.setupFile().isPresent()) {
            FirstUser.fromFile(context, store, settings.setupFile().get())
                .ifPresent(terminal::line);
          }
          try (Jobs jobs = Jobs.open(store, settings.importFolders(), context.clock());
              Server server =
                  start(context, store, workings(jobs, settings), options(settings, chosen));
              Watch _ =
                  Watch.start(
                      store,
                      new ReportFolder(context.home().reports()),
                      settings.verifyEvery(),
                      settings.retentionMonths(),
                      context.clock());
              // The last to open is the first to close: nothing comes in any more while the
              // others end, and all of it before the store.
              Closeable _ = takeIn(store, settings)) {
            if (store.accounts().isEmpty()) {
              terminal.line(FirstUser.link(store, server.url()));
            }
            terminal.line(
                "trailseal serves %s at %s (stop with Ctrl-C)"
                    .formatted(context.home().folder(), server.url()));
            server
                .certificates()
                .ifPresent(
                    one ->
                        terminal.line(
                            "its certificate's SHA-256 fingerprint is "
                                + one.status().fingerprint()));
            terminal.out().flush();
            context.cancellation().await();
            context.cancellation().check();
          }
          return ExitCode.INTERRUPTED;
        });
  }

  private static Workings workings(Jobs jobs, Settings settings) {
    return new Workings(
        jobs,
        settings.lines().stream()
            .map(
                line ->
                    new Workings.ShownSetting(
                        line.key(), line.value(), line.source(), line.meaning()))
            .toList());
  }

  private ServerOptions options(Settings settings, int port) {
    ServerOptions options = settings.http().options(context.home().folder(), host, port);
    return settings.provider().map(options::withProvider).orElse(options);
  }

  /// Takes in from what is set, if anything is, and says so.
  private Closeable takeIn(Store store, Settings settings) throws IOException {
    if (settings.intake().isEmpty()) {
      return () -> {};
    }
    Closeable intake = IntakeSources.start(store, settings, context.clock());
    IntakeSources.told(settings).forEach(terminal::line);
    return intake;
  }

  /// Starts the server, with a failure of its own where somebody else listens there.
  static Server start(CommandContext context, Store store, ServerOptions options)
      throws IOException, Failure {
    return started(() -> Server.start(store, options, context.clock()), options);
  }

  private static Server start(
      CommandContext context, Store store, Workings workings, ServerOptions options)
      throws IOException, Failure {
    return started(() -> Server.start(store, workings, options, context.clock()), options);
  }

  private interface Starting {
    Server start() throws IOException;
  }

  private static Server started(Starting starting, ServerOptions options)
      throws IOException, Failure {
    try {
      return starting.start();
    } catch (IOException e) {
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof BindException) {
          throw new Failure(
              ExitCode.UNAVAILABLE,
              "port %d on %s is taken or may not be used".formatted(options.port(), options.host()),
              "stop what listens there, or choose another with --port");
        }
      }
      throw e;
    }
  }
}
