package io.trailseal.verifier.trail;

/// Receives the events of one log file as they are parsed. Called on the parsing thread, in order.
///
/// For each record that is a JSON object: [#beginEvent(int, long)], then its leaves in document
/// order, then [#endEvent(long)]. An event whose parsing breaks off midway gets [#abandonEvent()]
/// instead of the end and does not count.
public interface EventSink {
  /// @param ordinal the record's place in the file, from 0, counting every element of the list
  ///   (also those that are not events and are never announced)
  /// @param offset byte offset of the record's opening brace in the inflated content
  void beginEvent(int ordinal, long offset);

  /// One scalar, or one empty container.
  ///
  /// @param path the member names from the record down, joined by `.`, without array indexes:
  ///   `requestParameters.bucketName`, `resources.ARN`. The same path is the same String instance
  ///   within one reader, for as long as the reader's table has room. A path of more than 1,000
  ///   characters is cut and ends in `…`. Always valid Unicode.
  /// @param text a string's content, with U+FFFD for what is not valid Unicode; a number, `true`,
  ///   `false` or `null` as written; `{}` or `[]` for an empty container
  void leaf(String path, LeafType type, String text);

  /// @param endOffset one past the record's closing brace
  void endEvent(long endOffset);

  void abandonEvent();

  /// What a leaf was in the JSON.
  enum LeafType {
    STRING,
    NUMBER,
    BOOLEAN,
    NULL,
    EMPTY_CONTAINER
  }
}
