/// Tests of jobs on real stores.
@NullMarked
package io.trailseal.indexer.job;

import org.jspecify.annotations.NullMarked;
