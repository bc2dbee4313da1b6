package io.trailseal.indexer.intake;

import io.trailseal.indexer.ingest.Bucket;
import io.trailseal.indexer.ingest.MessageQueue;
import io.trailseal.indexer.ingest.SourceException;
import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.S3Prefix;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Thin layers over a real queue and a real bucket: as they are, until a test overrides something.
final class Layers {
  private Layers() {}

  static class QueueLayer implements MessageQueue {
    private final MessageQueue real;

    QueueLayer(MessageQueue real) {
      this.real = real;
    }

    @Override
    public String description() {
      return real.description();
    }

    @Override
    public List<Message> receive(Duration waitMax, Duration hiddenFor)
        throws SourceException, InterruptedException {
      return real.receive(waitMax, hiddenFor);
    }

    @Override
    public List<Message> delete(List<Message> messages) throws SourceException {
      return real.delete(messages);
    }

    @Override
    public void hide(List<Message> messages, Duration time) throws SourceException {
      real.hide(messages, time);
    }

    @Override
    public Depth depth() throws SourceException {
      return real.depth();
    }

    @Override
    public void close() throws IOException {
      real.close();
    }
  }

  static class BucketLayer implements Bucket {
    private final Bucket real;

    BucketLayer(Bucket real) {
      this.real = real;
    }

    @Override
    public String description() {
      return real.description();
    }

    @Override
    public S3Prefix root() {
      return real.root();
    }

    @Override
    public Read read(S3Name name, Optional<String> versionId) throws InterruptedException {
      return real.read(name, versionId);
    }

    @Override
    public void list(S3Prefix prefix, ListingSink sink)
        throws SourceException, InterruptedException {
      real.list(prefix, sink);
    }

    @Override
    public boolean listVersions(S3Prefix prefix, ListingSink sink)
        throws SourceException, InterruptedException {
      return real.listVersions(prefix, sink);
    }

    @Override
    public void close() throws IOException {
      real.close();
    }
  }
}
