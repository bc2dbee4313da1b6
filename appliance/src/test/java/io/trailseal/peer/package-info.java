/// Ours beside Amazon's: `aws cloudtrail validate-logs`, the real one, over the same buckets.
@NullMarked
package io.trailseal.peer;

import org.jspecify.annotations.NullMarked;
