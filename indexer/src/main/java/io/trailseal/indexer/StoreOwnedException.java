package io.trailseal.indexer;

import java.io.IOException;
import java.nio.file.Path;

/// Another process owns the store.
public final class StoreOwnedException extends IOException {
  private static final long serialVersionUID = 1;
  private final String owner;

  public StoreOwnedException(Path home, String owner) {
    super("the store %s is owned by %s".formatted(home, owner));
    this.owner = owner;
  }

  /// Who: the text the owner left when it opened the store.
  public String owner() {
    return owner;
  }
}
