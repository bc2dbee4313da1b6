package io.trailseal.house;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.trailseal.indexer.ledger.AccessLedger;
import io.trailseal.indexer.ledger.Ledger;
import io.trailseal.indexer.search.Search;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The walls between the rooms in ARCHITECTURE.md. Each rule says what to do instead.
final class RoomsTest {
  private static final String ROOT = "io.trailseal.";

  /// The modules come in as jars or class folders, whichever the build put on the class path.
  private static final JavaClasses CODE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          // The loopback server comes in a jar of tests.
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages("io.trailseal");

  private static final String[] DERIVED = {ROOT + "indexer.search.."};

  @Test
  void everyModuleWasLookedAt() {
    Set<String> modules =
        CODE.stream()
            .map(c -> c.getPackageName().substring(ROOT.length()).split("\\.", 2)[0])
            .collect(Collectors.toSet());
    assertThat(modules).containsExactlyInAnyOrder("verifier", "indexer", "api", "appliance");
  }

  @Test
  void theVerifierStandsAlone() {
    classes()
        .that()
        .resideInAPackage(ROOT + "verifier..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            ROOT + "verifier..",
            "java..",
            "org.bouncycastle..",
            "org.jspecify..",
            "tools.jackson.core..")
        .because("an auditor re-runs this jar alone; put I/O and frameworks in indexer")
        .check(CODE);
    noClasses()
        .that()
        .resideInAPackage(ROOT + "verifier..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.sql..", "javax.sql..")
        .because("the verifier keeps nothing; hand it bytes")
        .check(CODE);
    noClasses()
        .that()
        .resideInAPackage(ROOT + "verifier..")
        .should()
        .dependOnClassesThat(are(resideInAPackage("java.net..").and(not(equivalentTo(URI.class)))))
        .because("the verifier calls nobody; hand it bytes")
        .check(CODE);
    // A file's name as the bytes it is made of: the JDK spells them out in a Path's URI and nowhere
    // else. A URI is text; it opens nothing.
    noClasses()
        .that()
        .resideInAPackage(ROOT + "verifier..")
        .and()
        .doNotHaveFullyQualifiedName(ROOT + "verifier.source.FolderPaths")
        .should()
        .dependOnClassesThat()
        .areAssignableTo(URI.class)
        .because("only FolderPaths needs it, for names that are not UTF-8")
        .check(CODE);
  }

  @Test
  void theVerifierReadsFilesOnlyWhereItIsATool() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + "verifier..")
        .and()
        .resideOutsideOfPackages(
            ROOT + "verifier.cli..",
            ROOT + "verifier.bundle..",
            ROOT + "verifier.source..",
            ROOT + "verifier.synthetic..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.nio.file..")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.io.File")
        .because("checks are functions of bytes; read the file in the caller")
        .check(CODE);
  }

  @Test
  void importsGoOneWay() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + "indexer..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(ROOT + "api..", ROOT + "appliance..")
        .because("imports go appliance, api, indexer, verifier; take what you need as a parameter")
        .check(CODE);
    noClasses()
        .that()
        .resideInAPackage(ROOT + "api..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ROOT + "appliance..")
        .because("imports go appliance, api, indexer, verifier; take what you need as a parameter")
        .check(CODE);
  }

  @Test
  void eachHeavyLibraryHasOneHome() {
    var homes =
        Map.ofEntries(
            entry("software.amazon.awssdk..", ROOT + "indexer.aws.."),
            entry("org.apache.lucene..", ROOT + "indexer.search.."),
            entry("com.dynatrace.hash4j..", ROOT + "indexer.search.."),
            entry("org.h2..", ROOT + "indexer.ledger.."),
            entry("org.flywaydb..", ROOT + "indexer.ledger.."),
            entry("java.sql..", ROOT + "indexer.ledger.."),
            entry("org.apache.commons.compress..", ROOT + "verifier.source.."),
            entry("io.micronaut..", ROOT + "api.."),
            entry("io.micrometer..", ROOT + "api.metrics.."),
            entry("io.prometheus..", ROOT + "api.metrics.."),
            entry("gg.jte..", ROOT + "api.web.."),
            entry("com.nimbusds..", ROOT + "api.oidc.."),
            entry("net.minidev..", ROOT + "api.oidc.."),
            entry("picocli..", ROOT + "appliance.."));
    homes.forEach(
        (library, home) ->
            noClasses()
                .that()
                .resideOutsideOfPackage(home)
                // Templates are compiled into a package of jte's own choosing.
                .and(are(not(resideInAPackage("gg.jte.generated.."))))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .because("only " + home + " may know it; add a method to that package's door")
                .allowEmptyShould(true)
                .check(CODE));
  }

  @Test
  void cryptographyHasThreeHomes() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            ROOT + "verifier.digest..", ROOT + "api.auth..", ROOT + "api.tls..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.bouncycastle..")
        .because(
            "signatures are checked in verifier.digest, passwords hashed in api.auth, and our own"
                + " certificate is made in api.tls")
        .check(CODE);
  }

  @Test
  void derivedRoomsKnowOnlyTheDoorsTheyFollow() {
    classes()
        .that()
        .resideInAnyPackage(DERIVED)
        .should()
        .onlyDependOnClassesThat(
            are(
                resideInAnyPackage(DERIVED)
                    .or(
                        resideInAnyPackage(
                            ROOT + "indexer.ledger",
                            ROOT + "indexer.vault",
                            ROOT + "indexer.follow",
                            ROOT + "indexer.query",
                            ROOT + "verifier.."))
                    .or(not(resideInAPackage("io.trailseal..")))))
        .because("a derived room can be deleted; rooms that need each other could not be")
        .check(CODE);
  }

  @Test
  void onlyIngestAndCustodyAppendToTheLedger() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            ROOT + "indexer.ingest..", ROOT + "indexer.custody..", ROOT + "indexer.ledger..")
        .should()
        .callMethodWhere(
            describe(
                "appends to the ledger",
                (JavaMethodCall call) ->
                    call.getTargetOwner().isEquivalentTo(Ledger.class)
                        && call.getName().matches("append.*|record")))
        .because("truth flows one way: take objects in through ingest, conclude in custody")
        .check(CODE);
  }

  @Test
  void onlyAccessKnowsTheTablesOfAccounts() {
    noClasses()
        .that()
        .resideOutsideOfPackages(ROOT + "indexer.access..", ROOT + "indexer.ledger..")
        .should()
        .dependOnClassesThat()
        .haveNameMatching(".*\\.AccountTables(\\$.*)?")
        .because("hashes and sealed secrets stay there; ask indexer.access.Accounts")
        .check(CODE);
  }

  @Test
  void onlyAccessEntersWhoDidWhat() {
    noClasses()
        .that()
        .resideOutsideOfPackages(ROOT + "indexer.access..", ROOT + "indexer.ledger..")
        .should()
        .callMethodWhere(
            describe(
                "appends to the access record",
                (JavaMethodCall call) ->
                    call.getTargetOwner().isEquivalentTo(AccessLedger.class)
                        && call.getName().startsWith("append")))
        .because("enter it through AccessRecord, which refuses what it cannot record")
        .check(CODE);
  }

  @Test
  void whoAsksOverTheNetworkSeesWhatTheyMay() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + "api..")
        .and()
        .doNotHaveFullyQualifiedName(ROOT + "api.ask.Sight")
        .should()
        .callMethodWhere(
            describe(
                "asks the index",
                (JavaMethodCall call) ->
                    call.getTargetOwner().isEquivalentTo(Search.class)
                        && call.getName().equals("shownTo")))
        .because("come to the index through Sight, which knows what the caller may see")
        .check(CODE);
  }

  @Test
  void theDoorsOfTheApiDoNotKnowEachOther() {
    slices()
        .matching(ROOT + "api.(rest|web|awscompat)..")
        .should()
        .notDependOnEachOther()
        .because("each door answers on its own; what they share belongs below them")
        .check(CODE);
  }

  @Test
  void noTwoPackagesNeedEachOther() {
    slices().matching("io.trailseal.(**)").should().beFreeOfCycles().check(CODE);
  }

  @Test
  void packagesAreNamedForTheField() {
    noClasses()
        .should()
        .resideInAnyPackage(
            "..util..", "..common..", "..helper..", "..impl..", "..service..", "..manager..")
        .because("a package answers one question of the field; name it for that")
        .check(CODE);
  }

  @Test
  void onlyTheTwoProgramsReadTheClock() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + "appliance..")
        .and()
        // The other place where a process begins: the standalone jar's main.
        .doNotHaveFullyQualifiedName(ROOT + "verifier.cli.Verifier")
        .should()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(Clock.class, "systemUTC")
        .orShould()
        .callMethod(Clock.class, "systemDefaultZone")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(InstantSource.class, "system")
        .because("tests must own time; take a java.time.InstantSource in the constructor")
        .check(CODE);
  }
}
