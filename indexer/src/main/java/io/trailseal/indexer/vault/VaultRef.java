package io.trailseal.indexer.vault;

import io.trailseal.verifier.Sha256;

/// Where the vault keeps one object's bytes.
///
/// @param pack number of the pack file
/// @param offset byte offset of the record in the pack
/// @param length length of the object's bytes
/// @param hash SHA-256 of the object's bytes
public record VaultRef(long pack, long offset, int length, Sha256 hash) {}
