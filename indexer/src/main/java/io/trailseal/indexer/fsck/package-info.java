/// Is the house whole? Re-derives what vault, ledger and index claim, from the bytes up.
@NullMarked
package io.trailseal.indexer.fsck;

import org.jspecify.annotations.NullMarked;
