/// What a comparison with another engine has in common: the same objects, the same questions, the
/// same measuring. Objects and questions are what `trailseal bench search --keep DIR` leaves in its
/// folder.
package io.trailseal.bench.peer;
