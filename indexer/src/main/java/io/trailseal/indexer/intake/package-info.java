/// What lies in the buckets and is not here yet? Consumes queues, lists buckets, tries again what
/// was parked, and hands everything to `ingest`.
@NullMarked
package io.trailseal.indexer.intake;

import org.jspecify.annotations.NullMarked;
