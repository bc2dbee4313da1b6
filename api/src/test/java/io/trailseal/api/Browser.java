package io.trailseal.api;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A real Chromium, told what to do through chromedriver in the WebDriver protocol (W3C), of which
/// a dozen commands are enough here. Both must be installed; without them the test fails.
final class Browser implements Closeable {
  private static final Pattern STARTED = Pattern.compile("started successfully on port (\\d+)");
  private static final Pattern ELEMENT = Pattern.compile("\"element-[^\"]*\":\"([^\"]+)\"");

  /// Marks the page one is on, so that one can tell when it is another.
  private static final String LEAVE = "window.left = true; return 'left'";

  private static final String ARRIVED =
      "return !window.left && document.readyState === 'complete' ? 'yes' : 'no'";

  /// WebDriver's code for the key.
  private static final String ENTER = "\uE007";

  private static final int ARRIVAL_SECONDS_MAX = 30;

  private final HttpClient client = HttpClient.newHttpClient();
  private final Process driver;
  private final String session;

  private Browser(Process driver, String address, Path profile)
      throws IOException, InterruptedException {
    this.driver = driver;
    String answer =
        send(
            "POST",
            address + "/session",
            """
            {"capabilities":{"alwaysMatch":{"goog:loggingPrefs":{"browser":"ALL","performance":"ALL"},
            "goog:chromeOptions":{"args":["--headless","--no-sandbox","--disable-gpu",
            "--disable-dev-shm-usage","--disable-background-networking","--disable-component-update",
            "--disable-sync","--no-first-run","--disable-quic","--hide-scrollbars",
            "--user-data-dir=%s"]}}}}"""
                .formatted(profile));
    this.session = address + "/session/" + Json.of(answer).text("value", "sessionId");
    // The browser's own first page is none of our business.
    open("data:text/plain,");
    network();
    console();
  }

  /// @param profile an empty folder of its own
  static Browser start(Path profile) throws IOException, InterruptedException {
    Process driver;
    try {
      driver = new ProcessBuilder("chromedriver", "--port=0").redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new IOException(
          "the pages are tested in a real browser: install chromium and chromium-driver", e);
    }
    try {
      return new Browser(driver, "http://127.0.0.1:" + port(driver), profile);
    } catch (IOException | InterruptedException | RuntimeException | AssertionError e) {
      driver.destroyForcibly();
      throw e;
    }
  }

  private static String port(Process driver) throws IOException {
    // Not closed: the driver must be able to go on writing.
    BufferedReader output = driver.inputReader();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      Matcher matcher = STARTED.matcher(line);
      if (matcher.find()) {
        return matcher.group(1);
      }
    }
    throw new IOException("chromedriver ended before it listened");
  }

  void open(String url) throws IOException, InterruptedException {
    command("POST", "/url", "{\"url\":\"%s\"}".formatted(url));
  }

  String url() throws IOException, InterruptedException {
    return command("GET", "/url", "").text("value");
  }

  String title() throws IOException, InterruptedException {
    return command("GET", "/title", "").text("value");
  }

  void resize(int width, int height) throws IOException, InterruptedException {
    command("POST", "/window/rect", "{\"width\":%d,\"height\":%d}".formatted(width, height));
  }

  /// Light or dark, screen or print.
  void emulate(String media, String scheme) throws IOException, InterruptedException {
    command(
        "POST",
        "/goog/cdp/execute",
        """
        {"cmd":"Emulation.setEmulatedMedia","params":{"media":"%s",
        "features":[{"name":"prefers-color-scheme","value":"%s"}]}}"""
            .formatted(media, scheme));
  }

  List<String> texts(String css) throws IOException, InterruptedException {
    return Json.of(send("POST", session + "/elements", locator(css))).list("value").stream()
        .map(
            element -> {
              String id = element.value().toString().replaceFirst(".*=(.*)}", "$1");
              try {
                return command("GET", "/element/%s/text".formatted(id), "").text("value");
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
              }
            })
        .toList();
  }

  void type(String css, String text) throws IOException, InterruptedException {
    command(
        "POST",
        "/element/%s/value".formatted(element(css)),
        "{\"text\":\"%s\"}".formatted(text.replace("\\", "\\\\").replace("\"", "\\\"")));
  }

  /// Clicks what leads to another page, and waits for that.
  void follow(String css) throws IOException, InterruptedException {
    evaluate(LEAVE);
    command("POST", "/element/%s/click".formatted(element(css)), "{}");
    awaitArrival();
  }

  /// Presses Enter in what submits a form, and waits for the answer.
  void enter(String css) throws IOException, InterruptedException {
    evaluate(LEAVE);
    type(css, ENTER);
    awaitArrival();
  }

  private void awaitArrival() throws IOException, InterruptedException {
    long start = System.nanoTime();
    while (!evaluate(ARRIVED).equals("yes")) {
      if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(ARRIVAL_SECONDS_MAX)) {
        throw new AssertionError("still on " + url());
      }
      Thread.sleep(20);
    }
  }

  /// Waits until a page that leads on by itself has led there.
  void awaitUrl(String url) throws IOException, InterruptedException {
    long start = System.nanoTime();
    while (!url().equals(url) || !evaluate("return document.readyState").equals("complete")) {
      if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(ARRIVAL_SECONDS_MAX)) {
        throw new AssertionError("still on " + url());
      }
      Thread.sleep(20);
    }
  }

  /// What a script in the page gives back, as text. Scripts sent by the driver are not bound by the
  /// page's policy.
  String evaluate(String script) throws IOException, InterruptedException {
    return command(
            "POST",
            "/execute/sync",
            "{\"script\":\"%s\",\"args\":[]}"
                .formatted(script.replace("\\", "\\\\").replace("\"", "\\\"")))
        .text("value");
  }

  /// Everything the console was told since last asked, policy violations among it.
  List<String> console() throws IOException, InterruptedException {
    return log("browser");
  }

  /// Everything DevTools was told, network requests among it.
  List<String> network() throws IOException, InterruptedException {
    return log("performance");
  }

  private List<String> log(String type) throws IOException, InterruptedException {
    return command("POST", "/se/log", "{\"type\":\"%s\"}".formatted(type)).list("value").stream()
        .map(entry -> entry.text("message"))
        .toList();
  }

  void screenshot(Path file) throws IOException, InterruptedException {
    Files.write(file, Base64.getDecoder().decode(command("GET", "/screenshot", "").text("value")));
  }

  private String element(String css) throws IOException, InterruptedException {
    Matcher matcher = ELEMENT.matcher(send("POST", session + "/element", locator(css)));
    if (!matcher.find()) {
      throw new AssertionError("nothing on the page at " + url() + " is " + css);
    }
    return matcher.group(1);
  }

  private static String locator(String css) {
    return "{\"using\":\"css selector\",\"value\":\"%s\"}"
        .formatted(css.replace("\\", "\\\\").replace("\"", "\\\""));
  }

  private Json command(String method, String path, String body)
      throws IOException, InterruptedException {
    return Json.of(send(method, session + path, body));
  }

  private String send(String method, String address, String body)
      throws IOException, InterruptedException {
    HttpResponse<String> response =
        client.send(
            HttpRequest.newBuilder(URI.create(address))
                .header("Content-Type", "application/json; charset=utf-8")
                .method(
                    method,
                    body.isEmpty()
                        ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new AssertionError(
          "%s %s: %s"
              .formatted(
                  method,
                  address.replaceFirst(".*/session/[^/]*", ""),
                  response.body().lines().findFirst().orElse("").toLowerCase(Locale.ROOT)));
    }
    return response.body();
  }

  @Override
  public void close() throws IOException {
    try {
      send("DELETE", session, "");
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      driver.destroy();
      client.close();
    }
  }
}
