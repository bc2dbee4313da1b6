/// The doors: REST and pages over one [io.trailseal.indexer.Store].
@NullMarked
package io.trailseal.api;

import org.jspecify.annotations.NullMarked;
