package io.trailseal.appliance.cli;

import io.trailseal.indexer.Store;
import io.trailseal.verifier.key.KeyFile;
import io.trailseal.verifier.key.Provenance;
import io.trailseal.verifier.key.TrustedKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Adds to the ring what a person has compared: all of it or nothing.
@CommandLine.Command(
    name = "trust",
    header = "Trust the public keys in these files from now on.",
    description = {
      "What these keys signed then counts as CloudTrail's. Their fingerprints are shown, to be"
          + " compared with AWS's own answer over another way than the files came: aws cloudtrail"
          + " list-public-keys --region REGION --start-time … --end-time …",
      "On a terminal you are asked. Otherwise give --fingerprint for each key that is new, or --yes."
          + " Unless each is confirmed, none is trusted."
    })
final class KeysTrustCommand extends Command {
  /// Hex MD5, with or without colons.
  private static final Pattern FINGERPRINT = Pattern.compile("[0-9a-f]{32}");

  KeysTrustCommand(CommandContext context) {
    super(context);
  }

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE",
      description =
          "Files REGION.json, or folders of them: answers of ListPublicKeys; or what keys export"
              + " wrote.")
  List<Path> files = new ArrayList<>();

  @Option(
      names = "--region",
      paramLabel = "REGION",
      description = "The region of all the files, where their names do not say it.")
  Optional<String> region = Optional.empty();

  @Option(
      names = "--fingerprint",
      paramLabel = "HEX",
      description =
          "A fingerprint you got another way; once for each new key. 32 hex digits, colons and case"
              + " do not matter.")
  List<String> fingerprints = new ArrayList<>();

  @Option(names = "--yes", description = "Trust them all without being asked.")
  boolean yes;

  @Override
  ExitCode run() throws Exception {
    if (region.isPresent() && !KeyFile.isRegion(region.get())) {
      throw wrongUsage(regionWanted(region.get()));
    }
    if (yes && !fingerprints.isEmpty()) {
      throw wrongUsage("--yes trusts every key, --fingerprint only those given: use one of them");
    }
    Set<String> given = given();
    KeyFiles.Offer offer = KeyFiles.read(files.stream().map(context::resolve).toList(), region);
    for (String fingerprint : given) {
      if (offer.keys().stream().noneMatch(key -> key.key().fingerprint().equals(fingerprint))) {
        throw new Failure(
            ExitCode.INPUT_BAD,
            "no key in these files has the fingerprint %s; nothing was trusted"
                .formatted(fingerprint),
            "the files hold other keys than the ones you compared: find out where they come from");
      }
    }
    return StoreAccess.run(context, StoreAccess.Stay.BEGIN, store -> trust(store, offer, given));
  }

  static String regionWanted(String found) {
    return "--region must be an AWS region such as eu-west-1, was '%s'".formatted(found);
  }

  private Set<String> given() {
    Set<String> given = new LinkedHashSet<>();
    for (String typed : fingerprints) {
      String digits = typed.replace(":", "").toLowerCase(Locale.ROOT);
      if (!FINGERPRINT.matcher(digits).matches()) {
        throw wrongUsage(
            "--fingerprint must be all 32 hex digits of a fingerprint, was '%s'".formatted(typed));
      }
      given.add(digits);
    }
    return given;
  }

  private ExitCode trust(Store store, KeyFiles.Offer offer, Set<String> given) throws Exception {
    List<TrustedKey> ring = TrustedKey.gather(store.ledger().keys());
    KeyFiles.refuseCollisions(ring, offer.keys());
    List<KeyFiles.Offered> unknown = KeyFiles.unknown(ring, offer.keys());
    for (Path file : offer.continued()) {
      terminal.remark(
          "%s is not all of AWS's answer (it has a NextToken): get the rest too".formatted(file));
    }
    if (unknown.isEmpty()) {
      terminal.line(
          "%s in these files, each trusted already"
              .formatted(Figures.counted(offer.keys().size(), "key")));
      return ExitCode.FINE;
    }
    show(ring, unknown);
    Provenance.Decision decision = decide(unknown, given);
    int entered = KeyFiles.trust(store, unknown, decision, context.user());
    terminal.line("trusted from now on: " + Figures.counted(entered, "key"));
    CatchingUp.await(store, context.cancellation(), 200, _ -> {});
    return ExitCode.FINE;
  }

  private void show(List<TrustedKey> ring, List<KeyFiles.Offered> unknown) {
    Table table =
        new Table(
            List.of("FINGERPRINT", "REGION", "VALID FROM", "VALID TO", "", "FILE"),
            List.of(0, 1, 2, 3, 4));
    for (KeyFiles.Offered offered : unknown) {
      boolean known =
          ring.stream()
              .anyMatch(
                  trusted ->
                      trusted.region().equals(offered.region())
                          && trusted.key().isSameKey(offered.key()));
      table.row(
          offered.key().fingerprint(),
          offered.region(),
          offered.key().validFrom().toString(),
          offered.key().validTo().toString(),
          known ? "valid longer" : "new",
          offered.file().toString());
    }
    table.print(terminal, SearchOutput.width(terminal));
  }

  private Provenance.Decision decide(List<KeyFiles.Offered> unknown, Set<String> given)
      throws IOException, Failure {
    if (yes) {
      return Provenance.Decision.NOT_COMPARED;
    }
    if (!given.isEmpty()) {
      List<KeyFiles.Offered> left =
          unknown.stream().filter(key -> !given.contains(key.key().fingerprint())).toList();
      if (!left.isEmpty()) {
        throw notConfirmed(left, "compare it too and give --fingerprint for it, or leave it out");
      }
      return Provenance.Decision.FINGERPRINT_GIVEN;
    }
    if (terminal.person().isEmpty()) {
      throw notConfirmed(
          unknown,
          "there is no terminal to ask at: give --fingerprint HEX for each, or --yes for all");
    }
    String answer =
        context.ask("Are these the fingerprints that AWS gives, compared over another way? [y/N] ");
    if (!Set.of("y", "yes").contains(answer.strip().toLowerCase(Locale.ROOT))) {
      throw notConfirmed(unknown, "");
    }
    return Provenance.Decision.CONFIRMED;
  }

  private static Failure notConfirmed(List<KeyFiles.Offered> keys, String remedy) {
    KeyFiles.Offered first = keys.getFirst();
    return new Failure(
        ExitCode.INPUT_BAD,
        "key %s of %s in %s was not confirmed%s; nothing was trusted"
            .formatted(
                first.key().fingerprint(),
                first.region(),
                first.file(),
                keys.size() == 1 ? "" : ", and %,d more were not".formatted(keys.size() - 1)),
        remedy);
  }
}
