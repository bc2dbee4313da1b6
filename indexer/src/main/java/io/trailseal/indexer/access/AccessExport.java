package io.trailseal.indexer.access;

import io.trailseal.indexer.ledger.AccessLedger;
import io.trailseal.indexer.ledger.Ledger;
import io.trailseal.indexer.ledger.LedgerPosition;
import io.trailseal.verifier.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;

/// The entries of the access record that fit, as lines that can be checked: what the format is and
/// what it proves, the package comment says. In constant memory.
///
/// Threads: one.
public final class AccessExport {
  /// Written into the first line.
  public static final String FORMAT = "trailseal-access 1";

  /// Two of the longest entries fit into memory many times over.
  private static final int READ_COUNT = 200;

  private static final JsonFactory JSON =
      JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private final Ledger ledger;
  private final AccessQuestion question;
  private final LedgerPosition upTo;
  private final Instant at;
  private final Optional<String> text;
  private LedgerPosition after = LedgerPosition.START;
  private boolean begun;
  private boolean ended;
  private long rows;

  AccessExport(Ledger ledger, AccessQuestion question, LedgerPosition upTo, Instant at) {
    this.ledger = ledger;
    this.question = question;
    this.upTo = upTo;
    this.at = at;
    this.text = question.text().map(each -> each.toLowerCase(Locale.ROOT));
  }

  /// Entries given so far.
  public long rows() {
    return rows;
  }

  /// Whether the last line, which says that it is complete, was given.
  public boolean isComplete() {
    return ended;
  }

  /// The next lines, each with its line feed; null after the last.
  ///
  /// @throws IOException if the ledger cannot be read: the lines given so far have no last one then
  public byte @Nullable [] next() throws IOException {
    if (ended) {
      return null;
    }
    ByteArrayOutputStream lines = new ByteArrayOutputStream(64 * 1024);
    if (!begun) {
      begun = true;
      first(lines);
    }
    List<AccessLedger.Leaf> leaves =
        ledger.access().leaves(question.filter(), after, upTo, READ_COUNT);
    for (AccessLedger.Leaf leaf : leaves) {
      after = leaf.recorded().position();
      Optional<AccessEntry> entry = AccessEntry.of(leaf.recorded());
      if (entry.isPresent() && (text.isEmpty() || entry.get().mentions(text.get()))) {
        line(lines, leaf);
        rows++;
      }
    }
    if (leaves.size() < READ_COUNT) {
      ended = true;
      last(lines);
    }
    return lines.toByteArray();
  }

  private void first(ByteArrayOutputStream out) {
    try (JsonGenerator json = generator(out)) {
      json.writeStartObject();
      json.writeStringProperty("format", FORMAT);
      json.writeStringProperty("at", at.toString());
      json.writeNumberProperty("upTo", upTo.value());
      question.who().ifPresent(who -> json.writeStringProperty("who", who));
      question.action().ifPresent(action -> json.writeStringProperty("action", action.name()));
      question.from().ifPresent(from -> json.writeStringProperty("from", from.toString()));
      question.to().ifPresent(to -> json.writeStringProperty("to", to.toString()));
      question.text().ifPresent(each -> json.writeStringProperty("text", each));
      json.writeEndObject();
    }
    out.write('\n');
  }

  /// The canonical bytes are one JSON object in ASCII without a line feed: they stand in the line
  /// as they are.
  private static void line(ByteArrayOutputStream out, AccessLedger.Leaf leaf) {
    Sha256 leafHash = leaf.recorded().leafHash();
    out.writeBytes(
        "{\"position\":%d,\"leafHash\":\"%s\",\"body\":"
            .formatted(leaf.recorded().position().value(), leafHash.hex())
            .getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(leaf.body().borrow());
    out.writeBytes("}\n".getBytes(StandardCharsets.US_ASCII));
  }

  private void last(ByteArrayOutputStream out) {
    try (JsonGenerator json = generator(out)) {
      json.writeStartObject();
      json.writeBooleanProperty("complete", true);
      json.writeNumberProperty("rows", rows);
      json.writeEndObject();
    }
    out.write('\n');
  }

  private static JsonGenerator generator(ByteArrayOutputStream out) {
    return JSON.createGenerator(ObjectWriteContext.empty(), out);
  }
}
