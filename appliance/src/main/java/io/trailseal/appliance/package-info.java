/// The product, put together. Only the entry point is here; what it does is in `cli`.
@NullMarked
package io.trailseal.appliance;

import org.jspecify.annotations.NullMarked;
