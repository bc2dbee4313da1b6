package io.trailseal.appliance.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IVersionProvider;

/// Which Trailseal this is.
final class Version implements IVersionProvider {

  static String text() {
    @Nullable String ours = Version.class.getPackage().getImplementationVersion();
    return ours == null ? "of a development tree" : ours;
  }

  @Override
  public String[] getVersion() {
    return new String[] {
      "trailseal %s (Java %s)".formatted(text(), System.getProperty("java.version"))
    };
  }
}
