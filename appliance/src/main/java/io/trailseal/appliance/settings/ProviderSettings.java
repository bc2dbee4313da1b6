package io.trailseal.appliance.settings;

import io.trailseal.api.oidc.GroupRoles;
import io.trailseal.api.oidc.OidcSettings;
import io.trailseal.appliance.settings.Settings.Setting;
import io.trailseal.verifier.S3Name;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What is set about the identity provider. Without an issuer there is none, and nothing else may
/// be set about it.
final class ProviderSettings {
  private static final int NAME_LENGTH_MAX = 60;
  private static final int TEXT_LENGTH_MAX = 300;
  private static final int SECRET_BYTES_MAX = 4_096;

  private static final Set<Setting> ABOUT_IT =
      EnumSet.range(Setting.OIDC_CLIENT_ID, Setting.OIDC_PUBLIC_URL);

  private ProviderSettings() {}

  static Optional<OidcSettings> read(SettingsReader reader) {
    if (isEmpty(reader, Setting.OIDC_ISSUER)) {
      ABOUT_IT.stream()
          .filter(setting -> !isEmpty(reader, setting))
          .forEach(
              setting ->
                  reader.problem(
                      "%s is set, and %s is not: without it nobody can sign in there"
                          .formatted(setting.key(), Setting.OIDC_ISSUER.key())));
      return Optional.empty();
    }
    List<Setting> needed = List.of(Setting.OIDC_CLIENT_ID, Setting.OIDC_ROLES);
    needed.stream()
        .filter(setting -> isEmpty(reader, setting))
        .forEach(
            setting ->
                reader.problem(
                    "%s must be set where %s is"
                        .formatted(setting.key(), Setting.OIDC_ISSUER.key())));
    int before = reader.problems().size();
    Optional<URI> issuer = one(reader, Setting.OIDC_ISSUER, OidcSettings::issuer);
    Optional<String> client = one(reader, Setting.OIDC_CLIENT_ID, ProviderSettings::text);
    Optional<String> secret =
        one(reader, Setting.OIDC_CLIENT_SECRET_FILE, ProviderSettings::secret);
    Optional<GroupRoles> roles = one(reader, Setting.OIDC_ROLES, GroupRoles::parse);
    String claim = reader.read(Setting.OIDC_GROUPS_CLAIM, ProviderSettings::text);
    List<String> scopes = reader.read(Setting.OIDC_SCOPES, ProviderSettings::scopes);
    Optional<String> name = one(reader, Setting.OIDC_NAME, ProviderSettings::name);
    Optional<URI> publicUrl = one(reader, Setting.OIDC_PUBLIC_URL, OidcSettings::publicUrl);
    if (reader.problems().size() > before || client.isEmpty() || roles.isEmpty()) {
      return Optional.empty();
    }
    return issuer.map(
        uri ->
            new OidcSettings(
                uri,
                client.get(),
                secret,
                name.orElseGet(uri::getHost),
                scopes,
                claim,
                roles.get(),
                publicUrl));
  }

  private static boolean isEmpty(SettingsReader reader, Setting setting) {
    return reader.given(setting.key()).filter(given -> !given.value().isEmpty()).isEmpty();
  }

  /// What is set; empty where nothing is, or it is wrong.
  private static <T> Optional<T> one(
      SettingsReader reader, Setting setting, SettingValues.Reader<T> values) {
    return reader
        .given(setting.key())
        .filter(given -> !given.value().isEmpty())
        .flatMap(given -> reader.read(setting.key(), given, false, values));
  }

  private static String text(String text) {
    if (text.isBlank() || text.length() > TEXT_LENGTH_MAX || !S3Name.printable(text).equals(text)) {
      throw new IllegalArgumentException(
          "must be 1 to %d printable characters".formatted(TEXT_LENGTH_MAX));
    }
    return text;
  }

  private static String name(String text) {
    if (text.length() > NAME_LENGTH_MAX || !S3Name.printable(text).equals(text)) {
      throw new IllegalArgumentException(
          "must be at most %d printable characters".formatted(NAME_LENGTH_MAX));
    }
    return text;
  }

  private static List<String> scopes(String text) {
    List<String> scopes = Arrays.asList(text.strip().split("\\s+", -1));
    if (text.length() > TEXT_LENGTH_MAX || !scopes.contains("openid")) {
      throw new IllegalArgumentException("must be words with a space between, openid among them");
    }
    return scopes;
  }

  private static String secret(String text) {
    try {
      Path file = Path.of(text);
      if (Files.size(file) > SECRET_BYTES_MAX) {
        throw new IllegalArgumentException(
            "must be a file of at most %,d bytes".formatted(SECRET_BYTES_MAX));
      }
      if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
        if (permissions.contains(PosixFilePermission.OTHERS_READ)
            || permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
          throw new IllegalArgumentException(
              "must be a file that not everybody on the machine may read or write (chmod 600), has "
                  + PosixFilePermissions.toString(permissions));
        }
      }
      String secret = Files.readString(file).strip();
      if (secret.isEmpty()) {
        throw new IllegalArgumentException("must be a file with a secret in it");
      }
      return secret;
    } catch (IOException | InvalidPathException e) {
      throw new IllegalArgumentException("must be a file that can be read, in UTF-8", e);
    }
  }

  /// As text; the standard where no provider is set.
  ///
  /// @param setting one of those about it
  static String value(Setting setting, Optional<OidcSettings> provider) {
    return provider
        .map(
            set ->
                switch (setting) {
                  case OIDC_ISSUER -> set.issuer().toString();
                  case OIDC_CLIENT_ID -> set.clientId();
                  // Not the file: what counts is what was in it when the settings were read.
                  case OIDC_CLIENT_SECRET_FILE -> set.clientSecret().isPresent() ? "set" : "";
                  case OIDC_ROLES -> set.roles().toString();
                  case OIDC_GROUPS_CLAIM -> set.groupsClaim();
                  case OIDC_SCOPES -> String.join(" ", set.scopes());
                  case OIDC_NAME -> set.name();
                  case OIDC_PUBLIC_URL -> set.publicUrl().map(Object::toString).orElse("");
                  default ->
                      throw new IllegalArgumentException(setting + " is not about the provider");
                })
        .orElse(setting.standard());
  }
}
