package io.trailseal.indexer.export;

import io.trailseal.indexer.search.EventHit;
import io.trailseal.indexer.search.EventWalk.Step;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// How events become bytes. What it writes for one event does not depend on those before, so that a
/// file may be cut after any.
interface Form {

  /// What a file begins with.
  void head(ByteArrayOutputStream out);

  /// @param first whether it is the first of its file
  void event(EventHit hit, boolean first, ByteArrayOutputStream out);

  /// What a file ends with.
  void tail(ByteArrayOutputStream out);

  /// In a stream, what stands for an event that cannot be read.
  void lost(Step.Lost lost, ByteArrayOutputStream out);

  /// What a stream ends with.
  void trailer(Trailer trailer, ByteArrayOutputStream out);

  static Form of(ExportRequest request) {
    return switch (request.form()) {
      case NDJSON -> new Lines(request.withProof());
      case CSV -> new Rows(request.columns());
      case RECORDS -> new LogFiles();
    };
  }

  /// NDJSON.
  record Lines(boolean withProof) implements Form {
    @Override
    public void head(ByteArrayOutputStream out) {
      // Every line is alike.
    }

    @Override
    public void event(EventHit hit, boolean first, ByteArrayOutputStream out) {
      if (withProof) {
        Envelope.write(hit, out);
      } else {
        OneLine.write(hit.raw().borrow(), out);
      }
      out.write('\n');
    }

    @Override
    public void tail(ByteArrayOutputStream out) {
      // Nor is the last line different.
    }

    @Override
    public void lost(Step.Lost lost, ByteArrayOutputStream out) {
      out.writeBytes(Envelope.lost(lost));
      out.write('\n');
    }

    @Override
    public void trailer(Trailer trailer, ByteArrayOutputStream out) {
      out.writeBytes(trailer.json());
      out.write('\n');
    }
  }

  /// CSV.
  record Rows(Columns columns) implements Form {
    @Override
    public void head(ByteArrayOutputStream out) {
      write(Csv.row(columns.names()), out);
    }

    @Override
    public void event(EventHit hit, boolean first, ByteArrayOutputStream out) {
      write(Csv.row(columns.cells(hit)), out);
    }

    @Override
    public void tail(ByteArrayOutputStream out) {
      // The last row is like the others.
    }

    @Override
    public void lost(Step.Lost lost, ByteArrayOutputStream out) {
      write(Csv.row(columns.remark(Envelope.sentence(lost))), out);
    }

    @Override
    public void trailer(Trailer trailer, ByteArrayOutputStream out) {
      write(Csv.row(columns.remark(trailer.sentence())), out);
    }

    private static void write(String row, ByteArrayOutputStream out) {
      out.writeBytes(row.getBytes(StandardCharsets.UTF_8));
    }
  }

  /// Log files as CloudTrail writes them.
  record LogFiles() implements Form {
    private static final byte[] HEAD = "{\"Records\":[".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TAIL = "]}".getBytes(StandardCharsets.US_ASCII);

    @Override
    public void head(ByteArrayOutputStream out) {
      out.writeBytes(HEAD);
    }

    @Override
    public void event(EventHit hit, boolean first, ByteArrayOutputStream out) {
      if (!first) {
        out.write(',');
      }
      out.writeBytes(hit.raw().borrow());
    }

    @Override
    public void tail(ByteArrayOutputStream out) {
      out.writeBytes(TAIL);
    }

    @Override
    public void lost(Step.Lost lost, ByteArrayOutputStream out) {
      throw new IllegalStateException("files have no remarks");
    }

    @Override
    public void trailer(Trailer trailer, ByteArrayOutputStream out) {
      throw new IllegalStateException("files have no remarks");
    }
  }
}
