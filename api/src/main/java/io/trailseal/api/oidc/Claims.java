package io.trailseal.api.oidc;

import io.trailseal.verifier.S3Name;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a provider says about somebody: the claims of a token, or of its userinfo.
///
/// @param members as JSON has them: text, numbers, lists, maps
record Claims(Map<String, Object> members) {
  /// Nobody is in more, and each is compared with every rule.
  private static final int GROUPS_MAX = 5_000;

  private static final int NAME_LENGTH_MAX = 200;

  /// The groups at `claim`: a name, or names with dots between, each leading into an object. Empty
  /// where there is no such claim, which is not the same as somebody in no group.
  Optional<List<String>> groups(String claim) {
    Object value = members.get(claim);
    // Names that are addresses hold dots themselves, so the whole one goes first.
    if (value == null && claim.contains(".")) {
      value = inside(members, claim);
    }
    return switch (value) {
      case null -> Optional.empty();
      case String one -> Optional.of(List.of(one));
      case List<?> several ->
          Optional.of(
              several.stream()
                  .flatMap(each -> each instanceof String text ? Stream.of(text) : Stream.empty())
                  .limit(GROUPS_MAX)
                  .toList());
      default -> Optional.empty();
    };
  }

  private static @Nullable Object inside(Map<?, ?> object, String path) {
    int dot = path.indexOf('.');
    if (dot < 0) {
      return object.get(path);
    }
    return object.get(path.substring(0, dot)) instanceof Map<?, ?> inner
        ? inside(inner, path.substring(dot + 1))
        : null;
  }

  /// What people call them: printable and bounded, and no proof of anything.
  Optional<String> name() {
    return Stream.of("preferred_username", "email", "name")
        .flatMap(claim -> text(claim).stream())
        .findFirst();
  }

  private Optional<String> text(String claim) {
    return members.get(claim) instanceof String text && !text.isBlank()
        ? Optional.of(S3Name.excerpt(text.strip(), NAME_LENGTH_MAX))
        : Optional.empty();
  }

  Optional<String> subject() {
    return members.get("sub") instanceof String subject ? Optional.of(subject) : Optional.empty();
  }
}
