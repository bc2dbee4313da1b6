/// The words of the trust kernel: what was examined, and what can be said about it.
///
/// The packages below turn bytes into verdicts. Nothing in this module opens a network connection,
/// a database or a framework: an auditor who does not trust the appliance rechecks its claims with
/// this code alone.
///
/// ## Trust
///
/// Every byte handed in is hostile. Text taken from objects is escaped by
/// [io.trailseal.verifier.S3Name#printable(String)] before it reaches a person.
///
/// ## Threads
///
/// Everything here is immutable.
@NullMarked
package io.trailseal.verifier;

import org.jspecify.annotations.NullMarked;
