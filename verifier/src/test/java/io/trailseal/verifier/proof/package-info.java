/// Tests of proofs over a small sample: what CloudTrail would have written, and every lie about it.
@NullMarked
package io.trailseal.verifier.proof;

import org.jspecify.annotations.NullMarked;
