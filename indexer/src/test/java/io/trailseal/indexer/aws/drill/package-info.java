@NullMarked
package io.trailseal.indexer.aws.drill;

import org.jspecify.annotations.NullMarked;
