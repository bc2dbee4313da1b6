/// The bytes exactly as AWS delivered them.
///
/// An organization delivers millions of small objects a day. One file for each would cost an fsync
/// and a directory entry for each, so they are appended to a row of *packs*.
///
/// ## Layout
///
/// `0000000000.pack`, `0000000001.pack` and so on, each up to about 1 GiB; only the last one grows.
/// All numbers are big-endian. A pack starts with its file header:
///
/// | Offset | Bytes | Holds                                                     |
/// |--------|-------|-----------------------------------------------------------|
/// | 0      | 8     | `TRLSPACK` in ASCII                                       |
/// | 8      | 4     | format version                                            |
/// | 12     | 8     | the pack's number, as in its file name                    |
/// | 20     | 8     | marker: random, with which every record of it begins      |
/// | 28     | 4     | CRC-32C of the 28 bytes before                            |
///
/// Records follow one another without gaps, each a header and the object's bytes:
///
/// | Offset | Bytes | Holds                                                     |
/// |--------|-------|-----------------------------------------------------------|
/// | 0      | 8     | the pack's marker                                         |
/// | 8      | 8     | settled: offset below which all had been synced to disk   |
/// |        |       | before this record was written                            |
/// | 16     | 4     | length of the object's bytes, 0 to 64 MiB                 |
/// | 20     | 32    | SHA-256 of the object's bytes                             |
/// | 52     | 4     | CRC-32C of the 52 bytes before                            |
/// | 56     | …     | the object's bytes                                        |
///
/// The marker is how records are found again after damage. It is random because the bytes between
/// the headers are chosen by whoever can write to the bucket: nobody can forge a record header
/// inside an object without having read the pack.
///
/// ## Durability
///
/// An append writes its records one after another and syncs once. Nothing is ever written over.
/// What a crash can leave behind, and what opening does about it (always and only in the last
/// pack):
/// - The last record is cut short: the append never returned, so nobody was told that it is kept.
///   It is cut off, with a warning.
/// - Something else is wrong in the tail: a record with the wrong hash, a hole before good records.
///   That may be an append that the disk wrote out of order, or it may be damage to something that
///   was kept. Opening cannot tell, so it touches nothing: the pack stays as it is and the next
///   append starts a new one.
/// - [io.trailseal.indexer.vault.Vault#scan] tells the two apart as far as they can be: a bad
///   stretch below the `settled` of a later record had been synced, so it is damage. One that is
///   not below any can be a leftover of an unfinished append; if the ledger names an object in it,
///   reading that object says so.
///
/// A pack whose file header was never finished holds nothing and is begun again.
///
/// ## Threads
///
/// Appends are serialised. Reads run side by side, also beside an append. Files are read and
/// written through `RandomAccessFile`, because a `FileChannel` is closed for everybody when one of
/// the threads using it is interrupted.
///
/// ## Failures
///
/// After a failed append the pack is cut back to where it ended before; where even that fails, or
/// the sync failed (after which nothing is known about what the disk holds), the next append starts
/// a new pack.
///
/// ## History
///
/// - **1** First version.
///
/// A reader accepts every version up to its own and refuses newer ones by name.
@NullMarked
package io.trailseal.indexer.vault;

import org.jspecify.annotations.NullMarked;
