package io.trailseal.indexer.vault;

/// What a scan of the vault went through.
///
/// @param packs pack files
/// @param objects whole objects, with the right hash
/// @param objectBytes bytes of those objects
/// @param leftoverBytes bytes that look like appends which never finished: of no use and no harm,
///   unless the ledger names an object there
public record VaultScan(long packs, long objects, long objectBytes, long leftoverBytes) {}
