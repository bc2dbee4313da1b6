package io.trailseal.appliance.settings;

import io.trailseal.api.ServerOptions;
import io.trailseal.api.connection.ConnectionLimits;
import io.trailseal.api.connection.Network;
import io.trailseal.api.connection.ProxyTrust;
import io.trailseal.api.tls.TlsOptions;
import io.trailseal.appliance.settings.Settings.Setting;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// How the server is reached.
///
/// @param host the address of this machine to listen on
/// @param port 0 for any that is free
/// @param names further names it answers to
/// @param tls where its certificate comes from
/// @param certificate a file, relative to the store's home; with [Tls#FILES]
/// @param key likewise
/// @param clientCa likewise, empty where clients need no certificate
/// @param clients whether they need one
/// @param proxies addresses of proxies that are believed
/// @param userHeader in which they say whom they signed in; empty where they do not
/// @param connectionsMax at a time
/// @param requestsPerSecond of one user or address
public record HttpSettings(
    String host,
    int port,
    List<String> names,
    Tls tls,
    String certificate,
    String key,
    String clientCa,
    ClientCertificates clients,
    List<Network> proxies,
    String userHeader,
    int connectionsMax,
    int requestsPerSecond) {
  private static final int LIST_MAX = 50;

  /// A browser opens six.
  private static final int CONNECTIONS_MIN = 8;

  private static final int CONNECTIONS_MAX = 10_000;
  private static final int REQUESTS_MAX = 10_000;

  /// Where the certificate comes from.
  public enum Tls {
    OFF,
    SELF_SIGNED,
    FILES
  }

  /// What clients have to show.
  public enum ClientCertificates {
    REQUIRED,
    WANTED
  }

  public HttpSettings {
    names = List.copyOf(names);
    proxies = List.copyOf(proxies);
  }

  /// What is wrong by itself or together is noted with the reader.
  static HttpSettings read(SettingsReader reader) {
    int problemsBefore = reader.problems().size();
    HttpSettings settings =
        new HttpSettings(
            reader.read(Setting.HTTP_HOST, SettingValues::host),
            reader.read(Setting.HTTP_PORT, SettingValues.number(0, SettingValues.PORT_MAX)),
            reader.read(Setting.HTTP_NAMES, HttpSettings::names),
            reader.read(Setting.HTTP_TLS, text -> word(Tls.class, text)),
            reader.read(Setting.HTTP_TLS_CERTIFICATE, HttpSettings::file),
            reader.read(Setting.HTTP_TLS_KEY, HttpSettings::file),
            reader.read(Setting.HTTP_TLS_CLIENT_CA, HttpSettings::file),
            reader.read(
                Setting.HTTP_TLS_CLIENT_CERTIFICATES, text -> word(ClientCertificates.class, text)),
            reader.read(Setting.HTTP_PROXY_TRUSTED, HttpSettings::networks),
            reader.read(Setting.HTTP_PROXY_USER_HEADER, HttpSettings::header),
            reader.read(
                Setting.HTTP_CONNECTIONS_MAX,
                SettingValues.number(CONNECTIONS_MIN, CONNECTIONS_MAX)),
            reader.read(Setting.HTTP_REQUESTS_PER_SECOND, SettingValues.number(1, REQUESTS_MAX)));
    if (reader.problems().size() == problemsBefore) {
      settings.problemsTogether().forEach(reader::problem);
    }
    return settings;
  }

  private List<String> problemsTogether() {
    List<String> problems = new ArrayList<>();
    if ((tls == Tls.FILES) != (!certificate.isEmpty() && !key.isEmpty())
        || certificate.isEmpty() != key.isEmpty()) {
      problems.add(
          "http.tls-certificate and http.tls-key go together, with http.tls=files and only with it");
    }
    if (tls == Tls.OFF && !clientCa.isEmpty()) {
      problems.add("http.tls-client-ca says nothing without TLS; set http.tls");
    }
    if (!userHeader.isEmpty() && proxies.isEmpty()) {
      problems.add(
          "http.proxy-user-header says nothing without http.proxy-trusted: it is believed from"
              + " nobody else");
    }
    if (problems.isEmpty()) {
      reachable(host).ifPresent(problems::add);
    }
    return problems;
  }

  /// Whether it may listen on `other`: what is wrong with that.
  public Optional<String> reachable(String other) {
    return tls != Tls.OFF || !proxies.isEmpty() || ServerOptions.isThisMachineOnly(other)
        ? Optional.empty()
        : Optional.of(
            "an address that other machines reach needs TLS (http.tls=self-signed or files) or a"
                + " proxy that speaks it (http.proxy-trusted), because passwords and evidence would"
                + " be read on their way; %s is one".formatted(other));
  }

  /// For the server.
  ///
  /// @param home the store's
  /// @param otherHost instead of the one that is set
  /// @param otherPort likewise
  public ServerOptions options(Path home, Optional<String> otherHost, int otherPort) {
    String where = otherHost.orElse(host);
    ServerOptions options =
        ServerOptions.on(Setting.HTTP_HOST.standard(), otherPort)
            .withNames(Set.copyOf(names))
            .withProxies(
                new ProxyTrust(
                    proxies, userHeader.isEmpty() ? Optional.empty() : Optional.of(userHeader)))
            .withLimits(
                ConnectionLimits.STANDARD
                    .withConnections(
                        connectionsMax,
                        Math.min(
                            connectionsMax, ConnectionLimits.STANDARD.connectionsPerAddressMax()))
                    .withRequestsPerSecond(requestsPerSecond));
    return tlsOptions(home, where).map(options::withTls).orElse(options).withHost(where);
  }

  private Optional<TlsOptions> tlsOptions(Path home, String where) {
    Optional<TlsOptions.Clients> asked =
        clientCa.isEmpty()
            ? Optional.empty()
            : Optional.of(
                new TlsOptions.Clients(
                    home.resolve(clientCa), clients == ClientCertificates.REQUIRED));
    return switch (tls) {
      case OFF -> Optional.empty();
      case FILES ->
          Optional.of(
              new TlsOptions(
                  new TlsOptions.Files(home.resolve(certificate), home.resolve(key)), asked));
      case SELF_SIGNED -> {
        List<String> all = new ArrayList<>(names);
        if (!isEveryAddress(where)) {
          all.add(where);
        }
        yield Optional.of(
            new TlsOptions(new TlsOptions.SelfSigned(home.resolve("tls"), all), asked));
      }
    };
  }

  private static boolean isEveryAddress(String where) {
    return where.equals("0.0.0.0") || where.equals("::");
  }

  /// The effective value, as text.
  String value(Setting setting) {
    return switch (setting) {
      case HTTP_HOST -> host;
      case HTTP_PORT -> Integer.toString(port);
      case HTTP_NAMES -> String.join(", ", names);
      case HTTP_TLS -> word(tls);
      case HTTP_TLS_CERTIFICATE -> certificate;
      case HTTP_TLS_KEY -> key;
      case HTTP_TLS_CLIENT_CA -> clientCa;
      case HTTP_TLS_CLIENT_CERTIFICATES -> word(clients);
      case HTTP_PROXY_TRUSTED ->
          proxies.stream().map(Network::toString).collect(Collectors.joining(", "));
      case HTTP_PROXY_USER_HEADER -> userHeader;
      case HTTP_CONNECTIONS_MAX -> Integer.toString(connectionsMax);
      case HTTP_REQUESTS_PER_SECOND -> Integer.toString(requestsPerSecond);
      default -> throw new IllegalArgumentException(setting.key() + " is none of these");
    };
  }

  private static List<String> names(String text) {
    List<String> names = list(text);
    for (String name : names) {
      if (name.length() > 253 || !name.matches("[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?")) {
        throw new IllegalArgumentException(
            "must be host names with commas between them, without ports: logs.example.com");
      }
    }
    return names;
  }

  private static List<Network> networks(String text) {
    List<Network> networks = new ArrayList<>();
    for (String one : list(text)) {
      Network network = Network.parse(one);
      if (network.bits() == 0) {
        throw new IllegalArgumentException("must not be every address: anybody would be believed");
      }
      networks.add(network);
    }
    return networks;
  }

  private static List<String> list(String text) {
    if (text.isEmpty()) {
      return List.of();
    }
    List<String> parts = Arrays.stream(text.split(",", -1)).map(String::strip).toList();
    if (parts.size() > LIST_MAX) {
      throw new IllegalArgumentException("must be at most %d".formatted(LIST_MAX));
    }
    return parts;
  }

  private static String file(String text) {
    if (text.indexOf('\0') >= 0 || text.length() > 4096) {
      throw new IllegalArgumentException("must be the path of a file");
    }
    return text;
  }

  private static String header(String text) {
    if (!text.isEmpty() && !text.matches("[A-Za-z][A-Za-z0-9-]{0,63}")) {
      throw new IllegalArgumentException("must be the name of a header: X-Remote-User");
    }
    return text;
  }

  private static <E extends Enum<E>> E word(Class<E> words, String text) {
    for (E one : words.getEnumConstants()) {
      if (word(one).equals(text)) {
        return one;
      }
    }
    throw new IllegalArgumentException(
        "must be %s"
            .formatted(
                Arrays.stream(words.getEnumConstants())
                    .map(HttpSettings::word)
                    .collect(Collectors.joining(" or "))));
  }

  private static String word(Enum<?> one) {
    return one.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
