package io.trailseal.indexer.notice;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// What one message says.
public sealed interface Notice {

  /// It names objects, at least one.
  record Objects(List<Announced> objects) implements Notice {
    public Objects {
      objects = List.copyOf(objects);
      if (objects.isEmpty()) {
        throw new IllegalArgumentException("a notice of objects names at least one");
      }
    }
  }

  /// It says nothing that matters, as its sender intends: S3's test event, a history of AWS Config
  /// that began.
  ///
  /// @param what it is, for a person, printable
  record Nothing(String what) implements Notice {}

  /// It carries content that lies in no object: a change or an evaluation of AWS Config.
  ///
  /// @param what it is, for a person, printable
  /// @param objects what it names besides, often empty
  record Content(String what, List<Announced> objects) implements Notice {
    public Content {
      objects = List.copyOf(objects);
    }
  }

  /// Nobody here knows what it is.
  ///
  /// @param why what was expected and what it has instead, and what to do, for a person, printable
  record Unknown(String why) implements Notice {}

  /// One object that a message names.
  ///
  /// @param bucket as the message says
  /// @param keys the key, or where it is unclear whether it is encoded, each it may be, the
  ///   likelier one first
  /// @param versionId of a bucket with versions
  /// @param bytes its length, where the message says
  /// @param eTag without quotes, where the message says
  /// @param at when it happened, where the message says
  /// @param removal that it was removed, rather than written
  record Announced(
      String bucket,
      List<String> keys,
      Optional<String> versionId,
      OptionalLong bytes,
      Optional<String> eTag,
      Optional<Instant> at,
      Optional<Removal> removal) {
    public Announced {
      keys = List.copyOf(keys);
      if (keys.isEmpty()) {
        throw new IllegalArgumentException("an announced object has a key");
      }
    }
  }

  /// @param marker whether a delete marker was put over it, so that its bytes are still there
  /// @param by whom, as S3 says, printable
  record Removal(boolean marker, Optional<String> by) {}
}
