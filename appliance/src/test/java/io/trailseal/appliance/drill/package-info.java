/// The packaged product, in a process of its own, with stand-ins for AWS around it: killed, and
/// measured.
@NullMarked
package io.trailseal.appliance.drill;

import org.jspecify.annotations.NullMarked;
