package io.trailseal.api.web;

import io.trailseal.api.ask.Judged;

/// A verdict as a badge. Its word, its sign and its outline each tell it apart without colour.
///
/// @param style CSS class
/// @param sign one character
public record BadgeView(String word, String sentence, String style, String sign) {
  static BadgeView of(Judged judged) {
    return switch (judged.kind()) {
      case PROVEN -> new BadgeView(judged.word(), judged.sentence(), "proven", "✓");
      case FINDING -> new BadgeView(judged.word(), judged.sentence(), "finding", "✕");
      case UNKNOWN -> new BadgeView(judged.word(), judged.sentence(), "unknown", "?");
    };
  }
}
