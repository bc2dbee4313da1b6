/// One store, one owner: who has the store open, how others reach it meanwhile, where its log is,
/// and how everything ends in order.
///
/// ## The local door
///
/// A process that keeps a store open for long (`serve`, `demo`, `import`, `rebuild`) listens on a
/// Unix domain socket. A second command finds the store owned, connects, and sends what it was
/// asked to do; the owner runs the very same command against its open store and sends the output
/// back.
///
/// The socket is `HOME/door/socket`. Where that path is too long for a socket address it is in a
/// new private temporary folder instead, and `HOME/door/elsewhere` holds its path.
///
/// A connection carries frames: one byte kind, four bytes length (big endian), payload.
///
/// | Kind | From | Payload |
/// |---|---|---|
/// | 1 request | client, once | version (int), argument count (int), arguments, working folder, output is a terminal (byte), errors are (byte), a person answers (byte), columns (int) |
/// | 2 output | owner | bytes for standard output |
/// | 3 errors | owner | bytes for standard error |
/// | 4 exit | owner, last | exit code (int) |
/// | 5 refused | owner, instead of all others | a sentence: why the command was not begun |
/// | 6 question | owner | a text for the person at the client |
/// | 7 answer | client, once after each question | a line; empty for none |
///
/// An output frame without bytes comes first, so that the client knows the command has begun. Texts
/// are four bytes length and UTF-8. A client that goes away, or says anything it was not asked, has
/// its command cancelled.
///
/// ## Trust
///
/// Whoever may connect may do everything the owner may. The socket is 0600 in a folder that is
/// 0700, and the owner asks the kernel who connects: only its own user and root are let in. What
/// the ledger remembers of who did something is that answer, not what a client says.
///
/// ## Threads
///
/// One thread accepts; each command has one, and one more that notices when its client goes away.
///
/// ## Failures
///
/// A process that was killed leaves its socket file behind. It is replaced by the next owner, who
/// knows by the lock on `HOME/owner` that nobody is behind it.
@NullMarked
package io.trailseal.appliance.lifecycle;

import org.jspecify.annotations.NullMarked;
