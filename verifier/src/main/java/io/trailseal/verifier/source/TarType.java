package io.trailseal.verifier.source;

/// The letter by which a tar says what an entry is.
final class TarType {
  /// GNU's, here also for what pax says is sparse.
  static final char SPARSE = 'S';

  private TarType() {}

  static boolean isFile(char type) {
    return type == 0 || type == '0' || type == '7' || type == '5';
  }

  /// Why an entry that is no file has no bytes.
  static String refusal(char type) {
    return switch (type) {
      case SPARSE -> "a sparse file is not read from a tar; unpack it and import the folder";
      case '1', '2' -> "an object must be a file, this is a link in the tar; unpack it first";
      case '3', '4', '6' -> "an object must be a file, this is a device or pipe in the tar";
      default -> "an object must be a file, this is of type %d in the tar".formatted((int) type);
    };
  }
}
