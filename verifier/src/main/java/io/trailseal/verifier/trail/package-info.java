/// What does this object say? Key names, inflating with limits, and the streaming parse of log
/// files.
@NullMarked
package io.trailseal.verifier.trail;

import org.jspecify.annotations.NullMarked;
