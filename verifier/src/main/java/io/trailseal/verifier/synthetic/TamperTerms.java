package io.trailseal.verifier.synthetic;

/// What a tampering needs, and whose doing it is.
///
/// @param who standard is who may write to the bucket
/// @param hours how many hours in a row; of a whole chain or sample how many its chains must have
/// @param regions how many regions the sample must have
/// @param control whether a verifier must not call it tampering
record TamperTerms(Who who, Extent extent, int hours, int regions, boolean control) {

  /// How much of a sample it takes for itself.
  enum Extent {
    /// Up to three hours of a chain.
    HOURS,
    CHAIN,
    SAMPLE
  }

  static TamperTerms hours(int hours) {
    return new TamperTerms(Who.WRITER, Extent.HOURS, hours, 1, false);
  }

  static TamperTerms twoRegions() {
    return new TamperTerms(Who.WRITER, Extent.HOURS, 1, 2, false);
  }

  static TamperTerms chain(int hours) {
    return new TamperTerms(Who.WRITER, Extent.CHAIN, hours, 1, false);
  }

  static TamperTerms sample() {
    return new TamperTerms(Who.WRITER, Extent.SAMPLE, 1, 1, false);
  }

  TamperTerms by(Who other) {
    return new TamperTerms(other, extent, hours, regions, control);
  }

  TamperTerms asControl() {
    return new TamperTerms(who, extent, hours, regions, true);
  }
}
