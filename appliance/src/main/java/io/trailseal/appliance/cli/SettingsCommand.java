package io.trailseal.appliance.cli;

import io.trailseal.appliance.settings.Settings;
import io.trailseal.appliance.settings.SettingsException;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/// Prints the settings in effect, and where each comes from.
@CommandLine.Command(
    name = "settings",
    header = "Show the settings in effect and where each comes from.",
    footer = {
      "",
      "Settings are lines KEY=VALUE in settings.properties in the store's folder, or environment"
          + " variables, which win: http.port is TRAILSEAL_HTTP_PORT.",
      "",
      "Objects are taken in from named sources, here NAME (small letters, digits, hyphens):"
          + " intake.NAME.bucket, .prefix, .queue-url, .region, .profile, .role-arn, .external-id,"
          + " .endpoint-url, .proxy; intake.NAME.queue-url is TRAILSEAL_INTAKE_NAME_QUEUE_URL."
          + " Secrets are shown as (set)."
    })
final class SettingsCommand extends Command {

  SettingsCommand(CommandContext context) {
    super(context);
  }

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "${COMPLETION-CANDIDATES}; standard is ${DEFAULT-VALUE}.")
  Formats.Report format = Formats.Report.TEXT;

  @Override
  ExitCode run() throws IOException, SettingsException {
    Settings settings = Settings.read(context.home().settingsFile(), context.environment());
    if (format == Formats.Report.JSON) {
      Json.object(
          terminal,
          json -> {
            for (Settings.Line line : settings.lines()) {
              json.writeObjectPropertyStart(line.key());
              Json.text(json, "value", line.value());
              Json.text(json, "source", line.source());
              json.writeEndObject();
            }
          });
      return ExitCode.FINE;
    }
    Table table = new Table(List.of("SETTING", "VALUE", "FROM", "MEANING"), List.of(0, 1));
    for (Settings.Line line : settings.lines()) {
      table.row(line.key(), line.value(), line.source(), line.meaning());
    }
    table.print(terminal, terminal.columns());
    return ExitCode.FINE;
  }
}
