package io.trailseal.api.ask;

import io.trailseal.indexer.access.Deed;
import io.trailseal.indexer.ledger.AccessAction;
import io.trailseal.indexer.ledger.AccessDetail;
import io.trailseal.indexer.ledger.AccessOutcome;
import io.trailseal.indexer.search.EventHit;
import io.trailseal.indexer.search.SearchAnswer;

/// What is entered in the access record of what is asked here.
final class Deeds {
  private Deeds() {}

  private static Deed asked(Question question, TimeRange range) {
    Deed deed = Deed.of(AccessAction.QUERY).query(question.q()).range(range.from(), range.to());
    return question.aggregate().isEmpty()
        ? deed
        : deed.with(AccessDetail.COUNTED, question.aggregate());
  }

  static Deed answered(Answer answer) {
    SearchAnswer found = answer.found();
    return asked(answer.question(), answer.range())
        .with(AccessDetail.HITS, found.hits().size())
        .with(
            found.matched().isExact() ? AccessDetail.TOTAL : AccessDetail.TOTAL_AT_LEAST,
            found.total());
  }

  static Deed unanswered(Question question, TimeRange range, String reason) {
    return asked(question, range).as(AccessOutcome.FAILED).with(AccessDetail.REASON, reason);
  }

  static Deed unanswered(ExportQuestion question, String reason) {
    TimeRange range = TimeRange.of(question.from(), question.to());
    return Deed.of(AccessAction.EXPORT)
        .query(question.q())
        .range(range.from(), range.to())
        .with(AccessDetail.FORMAT, question.form().toString())
        .as(AccessOutcome.FAILED)
        .with(AccessDetail.REASON, reason);
  }

  /// Several events carry the eventID that was asked for.
  static Deed ambiguous(String eventID, int count) {
    return Deed.of(AccessAction.EVENT_VIEWED)
        .as(AccessOutcome.FAILED)
        .with(AccessDetail.EVENT, eventID)
        .with(AccessDetail.HITS, count)
        .with(AccessDetail.REASON, "several events carry it, and their ids were given");
  }

  static Deed suggested(String field, String prefix, int count) {
    return Deed.of(AccessAction.VALUES_SUGGESTED)
        .query(prefix)
        .with(AccessDetail.FIELD, field)
        .with(AccessDetail.HITS, count);
  }

  static Deed about(AccessAction action, EventHit hit) {
    String eventID = hit.summary().eventID();
    return Deed.of(action)
        .with(
            AccessDetail.EVENT, eventID.isEmpty() ? hit.id().toString() : hit.id() + " " + eventID);
  }

  static Deed report(String name) {
    return Deed.of(AccessAction.REPORT).with(AccessDetail.SUBJECT, name);
  }
}
