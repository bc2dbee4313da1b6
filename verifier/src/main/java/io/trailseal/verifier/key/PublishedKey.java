package io.trailseal.verifier.key;

import io.trailseal.verifier.Payload;
import java.time.Instant;

/// One public key as CloudTrail's ListPublicKeys gives it.
///
/// @param fingerprint lower-case hex MD5 of `der`
/// @param der the key's DER bytes: PKCS#1 RSAPublicKey or SubjectPublicKeyInfo
/// @param validFrom start of the time in which CloudTrail signs with it
/// @param validTo end of that time
public record PublishedKey(String fingerprint, Payload der, Instant validFrom, Instant validTo) {}
