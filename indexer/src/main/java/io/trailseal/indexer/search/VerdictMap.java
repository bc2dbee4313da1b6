package io.trailseal.indexer.search;

import io.trailseal.indexer.ledger.Ledger;
import io.trailseal.indexer.ledger.LedgerEntry.VerdictReached;
import io.trailseal.indexer.ledger.LedgerPosition;
import io.trailseal.indexer.ledger.Recorded;
import io.trailseal.indexer.query.ProofWords;
import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The current verdict of every object, as it was at one entry of the ledger: a byte for each
/// position, so 10 MB for ten million entries. Immutable; pages that nothing changed in are shared
/// by all that come after.
final class VerdictMap {
  static final VerdictMap EMPTY = new VerdictMap(LedgerPosition.START, new byte[0][]);

  /// Objects on a page. A verdict copies one page.
  private static final int PAGE_BITS = 14;

  private static final int PAGE_MASK = (1 << PAGE_BITS) - 1;

  /// Entries read to catch up. Where more were added, reading the current verdicts anew is quicker.
  private static final int CATCH_UP_COUNT_MAX = 20_000;

  private static final int READ_COUNT = 2_000;

  /// What a zero byte means: nobody has said anything.
  private static final byte NOT_YET = 0;

  private static final Map<String, Byte> CODES = codes();

  private final LedgerPosition at;
  private final byte[][] pages;

  private VerdictMap(LedgerPosition at, byte[][] pages) {
    this.at = at;
    this.pages = pages;
  }

  /// Codes live only as long as the process does.
  private static Map<String, Byte> codes() {
    Map<String, Byte> codes = new HashMap<>();
    codes.put(ProofWords.NOT_YET, NOT_YET);
    for (String word : ProofWords.KNOWN) {
      codes.putIfAbsent(word, (byte) codes.size());
    }
    return codes;
  }

  static byte code(String word) {
    Byte code = CODES.get(word);
    if (code == null) {
      throw new IllegalArgumentException("no verdict is called " + word);
    }
    return code;
  }

  boolean has(long object, byte code) {
    return at(object) == code;
  }

  private byte at(long object) {
    int page = (int) (object >> PAGE_BITS);
    return page < pages.length && pages[page] != null
        ? pages[page][(int) object & PAGE_MASK]
        : NOT_YET;
  }

  /// How many of these objects have each verdict, by its word; what has none so far is left out.
  Map<String, Long> count(BitSet objects) {
    long[] byCode = new long[CODES.size()];
    objects.stream().forEach(object -> byCode[at(object)]++);
    Map<String, Long> counts = new HashMap<>();
    CODES.forEach(
        (word, code) -> {
          if (code != NOT_YET && byCode[code] > 0) {
            counts.put(word, byCode[code]);
          }
        });
    return counts;
  }

  /// As the ledger is now.
  VerdictMap caughtUp(Ledger ledger) throws IOException {
    LedgerPosition head = ledger.evidenceHead();
    long behind = head.value() - at.value();
    if (behind == 0) {
      return this;
    }
    Draft draft;
    if (behind < 0 || behind > CATCH_UP_COUNT_MAX) {
      // What is recorded while these are read comes again right below.
      draft = new Draft(new byte[0][]);
      ledger.forEachCurrentVerdict((object, word) -> draft(draft, object, word));
    } else {
      draft = new Draft(pages);
    }
    LedgerPosition from = behind < 0 || behind > CATCH_UP_COUNT_MAX ? head : at;
    while (true) {
      List<Recorded> entries = ledger.readEvidence(from, READ_COUNT);
      for (Recorded recorded : entries) {
        if (recorded.entry() instanceof VerdictReached reached && reached.object().isPresent()) {
          draft(draft, reached.object().get(), reached.verdict().word());
        }
      }
      if (entries.isEmpty()) {
        return new VerdictMap(from, draft.pages);
      }
      from = entries.getLast().position();
    }
  }

  private static void draft(Draft draft, LedgerPosition object, String word) {
    draft.put(object.value(), code(word));
  }

  /// Pages being written, each copied before its first change.
  private static final class Draft {
    private byte[][] pages;
    private boolean[] own;

    Draft(byte[][] pages) {
      this.pages = pages.clone();
      this.own = new boolean[pages.length];
    }

    void put(long object, byte code) {
      int page = (int) (object >> PAGE_BITS);
      if (page >= pages.length) {
        pages = Arrays.copyOf(pages, Math.max(page + 1, pages.length * 2));
        own = Arrays.copyOf(own, pages.length);
      }
      if (!own[page]) {
        pages[page] = pages[page] == null ? new byte[1 << PAGE_BITS] : pages[page].clone();
        own[page] = true;
      }
      pages[page][(int) object & PAGE_MASK] = code;
    }
  }
}
