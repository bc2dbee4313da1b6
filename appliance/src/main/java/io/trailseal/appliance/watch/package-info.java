/// What the appliance does by itself, by the clock, while it serves: it reads everything stored
/// once more every now and then and keeps the reports, and notices digests that have not come.
///
/// ## Threads and failures
///
/// Two threads of the lowest priority, one for each. What fails is logged and tried again; nothing
/// that fails here stops the appliance.
@NullMarked
package io.trailseal.appliance.watch;

import org.jspecify.annotations.NullMarked;
