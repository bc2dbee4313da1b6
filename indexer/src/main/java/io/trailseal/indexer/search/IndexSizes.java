package io.trailseal.indexer.search;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.SegmentCommitInfo;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.BytesRefBuilder;

/// Of what an index on disk consists: for whoever wants it smaller. Reads every Lucene index in a
/// folder, whatever it is there for.
///
/// @param documents events, and whatever else has a document
/// @param segments of all indexes together
/// @param bytes bytes by kind of file: Lucene's extension, also of files inside compound ones
/// @param fields what is in the postings of each field
public record IndexSizes(
    long documents, int segments, SortedMap<String, Long> bytes, SortedMap<String, Field> fields) {

  /// @param terms distinct terms, counted once a segment
  /// @param single terms that one document has
  /// @param termBytes what of the terms is not shared with the one before: about what they take
  /// @param postings pairs of a term and a document that has it
  /// @param occurrences how often all terms occur, where that is kept; else as `postings`
  public record Field(long terms, long single, long termBytes, long postings, long occurrences) {
    private Field plus(org.apache.lucene.index.Terms more) throws IOException {
      long moreTerms = 0;
      long moreSingle = 0;
      long moreBytes = 0;
      BytesRefBuilder before = new BytesRefBuilder();
      TermsEnum each = more.iterator();
      for (BytesRef term = each.next(); term != null; term = each.next()) {
        moreTerms++;
        moreSingle += each.docFreq() == 1 ? 1 : 0;
        moreBytes += term.length - shared(before.get(), term);
        before.copyBytes(term);
      }
      return new Field(
          terms + moreTerms,
          single + moreSingle,
          termBytes + moreBytes,
          postings + more.getSumDocFreq(),
          occurrences + more.getSumTotalTermFreq());
    }

    private static int shared(BytesRef before, BytesRef term) {
      int mismatch =
          Arrays.mismatch(
              before.bytes,
              before.offset,
              before.offset + before.length,
              term.bytes,
              term.offset,
              term.offset + term.length);
      return mismatch < 0 ? term.length : mismatch;
    }
  }

  /// Of the indexes anywhere below `folder`, which nobody writes to meanwhile.
  public static IndexSizes of(Path folder) throws IOException {
    Sum sum = new Sum();
    List<Path> folders;
    try (Stream<Path> all = Files.walk(folder)) {
      folders = all.filter(Files::isDirectory).sorted().toList();
    }
    for (Path each : folders) {
      try (Directory directory = FSDirectory.open(each)) {
        if (DirectoryReader.indexExists(directory)) {
          sum.add(directory);
        }
      }
    }
    return new IndexSizes(sum.documents, sum.segments, sum.bytes, sum.fields);
  }

  private static final class Sum {
    private long documents;
    private int segments;
    private final SortedMap<String, Long> bytes = new TreeMap<>();
    private final SortedMap<String, Field> fields = new TreeMap<>();

    private void add(Directory directory) throws IOException {
      for (SegmentCommitInfo segment : SegmentInfos.readLatestCommit(directory)) {
        segments++;
        files(directory, segment);
      }
      try (DirectoryReader reader = DirectoryReader.open(directory)) {
        documents += reader.numDocs();
        for (LeafReaderContext leaf : reader.leaves()) {
          postings(leaf.reader());
        }
      }
    }

    private void files(Directory directory, SegmentCommitInfo segment) throws IOException {
      for (String file : segment.files()) {
        if (!file.endsWith(".cfs")) {
          file(file, directory.fileLength(file));
        }
      }
      if (segment.info.getUseCompoundFile()) {
        try (Directory inside =
            segment.info.getCodec().compoundFormat().getCompoundReader(directory, segment.info)) {
          for (String file : inside.listAll()) {
            file(file, inside.fileLength(file));
          }
        }
      }
    }

    private void file(String name, long length) {
      bytes.merge(name.substring(name.lastIndexOf('.') + 1), length, Long::sum);
    }

    private void postings(LeafReader leaf) throws IOException {
      for (FieldInfo field : leaf.getFieldInfos()) {
        org.apache.lucene.index.Terms terms =
            field.getIndexOptions() == IndexOptions.NONE ? null : leaf.terms(field.name);
        if (terms != null) {
          fields.put(
              field.name, fields.getOrDefault(field.name, new Field(0, 0, 0, 0, 0)).plus(terms));
        }
      }
    }
  }
}
