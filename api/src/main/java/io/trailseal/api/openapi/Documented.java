package io.trailseal.api.openapi;

import java.util.List;

/// Operations of one room, for the document. Each is a bean that needs no store.
@FunctionalInterface
public interface Documented {
  List<Operation> operations();
}
