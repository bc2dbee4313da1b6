package io.trailseal.appliance.cli;

import io.trailseal.api.Server;
import io.trailseal.api.ServerOptions;
import io.trailseal.api.auth.Admission;
import io.trailseal.appliance.lifecycle.DoorRequest;
import io.trailseal.indexer.Store;
import io.trailseal.verifier.key.Provenance;
import io.trailseal.verifier.report.Format;
import io.trailseal.verifier.synthetic.FolderBucket;
import io.trailseal.verifier.synthetic.SampleSettings;
import io.trailseal.verifier.synthetic.Tampering;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;

/// Does everything once on a tiny sample in a temporary folder, while the Java machine records what
/// it needs for that (`-XX:AOTCacheOutput`). Later starts are then twice as quick. The launcher
/// runs it after a build; there is nothing in it for a person.
@CommandLine.Command(
    name = "rehearse",
    hidden = true,
    header = "Do everything once on a tiny sample; for the launcher.")
final class RehearseCommand extends Command {
  private static final SampleSettings TINY =
      new SampleSettings(
          1,
          1,
          6,
          500,
          Optional.empty(),
          1,
          SampleSettings.DEFAULTS.start(),
          SampleSettings.DEFAULTS.bucket(),
          "");

  RehearseCommand(CommandContext context) {
    super(context);
  }

  @Override
  ExitCode run() throws Exception {
    Path folder = Files.createTempDirectory("trailseal-rehearsal-");
    try {
      context.chooseHome(folder.resolve("home"));
      return StoreAccess.own(
          context,
          store -> {
            FolderBucket bucket = FolderBucket.at(folder.resolve("bucket"));
            SampleCommand.write(context, TINY, bucket, List.of(Tampering.LOG_MODIFIED));
            KeyFiles.trust(
                store,
                KeyFiles.read(List.of(bucket.folder().resolve("public-keys")), Optional.empty())
                    .keys(),
                Provenance.Decision.SAMPLE,
                context.user());
            ImportReport report =
                ImportReport.of(
                    store,
                    ImportCommand.run(
                        context, store, List.of(bucket.folder()), Optional.empty(), 1));
            report.text(terminal);
            for (Format format : Format.values()) {
              here(
                  store,
                  List.of(
                      "verify",
                      bucket.folder().toString(),
                      "--keys",
                      bucket.folder().resolve("public-keys").toString(),
                      "--format",
                      format.word()));
            }
            try (Server server =
                Server.start(
                    store,
                    ServerOptions.on("127.0.0.1", 0).withAdmission(Admission.DEMO),
                    context.clock())) {
              ask(store, server.url());
            }
            return ExitCode.FINE;
          });
    } finally {
      DemoFolder.delete(folder);
    }
  }

  /// The questions of the demo: on the command line, over REST and as pages.
  private void ask(Store store, String url) throws IOException {
    for (DemoReport.Question question : DemoReport.QUESTIONS) {
      for (Formats.Events format : Formats.Events.values()) {
        here(store, List.of("search", question.query(), "--format", format.toString()));
      }
      String page = DemoReport.url(url, question.query());
      for (String address : List.of(page, page.replace("/?q=", "/api/v1/events?q="))) {
        try (InputStream in = URI.create(address).toURL().openStream()) {
          in.transferTo(OutputStream.nullOutputStream());
        }
      }
    }
  }

  /// One command, as if it came through the door.
  private void here(Store store, List<String> arguments) {
    Cli.run(
        context.throughTheDoor(
            new DoorRequest(
                arguments, context.workingFolder(), false, false, false, terminal.columns()),
            context.user(),
            terminal,
            store,
            context.cancellation()));
  }
}
