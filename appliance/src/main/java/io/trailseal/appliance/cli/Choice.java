package io.trailseal.appliance.cli;

import io.trailseal.indexer.query.Nearest;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Reads one of a few words, whatever its case.
///
/// @param <E> whose `toString()` is the word
final class Choice<E extends Enum<E>> implements ITypeConverter<E> {
  private final List<E> values;

  Choice(E[] values) {
    this.values = List.of(values);
  }

  @Override
  public E convert(String text) {
    for (E value : values) {
      if (value.toString().equalsIgnoreCase(text)) {
        return value;
      }
    }
    List<String> words = values.stream().map(Enum::toString).toList();
    throw new TypeConversionException(
        "must be one of %s, is '%s'%s"
            .formatted(
                String.join(", ", words),
                text,
                Nearest.to(text, words)
                    .map(nearest -> "; did you mean " + nearest + "?")
                    .orElse("")));
  }
}
