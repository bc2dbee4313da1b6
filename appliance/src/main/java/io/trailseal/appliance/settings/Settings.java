package io.trailseal.appliance.settings;

import io.trailseal.api.oidc.OidcSettings;
import io.trailseal.appliance.lifecycle.LogFile;
import io.trailseal.indexer.intake.IntakeLimits;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What an operator has set. The one door to this package.
///
/// @param http how the server is reached
/// @param setupFile where whoever set the machine up has left the first user's name and password
/// @param verifyEvery how long after a re-verification of everything stored the next one begins;
///   zero for never
/// @param logFormat how the log is written
/// @param diskFreeMin how much room intake leaves on the store's disk
/// @param reconcileEvery how long after a reconciliation the next one begins; zero for never
/// @param reconcileDays how many days of delivery a reconciliation lists
/// @param retentionMonths how many months of events the search index keeps; 0 for all
/// @param readsMax objects being read from buckets at a time
/// @param importFolders below which imports may be started over HTTP; empty where none may
/// @param provider through whom people sign in; empty where nobody is set
/// @param intake where objects are taken in from, by name; empty where nothing is
/// @param origins where each setting comes from, for a person
public record Settings(
    HttpSettings http,
    Optional<Path> setupFile,
    Duration verifyEvery,
    LogFile.Format logFormat,
    DiskFree diskFreeMin,
    Duration reconcileEvery,
    int reconcileDays,
    int retentionMonths,
    int readsMax,
    List<Path> importFolders,
    Optional<OidcSettings> provider,
    List<SourceSettings> intake,
    Map<Setting, String> origins) {
  private static final int RECONCILE_DAYS_MAX = 366;

  private static final int RETENTION_MONTHS_MAX = 1200;

  /// Each is a connection, and memory for an object.
  private static final int READS_MAX = 256;

  public Settings {
    importFolders = List.copyOf(importFolders);
    intake = List.copyOf(intake);
    origins = Map.copyOf(origins);
  }

  /// Everything that can be set, but for sources: [SourceSetting].
  public enum Setting {
    HTTP_HOST("http.host", "127.0.0.1", "address to listen on; 127.0.0.1 is this machine only"),
    HTTP_PORT("http.port", "8480", "port to listen on; 0 for any that is free"),
    HTTP_NAMES(
        "http.names",
        "",
        "further host names to answer to, with commas; those of the certificate are answered to"
            + " anyway"),
    HTTP_TLS(
        "http.tls",
        "off",
        "off, self-signed (a certificate is made and its fingerprint printed), or files"),
    HTTP_TLS_CERTIFICATE(
        "http.tls-certificate",
        "",
        "PEM file with the certificate and those that lead to its root; relative to the store's"
            + " folder"),
    HTTP_TLS_KEY("http.tls-key", "", "PEM file with its private key, PKCS#8, not encrypted"),
    HTTP_TLS_CLIENT_CA(
        "http.tls-client-ca",
        "",
        "PEM file with the certificates of those who issue certificates to clients; without it"
            + " clients need none"),
    HTTP_TLS_CLIENT_CERTIFICATES(
        "http.tls-client-certificates",
        "required",
        "required, or wanted: who has none gets in as well"),
    HTTP_PROXY_TRUSTED(
        "http.proxy-trusted",
        "",
        "addresses or ranges (10.0.0.0/8), with commas, of proxies whose X-Forwarded-For and"
            + " X-Forwarded-Proto are believed"),
    HTTP_PROXY_USER_HEADER(
        "http.proxy-user-header",
        "",
        "header in which a trusted proxy names the user it signed in; nothing for none"),
    HTTP_CONNECTIONS_MAX("http.connections-max", "512", "connections at a time"),
    HTTP_REQUESTS_PER_SECOND(
        "http.requests-per-second",
        "100",
        "requests a second of one user or address in the long run; ten times as many at once"),
    SETUP_FILE(
        "accounts.setup-file",
        "",
        "file with the first user's name and password, a line each, readable by its owner alone;"
            + " deleted when it was read"),
    VERIFY_EVERY(
        "verify.every",
        "24h",
        "how often serve re-verifies everything stored: 90m, 24h, 7d; off for never"),
    LOG_FORMAT("log.format", "text", "how the log is written: text, or json for one object a line"),
    DISK_FREE_MIN(
        "intake.disk-free-min",
        "2G",
        "intake rests while the store's disk has less room: 500M, 2G, 5%"),
    RECONCILE_EVERY(
        "intake.reconcile-every",
        "6h",
        "how often the recent days of every bucket are listed: 90m, 6h, 1d; off for never"),
    RECONCILE_DAYS(
        "intake.reconcile-days", "3", "how many days of delivery are listed then, today included"),
    RETENTION_MONTHS(
        "search.retention-months",
        "0",
        "months of events the search index keeps, older ones are dropped from it once a day; 0 for"
            + " all"),
    READS_MAX("intake.reads-max", "24", "objects read from buckets at a time, all together"),
    IMPORT_FOLDERS(
        "jobs.import-folders",
        "none",
        "folders, with : between them, below which imports may be started over HTTP; none for"
            + " nowhere"),
    OIDC_ISSUER(
        "oidc.issuer",
        "",
        "identity provider (OpenID Connect) through which people sign in, as it calls itself; empty"
            + " for none"),
    OIDC_CLIENT_ID("oidc.client-id", "", "what the provider calls this appliance"),
    OIDC_CLIENT_SECRET_FILE(
        "oidc.client-secret-file",
        "",
        "file with the secret the provider issued; empty for a public client"),
    OIDC_ROLES(
        "oidc.roles",
        "",
        "what the provider's groups may do: GROUP = ROLE ROLE; GROUP = ROLE in AWS-ACCOUNT"),
    OIDC_GROUPS_CLAIM(
        "oidc.groups-claim",
        OidcSettings.STANDARD_GROUPS_CLAIM,
        "where its tokens name groups; a dot leads into an object"),
    OIDC_SCOPES(
        "oidc.scopes",
        String.join(" ", OidcSettings.STANDARD_SCOPES),
        "what it is asked for, with a space between"),
    OIDC_NAME("oidc.name", "", "what the button calls it; empty for its host"),
    OIDC_PUBLIC_URL(
        "oidc.public-url",
        "",
        "where browsers find this appliance, https://HOST; empty for the address they ask");

    private final String key;
    private final String standard;
    private final String meaning;

    Setting(String key, String standard, String meaning) {
      this.key = key;
      this.standard = standard;
      this.meaning = meaning;
    }

    /// In the file.
    public String key() {
      return key;
    }

    /// In the environment.
    public String variable() {
      return SettingsReader.VARIABLE_PREFIX
          + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    /// Where nobody says anything.
    public String standard() {
      return standard;
    }

    public String meaning() {
      return meaning;
    }

    static Optional<Setting> of(String key) {
      return Arrays.stream(values()).filter(setting -> setting.key.equals(key)).findFirst();
    }
  }

  /// One setting in effect, for a person.
  ///
  /// @param value without secrets
  /// @param source where it comes from
  public record Line(String key, String value, String source, String meaning) {}

  /// Reads `file`, if there is one, and the environment, which wins.
  ///
  /// @throws SettingsException with everything that is wrong
  public static Settings read(Path file, Map<String, String> environment)
      throws IOException, SettingsException {
    SettingsReader reader = SettingsReader.gather(file, environment);
    Map<Setting, String> origins = new EnumMap<>(Setting.class);
    for (Setting setting : Setting.values()) {
      origins.put(setting, reader.given(setting.key()).map(one -> one.source()).orElse("standard"));
    }
    Settings settings =
        new Settings(
            HttpSettings.read(reader),
            reader.read(Setting.SETUP_FILE, SettingValues::path),
            reader.read(Setting.VERIFY_EVERY, SettingValues::every),
            reader.read(Setting.LOG_FORMAT, Settings::format),
            reader.read(Setting.DISK_FREE_MIN, DiskFree::parse),
            reader.read(Setting.RECONCILE_EVERY, SettingValues::every),
            reader.read(Setting.RECONCILE_DAYS, SettingValues.number(1, RECONCILE_DAYS_MAX)),
            reader.read(Setting.RETENTION_MONTHS, SettingValues.number(0, RETENTION_MONTHS_MAX)),
            reader.read(Setting.READS_MAX, SettingValues.number(1, READS_MAX)),
            reader.read(Setting.IMPORT_FOLDERS, SettingValues::folders),
            ProviderSettings.read(reader),
            SourceSettings.readAll(reader),
            origins);
    if (!reader.problems().isEmpty()) {
      throw new SettingsException(reader.problems());
    }
    return settings;
  }

  /// The log's format alone, for those who log before anybody looked at the settings: text where
  /// they are wrong.
  public static LogFile.Format logFormat(Path file, Map<String, String> environment) {
    try {
      return SettingsReader.gather(file, environment).read(Setting.LOG_FORMAT, Settings::format);
    } catch (IOException _) {
      return LogFile.Format.TEXT; // Whoever needs the settings says what is wrong with the file.
    }
  }

  private static LogFile.Format format(String text) {
    return switch (text) {
      case "text" -> LogFile.Format.TEXT;
      case "json" -> LogFile.Format.JSON;
      default -> throw new IllegalArgumentException("must be text or json");
    };
  }

  public String httpHost() {
    return http.host();
  }

  public int httpPort() {
    return http.port();
  }

  /// How much intake may do.
  ///
  /// @param diskBytes size of the store's disk
  public IntakeLimits limits(long diskBytes) {
    IntakeLimits standard = IntakeLimits.STANDARD;
    return new IntakeLimits(
        standard.receivers(),
        standard.messagesHeldMax(),
        readsMax,
        standard.readBytesMax(),
        standard.hiddenFor(),
        diskFreeMin.bytesOf(diskBytes),
        reconcileEvery,
        reconcileDays,
        standard.parkedEvery(),
        standard.keysEvery());
  }

  /// The effective value, as text.
  public String value(Setting setting) {
    return switch (setting) {
      case HTTP_HOST,
          HTTP_PORT,
          HTTP_NAMES,
          HTTP_TLS,
          HTTP_TLS_CERTIFICATE,
          HTTP_TLS_KEY,
          HTTP_TLS_CLIENT_CA,
          HTTP_TLS_CLIENT_CERTIFICATES,
          HTTP_PROXY_TRUSTED,
          HTTP_PROXY_USER_HEADER,
          HTTP_CONNECTIONS_MAX,
          HTTP_REQUESTS_PER_SECOND ->
          http.value(setting);
      case SETUP_FILE -> setupFile.map(Path::toString).orElse("");
      case VERIFY_EVERY -> SettingValues.every(verifyEvery);
      case LOG_FORMAT -> logFormat.name().toLowerCase(Locale.ROOT);
      case DISK_FREE_MIN -> diskFreeMin.toString();
      case RECONCILE_EVERY -> SettingValues.every(reconcileEvery);
      case RECONCILE_DAYS -> Integer.toString(reconcileDays);
      case RETENTION_MONTHS -> Integer.toString(retentionMonths);
      case READS_MAX -> Integer.toString(readsMax);
      case IMPORT_FOLDERS -> SettingValues.folders(importFolders);
      case OIDC_ISSUER,
          OIDC_CLIENT_ID,
          OIDC_CLIENT_SECRET_FILE,
          OIDC_ROLES,
          OIDC_GROUPS_CLAIM,
          OIDC_SCOPES,
          OIDC_NAME,
          OIDC_PUBLIC_URL ->
          ProviderSettings.value(setting, provider);
    };
  }

  /// Every setting in effect, sources last.
  public List<Line> lines() {
    List<Line> lines = new ArrayList<>();
    for (Setting setting : Setting.values()) {
      lines.add(
          new Line(
              setting.key(), value(setting), origins.getOrDefault(setting, ""), setting.meaning()));
    }
    intake.forEach(source -> lines.addAll(source.lines()));
    return lines;
  }
}
