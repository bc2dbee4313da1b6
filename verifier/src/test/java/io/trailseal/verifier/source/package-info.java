/// What lies on this machine, and which objects of S3 is it?
@NullMarked
package io.trailseal.verifier.source;

import org.jspecify.annotations.NullMarked;
