/// How do you know? Gathers the proof of one event from what the store holds.
///
/// Reads index, ledger and vault and writes nothing: a proof is made when it is asked for, from the
/// verdict that is current then. The document itself and its check are
/// `io.trailseal.verifier.proof`, which believes nothing that is said here.
///
/// ## Limits
///
/// A proof holds its log file and its digest in memory as delivered, and about a kilobyte for each
/// older digest: 50 MB where the chain is as long as a document may be.
///
/// Threads: any. Failures: `IOException` where the store cannot be read.
@NullMarked
package io.trailseal.indexer.proof;

import org.jspecify.annotations.NullMarked;
