package io.trailseal.indexer.ledger;

import io.trailseal.indexer.ledger.LedgerEntry.Accessed;
import io.trailseal.indexer.ledger.LedgerEntry.BucketCompared;
import io.trailseal.indexer.ledger.LedgerEntry.KeyLearned;
import io.trailseal.indexer.ledger.LedgerEntry.MessageKept;
import io.trailseal.indexer.ledger.LedgerEntry.ObjectParked;
import io.trailseal.indexer.ledger.LedgerEntry.ObjectReceived;
import io.trailseal.indexer.ledger.LedgerEntry.ObjectRemoved;
import io.trailseal.indexer.ledger.LedgerEntry.RetentionSet;
import io.trailseal.indexer.ledger.LedgerEntry.VerdictReached;
import io.trailseal.indexer.ledger.LedgerEntry.VersionSeen;
import io.trailseal.indexer.vault.VaultRef;
import io.trailseal.verifier.Payload;
import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.S3Prefix;
import io.trailseal.verifier.Sha256;
import io.trailseal.verifier.Verdict;
import io.trailseal.verifier.key.Provenance;
import io.trailseal.verifier.key.PublishedKey;
import io.trailseal.verifier.trail.Defect;
import io.trailseal.verifier.trail.ObjectKind;
import io.trailseal.verifier.trail.ObjectReading;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/// Reads an entry's canonical bytes back. The members are gathered first, so that the reading does
/// not depend on their order; that they are in order is what the check looks at.
final class EntryParser {
  private final Map<String, String> scalars = new HashMap<>();
  private final Map<String, S3Name> names = new HashMap<>();
  private final Map<String, String> metadata = new HashMap<>();
  private final List<Defect> defects = new ArrayList<>();

  /// Of an unknown kind's name, what is repeated.
  private static final int WHAT_LENGTH_MAX = 40;

  private EntryParser() {}

  /// An entry and when it was recorded.
  record Parsed(Instant at, LedgerEntry entry) {}

  /// @throws IOException if these are not the bytes of an entry
  static Parsed parse(long position, byte[] body) throws IOException {
    try {
      EntryParser parser = new EntryParser();
      parser.gather(body);
      return parser.parsed();
    } catch (NewerEntryException e) {
      throw new IOException(
          "ledger entry %d was written by a newer program (%s); use that one"
              .formatted(position, e.getMessage()),
          e);
    } catch (JacksonException | IllegalArgumentException | DateTimeException e) {
      throw new IOException(
          "ledger entry %d is damaged, run fsck: %s".formatted(position, e.getMessage()), e);
    }
  }

  private void gather(byte[] body) {
    try (JsonParser json = EntryFormat.JSON.createParser(ObjectReadContext.empty(), body)) {
      require(json.nextToken() == JsonToken.START_OBJECT, "it is not a JSON object");
      while (json.nextToken() == JsonToken.PROPERTY_NAME) {
        String member = json.currentName();
        switch (json.nextToken()) {
          case START_OBJECT -> object(json, member);
          case START_ARRAY -> pairs(json, member);
          default -> scalars.put(member, json.getString());
        }
      }
    }
  }

  private void object(JsonParser json, String member) {
    Map<String, String> members = new HashMap<>();
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = json.currentName();
      json.nextToken();
      members.put(name, json.getString());
    }
    names.put(member, new S3Name(text(members, "bucket"), text(members, "key")));
  }

  private void pairs(JsonParser json, String member) {
    while (json.nextToken() == JsonToken.START_ARRAY) {
      json.nextToken();
      String first = json.getString();
      json.nextToken();
      String second = json.getString();
      if (member.equals("defects")) {
        defects.add(new Defect(Long.parseLong(first), second));
      } else {
        metadata.put(first, second);
      }
      require(json.nextToken() == JsonToken.END_ARRAY, member + " are pairs");
    }
  }

  private Parsed parsed() {
    int version = Integer.parseInt(text("v"));
    require(version >= 1, "it has format version " + version);
    if (version > EntryFormat.VERSION_NEWEST) {
      throw new NewerEntryException(
          "it has format version %d, this program knows up to %d"
              .formatted(version, EntryFormat.VERSION_NEWEST));
    }
    Instant at = Instant.parse(text("at"));
    String what = text("what");
    return switch (what) {
      case "object" -> new Parsed(at, objectReceived());
      case "verdict" -> new Parsed(at, verdictReached());
      case "key" -> new Parsed(at, keyLearned());
      case "version" -> new Parsed(at, versionSeen());
      case "parked" -> new Parsed(at, parked());
      case "removed" -> new Parsed(at, removed());
      case "message" -> new Parsed(at, message());
      case "compared" -> new Parsed(at, compared());
      case "retention" -> new Parsed(at, retention());
      case "access" -> new Parsed(at, accessed());
      default ->
          throw new NewerEntryException(
              "it is a '%s', which this program does not know"
                  .formatted(S3Name.excerpt(what, WHAT_LENGTH_MAX)));
    };
  }

  /// Nothing is wrong with the entry, only with who reads it.
  private static final class NewerEntryException extends RuntimeException {
    private static final long serialVersionUID = 1;

    NewerEntryException(String message) {
      super(message);
    }
  }

  private ObjectReceived objectReceived() {
    Sha256 delivered = Sha256.fromHex(text("delivered"));
    ObjectReading reading =
        new ObjectReading(
            ObjectKind.valueOf(text("kind")),
            delivered,
            optional("inflated").map(Sha256::fromHex),
            number("inflatedBytes"),
            Math.toIntExact(number("events")),
            defects);
    Optional<VaultRef> kept =
        scalars.containsKey("pack") ? Optional.of(kept(delivered)) : Optional.empty();
    return new ObjectReceived(
        subject(), number("bytes"), kept, reading, metadata, version(), text("source"));
  }

  private S3Version version() {
    return new S3Version(
        optional("versionId"), optional("eTag"), optional("lastModified").map(Instant::parse));
  }

  private VersionSeen versionSeen() {
    return new VersionSeen(
        subject(), version(), new LedgerPosition(number("object")), text("source"));
  }

  private ObjectParked parked() {
    return new ObjectParked(
        subject(),
        optional("versionId"),
        LedgerEntry.ParkReason.valueOf(text("reason")),
        text("detail"),
        text("source"));
  }

  private ObjectRemoved removed() {
    return new ObjectRemoved(
        subject(),
        optional("versionId"),
        Boolean.parseBoolean(text("marker")),
        optional("when").map(Instant::parse),
        optional("by"),
        text("source"));
  }

  private MessageKept message() {
    return new MessageKept(
        text("queue"),
        text("id"),
        kept(Sha256.fromHex(text("hash"))),
        LedgerEntry.MessageKind.valueOf(text("kind")),
        text("detail"));
  }

  private BucketCompared compared() {
    return new BucketCompared(
        new S3Prefix(text("bucket"), text("prefix")),
        BucketCompared.Purpose.valueOf(text("purpose")),
        optional("from").map(LocalDate::parse),
        optional("to").map(LocalDate::parse),
        number("objects"),
        number("found"),
        number("parked"),
        Sha256.fromHex(text("listing")),
        text("source"));
  }

  private RetentionSet retention() {
    List<YearMonth> dropped = new ArrayList<>();
    for (String month : text("dropped").split(" ", -1)) {
      if (!month.isEmpty()) {
        dropped.add(YearMonth.parse(month));
      }
    }
    return new RetentionSet(
        optional("from").map(YearMonth::parse),
        dropped,
        number("events"),
        number("bytes"),
        text("by"));
  }

  private Accessed accessed() {
    Accessed.Who who =
        new Accessed.Who(
            text("kind"),
            text("name"),
            optional("credential"),
            optional("roles").map(words -> Set.of(words.split(" ", -1))).orElse(Set.of()),
            text("address"));
    Map<AccessDetail, String> details = new EnumMap<>(AccessDetail.class);
    for (AccessDetail detail : AccessDetail.values()) {
      optional(detail.member()).ifPresent(text -> details.put(detail, text));
    }
    return new Accessed(
        who,
        known(AccessAction.class, text("action")),
        known(AccessOutcome.class, text("outcome")),
        details);
  }

  /// Of what grows with the program.
  private static <E extends Enum<E>> E known(Class<E> words, String word) {
    for (E each : words.getEnumConstants()) {
      if (each.name().equals(word)) {
        return each;
      }
    }
    throw new NewerEntryException(
        "it says '%s', which this program does not know"
            .formatted(S3Name.excerpt(word, WHAT_LENGTH_MAX)));
  }

  private VaultRef kept(Sha256 hash) {
    return new VaultRef(number("pack"), number("offset"), Math.toIntExact(number("length")), hash);
  }

  private VerdictReached verdictReached() {
    S3Name subject = subject();
    String word = text("word");
    Verdict verdict =
        switch (word) {
          case "intact" ->
              new Verdict.Intact(subject, Sha256.fromHex(text("hash")), text("provenBy"));
          case "altered" ->
              new Verdict.Altered(
                  subject,
                  text("expected"),
                  text("actual"),
                  Optional.ofNullable(names.get("namedBy")));
          case "missing" ->
              new Verdict.Missing(
                  subject,
                  Verdict.Missing.Ground.valueOf(scalars.getOrDefault("ground", "NAMED")),
                  Optional.ofNullable(names.get("namedBy")));
          case "unlisted" -> new Verdict.Unlisted(subject, name("lookedIn"));
          case "injected" -> new Verdict.Injected(subject, name("lookedIn"));
          case "overdue" ->
              new Verdict.Overdue(subject, name("after"), Instant.parse(text("dueBy")));
          case "gap" ->
              new Verdict.Gap(
                  subject,
                  Optional.ofNullable(names.get("before")),
                  Optional.ofNullable(names.get("after")),
                  Instant.parse(text("from")),
                  Instant.parse(text("to")),
                  Boolean.parseBoolean(text("restart")),
                  number("logFiles"));
          case "out of place" -> new Verdict.OutOfPlace(subject, name("claimed"));
          case "link broken" ->
              new Verdict.LinkBroken(subject, name("previous"), text("expected"), text("actual"));
          case "could not tell" ->
              new Verdict.Undecided(
                  subject, Verdict.Obstacle.valueOf(text("obstacle")), text("detail"));
          default -> throw new IllegalArgumentException("there is no verdict '%s'".formatted(word));
        };
    return new VerdictReached(
        verdict,
        scalars.containsKey("object")
            ? Optional.of(new LedgerPosition(number("object")))
            : Optional.empty());
  }

  private KeyLearned keyLearned() {
    return new KeyLearned(
        new PublishedKey(
            text("fingerprint"),
            Payload.adopt(Base64.getDecoder().decode(text("der"))),
            Instant.parse(text("validFrom")),
            Instant.parse(text("validTo"))),
        text("region"),
        provenance());
  }

  private Provenance provenance() {
    if (scalars.containsKey("provenance")) {
      return Provenance.told(text("provenance"));
    }
    Provenance.Origin origin =
        scalars.containsKey("file")
            ? new Provenance.Origin.File(text("file"))
            : new Provenance.Origin.ApiCall(
                Instant.parse(text("calledFrom")), Instant.parse(text("calledTo")));
    return Provenance.of(origin, Provenance.Decision.valueOf(text("decision")), text("by"));
  }

  private S3Name subject() {
    return new S3Name(text("bucket"), text("key"));
  }

  private S3Name name(String member) {
    S3Name name = names.get(member);
    require(name != null, "it lacks the member " + member);
    return java.util.Objects.requireNonNull(name);
  }

  private long number(String member) {
    return Long.parseLong(text(member));
  }

  private Optional<String> optional(String member) {
    return Optional.ofNullable(scalars.get(member));
  }

  private String text(String member) {
    return text(scalars, member);
  }

  private static String text(Map<String, String> members, String member) {
    @Nullable String text = members.get(member);
    if (text == null) {
      throw new IllegalArgumentException("it lacks the member " + member);
    }
    return text;
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
