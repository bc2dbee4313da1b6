package io.trailseal.indexer.ingest;

import io.trailseal.verifier.Payload;
import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.S3Prefix;
import io.trailseal.verifier.trail.Defect;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A folder, an archive or some files as a source of objects.
final class LocalSource implements ObjectSource {
  private final Shelf shelf;
  private final Placement placement;
  private final Extent extent;
  private final Deque<Delivery> ready = new ArrayDeque<>();
  private Shelf.@Nullable Item heldBack;
  private boolean ended;
  private boolean brokeOff;
  private long tickets;

  private LocalSource(Shelf shelf, Placement placement, Extent extent) {
    this.shelf = shelf;
    this.placement = placement;
    this.extent = extent;
  }

  /// Surveys the shelf.
  ///
  /// @param folders see [Placement#infer]
  static LocalSource open(Shelf shelf, Optional<String> bucket, List<String> folders) {
    try {
      Shelf.Survey survey = shelf.survey();
      return new LocalSource(
          shelf,
          Placement.infer(bucket, survey.digests().claims(), folders, shelf.name()),
          new Extent(survey.objects(), survey.bytes()));
    } catch (IOException e) {
      LocalSource source =
          new LocalSource(
              shelf, Placement.infer(bucket, List.of(), folders, shelf.name()), new Extent(1, 0));
      source.breakOff(e);
      return source;
    }
  }

  @Override
  public String description() {
    return shelf.description();
  }

  /// See [Placement#covered()].
  List<S3Prefix> covered() {
    return placement.covered();
  }

  /// Whether it could not be gone through to its end.
  boolean brokeOff() {
    return brokeOff;
  }

  @Override
  public Extent extent() {
    return extent;
  }

  @Override
  public Optional<List<Delivery>> poll() {
    List<Delivery> batch = new ArrayList<>();
    long bytes = 0;
    while (batch.size() < BATCH_OBJECTS_MAX && bytes < BATCH_BYTES_MAX) {
      Delivery delivery = ready.poll();
      if (delivery == null) {
        Shelf.Item item = nextItem();
        if (item == null) {
          if (ready.isEmpty()) {
            break;
          }
          continue;
        }
        if (!batch.isEmpty() && bytes + item.bytesExpected() > BATCH_BYTES_MAX) {
          heldBack = item;
          break;
        }
        delivery = deliver(item);
      }
      batch.add(delivery);
      bytes += delivery.payload().map(Payload::length).orElse(0);
    }
    return batch.isEmpty() ? Optional.empty() : Optional.of(batch);
  }

  private Shelf.@Nullable Item nextItem() {
    if (heldBack != null) {
      Shelf.Item item = heldBack;
      heldBack = null;
      return item;
    }
    if (ended) {
      return null;
    }
    try {
      Shelf.Item item = shelf.next();
      ended = item == null;
      return item;
    } catch (IOException e) {
      breakOff(e);
      return null;
    }
  }

  /// Enters the shelf itself as what could not be read to its end.
  private void breakOff(IOException e) {
    ended = true;
    brokeOff = true;
    Defect defect =
        e instanceof BrokenShelfException broken
            ? broken.defect()
            : new Defect(0, "it could not be read on: " + Content.reason(e));
    EntryName name = EntryName.inFolder(shelf.name(), List.of(defect));
    ready.add(deliver(name, new Content.Withheld(0, defect), Map.of(), List.of()));
  }

  private Delivery deliver(Shelf.Item item) {
    // Bytes first: whether a sidecar lies beside a file is asked after the file itself.
    Content content = item.read();
    Optional<Shelf.Beside> beside = item.beside();
    if (beside.isEmpty()) {
      return deliver(item.name(), content, Map.of(), List.of());
    }
    String problem;
    switch (beside.get().content()) {
      case Content.Whole whole -> {
        try {
          return deliver(item.name(), content, Sidecar.parse(whole.bytes()), List.of());
        } catch (Sidecar.NotUserMetadataException e) {
          problem = String.valueOf(e.getMessage());
        }
      }
      case Content.Withheld withheld -> problem = withheld.why().reason();
    }
    // Whatever it is, it is not metadata, so it comes in as an object: nothing is left behind.
    ready.add(deliver(beside.get().name(), beside.get().content(), Map.of(), List.of()));
    Defect defect =
        new Defect(
            0,
            "its user metadata in %s cannot be used: %s"
                .formatted(S3Name.printable(lastPart(beside.get().name().path())), problem));
    return deliver(item.name(), content, Map.of(), List.of(defect));
  }

  private static String lastPart(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private Delivery deliver(
      EntryName entry, Content content, Map<String, String> metadata, List<Defect> more) {
    Placement.Placed placed = placement.place(entry);
    List<Defect> defects = new ArrayList<>(placed.defects());
    defects.addAll(more);
    return switch (content) {
      case Content.Whole whole -> {
        defects.addAll(whole.defects());
        yield new Delivery(
            tickets++,
            placed.name(),
            Optional.of(Payload.adopt(whole.bytes())),
            whole.bytes().length,
            metadata,
            defects);
      }
      case Content.Withheld withheld -> {
        if (!defects.contains(withheld.why())) {
          defects.add(withheld.why());
        }
        yield new Delivery(
            tickets++, placed.name(), Optional.empty(), withheld.length(), metadata, defects);
      }
    };
  }

  /// A folder or archive stays as it is: it is skipped over the next time because the ledger knows
  /// its objects.
  @Override
  public void acknowledge(List<Delivery> durable) {}

  @Override
  public void close() throws IOException {
    shelf.close();
  }
}
