package io.trailseal.api.error;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.context.ApplicationContext;
import io.micronaut.web.router.Router;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class RoutesTest {

  /// Fetched by pages, typed by nobody.
  private static final Set<String> ASSETS = Set.of("/style.css", "/seal.svg");

  @Test
  void whatAMistypedAddressIsComparedWithIsWhatThereIs() {
    try (ApplicationContext context = ApplicationContext.builder().banner(false).start()) {
      Set<String> routes =
          context
              .getBean(Router.class)
              .uriRoutes()
              .map(route -> route.getUriMatchTemplate().toString())
              .filter(route -> !ASSETS.contains(route))
              .collect(Collectors.toCollection(TreeSet::new));
      assertThat(routes).containsExactlyInAnyOrderElementsOf(FrameworkErrors.ROUTES);
    }
  }
}
