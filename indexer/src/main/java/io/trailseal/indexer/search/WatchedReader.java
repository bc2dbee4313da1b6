package io.trailseal.indexer.search;

import java.io.IOException;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.FilterDirectoryReader;
import org.apache.lucene.index.FilterLeafReader;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.automaton.CompiledAutomaton;
import org.jspecify.annotations.Nullable;

/// A month whose terms can only be gone through while there is time. Lucene watches over the
/// scoring of documents by itself, but a wildcard is done with the dictionary before that begins.
/// Its own reader for this also watches every doc value, which makes reading columns slow.
final class WatchedReader extends FilterDirectoryReader {
  /// Some ten microseconds' worth.
  private static final int TERMS_BETWEEN_CHECKS = 64;

  private final Budget budget;

  WatchedReader(DirectoryReader in, Budget budget) throws IOException {
    super(
        in,
        new SubReaderWrapper() {
          @Override
          public LeafReader wrap(LeafReader reader) {
            return new Leaf(reader, budget);
          }
        });
    this.budget = budget;
  }

  @Override
  protected DirectoryReader doWrapDirectoryReader(DirectoryReader reader) throws IOException {
    return new WatchedReader(reader, budget);
  }

  @Override
  public @Nullable CacheHelper getReaderCacheHelper() {
    return in.getReaderCacheHelper();
  }

  private static final class Leaf extends FilterLeafReader {
    private final Budget budget;

    Leaf(LeafReader in, Budget budget) {
      super(in);
      this.budget = budget;
    }

    @Override
    public org.apache.lucene.index.@Nullable Terms terms(String field) throws IOException {
      org.apache.lucene.index.Terms terms = in.terms(field);
      return terms == null ? null : new WatchedTerms(terms, budget);
    }

    @Override
    public CacheHelper getCoreCacheHelper() {
      return in.getCoreCacheHelper();
    }

    @Override
    public CacheHelper getReaderCacheHelper() {
      return in.getReaderCacheHelper();
    }
  }

  private static final class WatchedTerms extends FilterLeafReader.FilterTerms {
    private final Budget budget;

    WatchedTerms(org.apache.lucene.index.Terms in, Budget budget) {
      super(in);
      this.budget = budget;
    }

    @Override
    public TermsEnum iterator() throws IOException {
      return new WatchedEnum(in.iterator(), budget);
    }

    @Override
    public TermsEnum intersect(CompiledAutomaton compiled, @Nullable BytesRef startTerm)
        throws IOException {
      return new WatchedEnum(in.intersect(compiled, startTerm), budget);
    }
  }

  private static final class WatchedEnum extends FilterLeafReader.FilterTermsEnum {
    private final Budget budget;
    private int seen;

    WatchedEnum(TermsEnum in, Budget budget) {
      super(in);
      this.budget = budget;
    }

    @Override
    public @Nullable BytesRef next() throws IOException {
      if (seen++ % TERMS_BETWEEN_CHECKS == 0) {
        budget.check();
      }
      return in.next();
    }
  }
}
