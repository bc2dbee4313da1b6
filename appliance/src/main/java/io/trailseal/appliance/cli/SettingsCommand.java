package io.trailseal.appliance.cli;

import io.trailseal.appliance.settings.Settings;
import io.trailseal.appliance.settings.Settings.Setting;
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
          + " variables, which win: http.port is TRAILSEAL_HTTP_PORT."
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
            for (Setting setting : Setting.values()) {
              json.writeObjectPropertyStart(setting.key());
              Json.text(json, "value", settings.value(setting));
              Json.text(json, "source", settings.sources().getOrDefault(setting, ""));
              json.writeEndObject();
            }
          });
      return ExitCode.FINE;
    }
    Table table = new Table(List.of("SETTING", "VALUE", "FROM", "MEANING"), List.of(0, 1));
    for (Setting setting : Setting.values()) {
      table.row(
          setting.key(),
          settings.value(setting),
          settings.sources().getOrDefault(setting, ""),
          setting.meaning());
    }
    table.print(terminal, terminal.columns());
    return ExitCode.FINE;
  }
}
