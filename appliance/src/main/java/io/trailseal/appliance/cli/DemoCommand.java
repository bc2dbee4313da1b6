package io.trailseal.appliance.cli;

import io.trailseal.api.Server;
import io.trailseal.api.ServerOptions;
import io.trailseal.api.auth.Admission;
import io.trailseal.appliance.lifecycle.Home;
import io.trailseal.appliance.settings.Settings;
import io.trailseal.appliance.settings.Settings.Setting;
import io.trailseal.indexer.Store;
import io.trailseal.verifier.key.Provenance;
import io.trailseal.verifier.synthetic.FolderBucket;
import io.trailseal.verifier.synthetic.SampleSettings;
import io.trailseal.verifier.synthetic.Tampering;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/// Everything at once, on a sample.
@CommandLine.Command(
    name = "demo",
    header = "Make a sample, tamper with it, import and verify it, and serve what was found.",
    description = {
      "Needs no AWS account. Works in a folder of its own inside the home; your store is not touched."
    },
    footer = {"", "Stop it with Ctrl-C. A second start takes up what is there."})
final class DemoCommand extends Command {
  static final SampleSettings SAMPLE = SampleSettings.DEFAULTS;

  DemoCommand(CommandContext context) {
    super(context);
  }

  @Option(
      names = "--fresh",
      description = "Delete what an earlier demo left, and nothing else, and start over.")
  boolean fresh;

  @Option(
      names = "--aws",
      description = {
        "Take the sample in as from AWS: a queue and a bucket are started on this machine, and it is"
            + " delivered into them and announced while the page is open."
      })
  boolean aws;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "Port to listen on, 0 for any free one; standard is the setting http.port.")
  Optional<Integer> port = Optional.empty();

  private int keysNew;

  @Override
  ExitCode run() throws Exception {
    if (context.ownersStore().isPresent()) {
      throw new Failure(ExitCode.UNAVAILABLE, "a demo runs in a process of its own", "");
    }
    long startNanos = System.nanoTime();
    Settings settings = Settings.read(context.home().settingsFile(), context.environment());
    int chosen = port.orElse(settings.httpPort());
    if (chosen < 0 || chosen > 65_535) {
      throw wrongUsage("--port must be 0 to 65535, was " + chosen);
    }
    Home home = aws ? context.home().demoAws() : context.home().demo();
    DemoFolder folder = new DemoFolder(home);
    folder.prepare(fresh);
    context.chooseHome(home.folder());
    return StoreAccess.own(
        context, store -> show(store, folder, host(settings), chosen, startNanos));
  }

  /// A demo is for whoever sits here, also where the appliance is for others.
  private static String host(Settings settings) {
    return ServerOptions.isThisMachineOnly(settings.httpHost())
        ? settings.httpHost()
        : Setting.HTTP_HOST.standard();
  }

  private ExitCode show(
      Store store, DemoFolder folder, String host, int chosenPort, long startNanos)
      throws Exception {
    if (!aws && !folder.isComplete()) {
      importIt(store, folder, make(store, folder));
    }
    try (Server server =
            ServeCommand.start(
                context, store, ServerOptions.on(host, chosenPort).withAdmission(Admission.DEMO));
        DemoStream stream = new DemoStream(context, store, folder)) {
      if (!folder.isComplete()) {
        SampleCommand.Written written = make(store, folder);
        terminal.line("watch it come in at " + server.url());
        terminal.out().flush();
        stream.run();
        folder.complete(written.planted());
      }
      List<DemoFolder.Done> planted = folder.planted();
      boolean all = new DemoReport(terminal, context).print(store, planted, server.url());
      if (!all) {
        throw new Failure(
            ExitCode.INTERNAL,
            "a tampering that was planted was NOT FOUND",
            "this is a fault in Trailseal: please report it with this output");
      }
      terminal.line("");
      terminal.line(
          "everybody on this machine is signed in as demo, who sees this sample and changes nothing");
      terminal.line(
          "ready after %s at %s (stop with Ctrl-C)"
              .formatted(
                  Figures.duration(Duration.ofNanos(System.nanoTime() - startNanos)),
                  server.url()));
      terminal.out().flush();
      context.cancellation().await();
      context.cancellation().check();
    }
    return ExitCode.INTERRUPTED;
  }

  private SampleCommand.Written make(Store store, DemoFolder folder) throws Exception {
    terminal.remark(
        "making a sample of %d accounts, %d regions and %d hours …"
            .formatted(SAMPLE.accounts(), SAMPLE.regions(), SAMPLE.hours()));
    FolderBucket bucket = FolderBucket.at(folder.sample());
    SampleCommand.Written written = SampleCommand.write(context, SAMPLE, bucket, Tampering.DEMO);
    keysNew =
        KeyFiles.trust(
            store,
            KeyFiles.read(List.of(folder.sample().resolve("public-keys")), Optional.empty()).keys(),
            Provenance.Decision.SAMPLE,
            context.user());
    return written;
  }

  private void importIt(Store store, DemoFolder folder, SampleCommand.Written written)
      throws Exception {
    terminal.remark("importing and verifying it …");
    ImportCommand.Imported imported =
        ImportCommand.run(
            context, store, List.of(folder.sample()), Optional.of(SAMPLE.bucket()), keysNew);
    terminal.remark(
        "%s with %s imported, verified and indexed in %s"
            .formatted(
                Figures.counted(imported.summary().objects(), "object"),
                Figures.counted(imported.summary().events(), "event"),
                Figures.duration(imported.tookAll())));
    folder.complete(written.planted());
  }
}
