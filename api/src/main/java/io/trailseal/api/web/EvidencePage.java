package io.trailseal.api.web;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.trailseal.api.ask.Answers;
import io.trailseal.api.ask.EvidenceWords;
import io.trailseal.api.ask.IntakeAccount;
import io.trailseal.api.ask.Judged;
import io.trailseal.api.ask.Overview;
import io.trailseal.api.ask.Parameters;
import io.trailseal.api.ask.Standing;
import io.trailseal.api.auth.Callers;
import io.trailseal.api.web.EvidenceView.Count;
import io.trailseal.api.web.EvidenceView.Judgement;
import io.trailseal.api.web.EvidenceView.SetAside;
import io.trailseal.api.web.EvidenceView.SigningKey;
import io.trailseal.indexer.access.Caller;
import io.trailseal.indexer.ledger.LedgerEntry;
import io.trailseal.indexer.ledger.ObjectCounts;
import io.trailseal.indexer.ledger.Recorded;
import io.trailseal.indexer.ledger.VerdictCounts;
import io.trailseal.verifier.key.TrustedKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How the evidence stands, on one page fit for printing.
@Controller
@Produces(MediaType.TEXT_HTML)
@ExecuteOn(TaskExecutors.BLOCKING)
final class EvidencePage {
  /// More belong in a file, which is what the API is for.
  private static final int FINDINGS_MAX = 500;

  private static final int DOUBTS_MAX = 100;
  private static final int QUARANTINE_MAX = 500;
  private static final int TEXT_LENGTH_MAX = 2000;

  private final Answers answers;
  private final Pages pages;

  EvidencePage(Answers answers, Pages pages) {
    this.answers = answers;
    this.pages = pages;
  }

  @Get("/evidence")
  HttpResponse<byte[]> evidence(HttpRequest<?> request) throws IOException {
    Parameters.of(request, List.of());
    return HttpResponse.ok(pages.evidence(view(Callers.of(request))))
        .header(HttpHeaders.CONTENT_TYPE, Pages.HTML);
  }

  private EvidenceView view(Caller caller) throws IOException {
    // Findings come with the doubts, so that enough must be asked for to see past them.
    Overview all =
        answers.overview(
            caller, FINDINGS_MAX, FINDINGS_MAX + DOUBTS_MAX, QUARANTINE_MAX, IntakeView.ITEMS_MAX);
    Standing standing = all.standing();
    List<Recorded> findings = all.findings();
    List<Recorded> doubts =
        all.needingAPerson().stream().filter(EvidencePage::isDoubt).limit(DOUBTS_MAX).toList();
    List<Recorded> quarantine = all.quarantine();
    return new EvidenceView(
        EvidenceWords.line(standing.evidence()),
        Shown.time(standing.askedAt()),
        EvidenceWords.reservations(standing.evidence()),
        standing.evidence().conflicts() > 0
            ? Optional.of(Links.search("conflicting:true"))
            : Optional.empty(),
        counts(standing.evidence().verdicts()),
        findings.stream().map(EvidencePage::judgement).toList(),
        remark(findings.size(), FINDINGS_MAX, "newest", "/api/v1/verdicts?findings=true"),
        doubts.stream().map(EvidencePage::judgement).toList(),
        remark(doubts.size(), DOUBTS_MAX, "newest", "/api/v1/verdicts"),
        quarantine.stream().map(EvidencePage::setAside).toList(),
        remark(quarantine.size(), QUARANTINE_MAX, "oldest", "/api/v1/quarantine"),
        standing.keys().stream().map(EvidencePage::key).toList(),
        standing.objects().map(EvidencePage::received).orElseGet(List::of),
        intake(all.intake()));
  }

  private static Optional<IntakeView> intake(IntakeAccount account) {
    return account.isWorthTelling() ? Optional.of(IntakeView.of(account)) : Optional.empty();
  }

  private static List<Count> received(ObjectCounts objects) {
    return List.of(
        count("objects received", objects.objects()),
        count("events in them", objects.events()),
        count("bytes as delivered", objects.deliveredBytes()),
        count("objects in quarantine", objects.quarantined()));
  }

  private static Count count(String what, long n) {
    return new Count(what, "", EvidenceWords.count(n));
  }

  private static boolean isDoubt(Recorded recorded) {
    return recorded.entry() instanceof LedgerEntry.VerdictReached(var verdict, _)
        && !verdict.isFinding();
  }

  private static String remark(int shown, int most, String which, String all) {
    return shown < most ? "" : "these are the %s %,d; %s has them all".formatted(which, most, all);
  }

  private static List<Count> counts(VerdictCounts verdicts) {
    List<Count> out = new ArrayList<>();
    addCounts(out, "log files received", verdicts.logFiles());
    addCounts(out, "digests received", verdicts.digests());
    addCounts(out, "named by a digest and not here", verdicts.absent());
    return out;
  }

  private static void addCounts(List<Count> out, String what, Map<String, Long> counts) {
    if (counts.isEmpty()) {
      out.add(new Count(what, "none", "0"));
    }
    counts.forEach((word, n) -> out.add(new Count(what, word, EvidenceWords.count(n))));
  }

  private static Judgement judgement(Recorded recorded) {
    if (recorded.entry() instanceof LedgerEntry.VerdictReached(var verdict, _)) {
      return new Judgement(
          BadgeView.of(Judged.of(verdict)),
          verdict.subject().toString(),
          recorded.position().toString(),
          Shown.time(recorded.recordedAt()));
    }
    throw new IllegalArgumentException("no verdict at entry " + recorded.position());
  }

  private static SetAside setAside(Recorded recorded) {
    if (recorded.entry() instanceof LedgerEntry.ObjectReceived object) {
      return new SetAside(
          object.name().toString(),
          recorded.position().toString(),
          Shown.text(object.source(), TEXT_LENGTH_MAX),
          object.defects().stream()
              .map(
                  defect ->
                      "at byte %,d: %s"
                          .formatted(defect.offset(), Shown.text(defect.reason(), TEXT_LENGTH_MAX)))
              .toList());
    }
    throw new IllegalArgumentException("no object at entry " + recorded.position());
  }

  private static SigningKey key(TrustedKey trusted) {
    return new SigningKey(
        trusted.key().fingerprint(),
        Shown.text(trusted.region(), TEXT_LENGTH_MAX),
        "%s to %s"
            .formatted(Shown.time(trusted.key().validFrom()), Shown.time(trusted.key().validTo())),
        Shown.text(trusted.provenance(), TEXT_LENGTH_MAX));
  }
}
