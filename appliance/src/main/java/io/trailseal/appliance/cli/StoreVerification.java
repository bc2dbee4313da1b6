package io.trailseal.appliance.cli;

import io.trailseal.api.ask.Answers;
import io.trailseal.indexer.Store;
import io.trailseal.indexer.custody.Reverification;
import io.trailseal.indexer.job.ReportFolder;
import io.trailseal.verifier.check.Scope;
import io.trailseal.verifier.cli.StopException;
import io.trailseal.verifier.cli.VerifyPlan;
import io.trailseal.verifier.cli.VerifyRun;
import io.trailseal.verifier.key.KeyRing;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/// `verify --store`: everything that the store keeps, read once more.
final class StoreVerification {
  /// What the store knows itself.
  private static final List<String> STORE_KNOWS =
      List.of("--keys", "--bucket", "--map-bucket", "--seen-before");

  private StoreVerification() {}

  /// @throws StopException for options that make no sense of a store
  static void refuse(Map<String, List<String>> options) throws StopException {
    for (String option : STORE_KNOWS) {
      if (!options.getOrDefault(option, List.of()).isEmpty()) {
        throw new StopException(
            ExitCode.USAGE.code(),
            "--store takes keys, names and what was seen before from the store; leave out "
                + option,
            "");
      }
    }
  }

  static ExitCode run(CommandContext context, VerifyPlan plan) throws Exception {
    return StoreAccess.run(context, StoreAccess.Stay.LONG, store -> verify(context, store, plan));
  }

  private static ExitCode verify(CommandContext context, Store store, VerifyPlan plan)
      throws Exception {
    Terminal terminal = context.terminal();
    CatchingUp.await(store, context.cancellation(), 200, _ -> {});
    if (store.isReverifying()) {
      terminal.remark("another re-verification is at work; this one begins when that has ended");
    }
    KeyRing keys = KeyRing.ofLearned(store.ledger().keys());
    boolean[] agrees = {true};
    try (ProgressLine line = new ProgressLine(terminal)) {
      VerifyRun run =
          new VerifyRun(
              plan,
              keys,
              keys.size() == 0
                  ? List.of(
                      "the store trusts no keys, so no signature could be verified: see trailseal"
                          + " keys trust")
                  : List.of(),
              terminal.columns(),
              VerifyCommand.progress(terminal, line));
      // Interrupted when nobody waits any more: it reads for hours, and the store must not be
      // closed under it.
      int code =
          context
              .cancellation()
              .awaitOrInterrupt(
                  "verify",
                  () ->
                      run.run(
                          (options, progress) -> {
                            Reverification result =
                                store.reverify(
                                    options, Runtime.getRuntime().availableProcessors(), progress);
                            line.hide();
                            agrees[0] = result.agrees();
                            keep(context, result);
                            boolean _ =
                                new Answers(store, context.clock())
                                    .report(context.caller(), "re-verification", () -> true);
                            return new VerifyRun.Examined(result.report(), result.remarks());
                          },
                          terminal.out(),
                          terminal::remark));
      // A store that does not give back what it took in is not whole, whatever the evidence says.
      return agrees[0] || plan.failOn().isNone() ? StoreAccess.ofCode(code) : ExitCode.EVIDENCE_BAD;
    }
  }

  /// Of the whole store: then it is the last one that status speaks of.
  private static void keep(CommandContext context, Reverification result) throws IOException {
    if (result.report().scope().equals(Scope.EVERYTHING)) {
      new ReportFolder(context.home().reports())
          .keep(result.report(), result.remarks(), context.clock().instant());
    }
  }
}
