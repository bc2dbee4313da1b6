package io.trailseal.house;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Rules about sources and papers that a compiler does not know. Each failure says what to do.
final class HouseRulesTest {
  private static final Path ROOT = Path.of(requireNonNull(System.getProperty("trailseal.root")));
  private static final int FILE_LINES_MAX = 400;
  private static final Pattern LOOSE_TODO =
      Pattern.compile("\\b(TODO|FIXME|XXX)\\b(?! *\\(?#\\d+)");

  @Test
  void everyPackageSaysWhatItIsFor() throws IOException {
    var silent = new TreeSet<String>();
    for (Path file : sources("src/main/java")) {
      Path folder = requireNonNull(file.getParent());
      boolean isModuleInfo = file.endsWith("module-info.java");
      if (!isModuleInfo && !Files.exists(folder.resolve("package-info.java"))) {
        silent.add(ROOT.relativize(folder).toString());
      }
    }
    assertThat(silent).as("add a package-info.java with @NullMarked to each of these").isEmpty();
  }

  @Test
  void filesStaySmall() throws IOException {
    var tooLong = new TreeSet<String>();
    for (Path file : sources("src/main/java")) {
      long lines = Files.readAllLines(file).size();
      if (lines > FILE_LINES_MAX) {
        tooLong.add(ROOT.relativize(file) + ": " + lines);
      }
    }
    assertThat(tooLong)
        .as("split each along what it does; %d lines is plenty", FILE_LINES_MAX)
        .isEmpty();
  }

  @Test
  void nothingIsLeftForLaterWithoutAnIssue() throws IOException {
    var loose = new TreeSet<String>();
    for (Path file : sources("src")) {
      if (file.endsWith("HouseRulesTest.java")) {
        continue;
      }
      if (LOOSE_TODO.matcher(Files.readString(file)).find()) {
        loose.add(ROOT.relativize(file).toString());
      }
    }
    assertThat(loose).as("do it now, or write TODO(#issue)").isEmpty();
  }

  @Test
  void versionsStandOnlyInTheRootPom() throws IOException {
    var own = new TreeSet<String>();
    for (String module : modules()) {
      String pom = Files.readString(ROOT.resolve(module).resolve("pom.xml"));
      String withoutParent = pom.replaceFirst("(?s)<parent>.*?</parent>", "");
      if (withoutParent.contains("<version>")) {
        own.add(module + "/pom.xml");
      }
    }
    assertThat(own).as("move the version to dependencyManagement in the root POM").isEmpty();
  }

  @Test
  void everyRoomIsOnTheMap() throws IOException {
    String map = Files.readString(ROOT.resolve("ARCHITECTURE.md"));
    var missing = new TreeSet<String>();
    for (String module : modules()) {
      Path sources = ROOT.resolve(module).resolve("src/main/java");
      for (Path file : sources("src/main/java")) {
        if (file.startsWith(sources) && file.endsWith("package-info.java")) {
          String room =
              sources
                  .relativize(requireNonNull(file.getParent()))
                  .toString()
                  .replace('/', '.')
                  .replaceFirst("^io\\.trailseal\\.?", "");
          if (!map.contains("`" + room + "`")) {
            missing.add(room);
          }
        }
      }
    }
    assertThat(missing)
        .as("give each a row in ARCHITECTURE.md: what question it answers")
        .isEmpty();
  }

  private static Set<String> modules() {
    return Set.of("verifier", "indexer", "api", "appliance");
  }

  private static List<Path> sources(String below) throws IOException {
    var files = new ArrayList<Path>();
    for (String module : modules()) {
      Path folder = ROOT.resolve(module).resolve(below);
      if (Files.exists(folder)) {
        try (Stream<Path> all = Files.walk(folder)) {
          all.filter(file -> file.toString().endsWith(".java")).forEach(files::add);
        }
      }
    }
    return files;
  }
}
