package io.trailseal.api.ask;

import io.trailseal.api.error.ErrorCode;
import io.trailseal.api.error.Problem;
import io.trailseal.indexer.ledger.LedgerPosition;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.regex.Pattern;

/// One thing a request may say, declared once: routes read it by this and the API's document
/// describes it by this, so that neither can say something else.
///
/// Immutable.
///
/// @param <T> what it is once it was read
public final class Parameter<T> {
  /// More than a request line holds.
  public static final int TEXT_LENGTH_MAX = 16 * 1024;

  private static final Pattern POSITION = Pattern.compile("\\d{1,18}");

  private final String name;
  private final String meaning;
  private final Shape shape;
  private final boolean required;
  private final Reader<T> reader;

  /// What may stand there, as JSON Schema says it.
  ///
  /// @param type `string`, `integer` or `boolean`
  /// @param isList whether it is an array of these
  /// @param min of an integer
  /// @param max of an integer; of a string its most characters
  /// @param words all there may be; empty where there are others
  /// @param standard what counts where nothing is given, as text
  /// @param pattern of a string
  public record Shape(
      String type,
      boolean isList,
      OptionalLong min,
      OptionalLong max,
      List<String> words,
      Optional<String> standard,
      Optional<String> pattern) {
    public Shape {
      words = List.copyOf(words);
    }

    private static Shape string() {
      return new Shape(
          "string",
          false,
          OptionalLong.empty(),
          OptionalLong.of(TEXT_LENGTH_MAX),
          List.of(),
          Optional.empty(),
          Optional.empty());
    }

    private Shape limited(int lengthMax) {
      return new Shape(type, isList, min, OptionalLong.of(lengthMax), words, standard, pattern);
    }

    private Shape like(String other) {
      return new Shape(type, isList, min, max, words, standard, Optional.of(other));
    }
  }

  /// From the texts given, stripped, to what they mean.
  private interface Reader<T> {
    /// @param texts none where nothing is given
    T read(Parameter<T> parameter, List<String> texts);
  }

  private Parameter(String name, String meaning, Shape shape, boolean required, Reader<T> reader) {
    this.name = name;
    this.meaning = meaning;
    this.shape = shape;
    this.required = required;
    this.reader = reader;
  }

  /// Any text; empty where nothing is given.
  public static Parameter<String> text(String name, String meaning) {
    return text(name, TEXT_LENGTH_MAX, meaning);
  }

  /// Text of so many characters at most; empty where nothing is given.
  public static Parameter<String> text(String name, int lengthMax, String meaning) {
    return new Parameter<>(
        name, meaning, Shape.string().limited(lengthMax), false, (it, texts) -> it.one(texts));
  }

  /// Texts, as a JSON body can give them: any number up to `countMax`.
  public static Parameter<List<String>> texts(
      String name, int lengthMax, int countMax, String meaning) {
    Shape string = Shape.string().limited(lengthMax);
    return new Parameter<>(
        name,
        meaning,
        new Shape(
            string.type(),
            true,
            OptionalLong.empty(),
            string.max(),
            List.of(),
            Optional.empty(),
            Optional.empty()),
        false,
        (it, texts) -> {
          if (texts.size() > countMax) {
            throw it.invalid("may hold %,d at most, holds %,d".formatted(countMax, texts.size()));
          }
          texts.forEach(text -> it.one(List.of(text)));
          return List.copyOf(texts);
        });
  }

  /// A number from 1 to `max`.
  ///
  /// @param absent the number where none is given
  public static Parameter<Integer> count(String name, int absent, int max, String meaning) {
    return number(name, 1, absent, max, meaning);
  }

  /// A number from `min` to `max`.
  ///
  /// @param absent the number where none is given
  public static Parameter<Integer> number(
      String name, int min, int absent, int max, String meaning) {
    return new Parameter<>(
        name,
        meaning,
        new Shape(
            "integer",
            false,
            OptionalLong.of(min),
            OptionalLong.of(max),
            List.of(),
            absent == max ? Optional.empty() : Optional.of(Integer.toString(absent)),
            Optional.empty()),
        false,
        (it, texts) -> {
          String text = it.one(texts);
          if (text.isEmpty()) {
            return absent;
          }
          try {
            int number = Integer.parseInt(text);
            if (number >= min && number <= max) {
              return number;
            }
          } catch (NumberFormatException _) {
            // Said below, together with the other ways to be wrong.
          }
          throw it.invalid("must be %d to %d, was %s".formatted(min, max, Parameters.quoted(text)));
        });
  }

  /// `true` or `false`; false where nothing is given.
  public static Parameter<Boolean> flag(String name, String meaning) {
    return new Parameter<>(
        name,
        meaning,
        new Shape(
            "boolean",
            false,
            OptionalLong.empty(),
            OptionalLong.empty(),
            List.of(),
            Optional.of("false"),
            Optional.empty()),
        false,
        (it, texts) ->
            switch (it.one(texts)) {
              case "true" -> true;
              case "", "false" -> false;
              default ->
                  throw it.invalid(
                      "must be true or false, was " + Parameters.quoted(it.one(texts)));
            });
  }

  /// One of some words.
  ///
  /// @param words in the order in which they are named to people
  /// @param absent the word where none is given; empty where one must be given
  public static <T> Parameter<T> oneOf(
      String name, Map<String, T> words, String absent, String meaning) {
    List<String> names = List.copyOf(words.keySet());
    return new Parameter<>(
        name,
        meaning,
        new Shape(
            "string",
            false,
            OptionalLong.empty(),
            OptionalLong.empty(),
            names,
            absent.isEmpty() ? Optional.empty() : Optional.of(absent),
            Optional.empty()),
        absent.isEmpty(),
        (it, texts) -> {
          String text = it.one(texts);
          T meant = words.get(text.isEmpty() ? absent : text);
          if (meant == null) {
            throw it.invalid(
                "must be %s, was %s".formatted(either(names), Parameters.quoted(text)));
          }
          return meant;
        });
  }

  /// One of some words, or nothing.
  ///
  /// @param words in the order in which they are named to people
  public static <T> Parameter<Optional<T>> oneOfOrNone(
      String name, Map<String, T> words, String meaning) {
    Parameter<T> one = oneOf(name, words, "", meaning);
    return one.optional(text -> one.reader.read(one, List.of(text)));
  }

  private <U> Parameter<Optional<U>> optional(Function<String, U> meant) {
    return new Parameter<>(
        name,
        meaning,
        shape,
        false,
        (it, texts) -> {
          String text = it.one(texts);
          return text.isEmpty() ? Optional.empty() : Optional.of(meant.apply(text));
        });
  }

  /// Where the page before ended; the beginning where nothing is given.
  public static Parameter<LedgerPosition> after(String name) {
    return new Parameter<>(
        name,
        "what `next` said on the page before",
        Shape.string().limited(18).like("^[0-9]{1,18}$"),
        false,
        (it, texts) -> {
          String text = it.one(texts);
          if (text.isEmpty()) {
            return LedgerPosition.START;
          }
          if (!POSITION.matcher(text).matches()) {
            throw it.invalid("must be what next said on the page before");
          }
          return new LedgerPosition(Long.parseLong(text));
        });
  }

  /// A day such as `2026-03-02`.
  public static Parameter<Optional<LocalDate>> day(String name, String meaning) {
    Parameter<String> text =
        new Parameter<>(
            name,
            meaning,
            Shape.string().limited(10).like("^[0-9]{4}-[0-9]{2}-[0-9]{2}$"),
            false,
            (it, texts) -> it.one(texts));
    return text.optional(
        day -> {
          try {
            return LocalDate.parse(day);
          } catch (DateTimeException _) {
            throw text.invalid("must be a day such as 2026-03-02, was " + Parameters.quoted(day));
          }
        });
  }

  /// The same, but it must be given.
  public Parameter<T> demanded() {
    return new Parameter<>(name, meaning, shape, true, reader);
  }

  public String name() {
    return name;
  }

  /// What it is for, in Markdown.
  public String meaning() {
    return meaning;
  }

  public Shape shape() {
    return shape;
  }

  /// Whether it must be given.
  public boolean isRequired() {
    return required;
  }

  /// @param texts as they were given
  /// @throws io.trailseal.api.error.ProblemException if that cannot be
  T read(List<String> texts) {
    List<String> stripped = new ArrayList<>();
    texts.forEach(text -> stripped.add(text.strip()));
    if (required && stripped.stream().allMatch(String::isEmpty)) {
      throw invalid("must be given, and is not");
    }
    return reader.read(this, stripped);
  }

  private String one(List<String> texts) {
    String text = texts.isEmpty() ? "" : texts.getFirst();
    if (shape.type().equals("string")
        && shape.max().isPresent()
        && text.length() > shape.max().getAsLong()) {
      throw invalid(
          "may have %,d characters, has %,d".formatted(shape.max().getAsLong(), text.length()));
    }
    return text;
  }

  private RuntimeException invalid(String must) {
    return Problem.of(ErrorCode.PARAMETER_INVALID, name + " " + must).exception();
  }

  private static String either(List<String> words) {
    int last = words.size() - 1;
    return last == 0
        ? words.getFirst()
        : String.join(", ", words.subList(0, last)) + " or " + words.get(last);
  }
}
