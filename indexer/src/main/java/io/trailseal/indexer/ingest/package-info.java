/// In which order does an object become durable? Ports, and the folder and archive sources.
@NullMarked
package io.trailseal.indexer.ingest;

import org.jspecify.annotations.NullMarked;
