package io.trailseal.verifier.synthetic;

/// A caller with credentials, ready to be copied into events.
///
/// @param identity the userIdentity object
/// @param arn as messages name it; empty for a service
/// @param addresses what sourceIPAddress may be
/// @param agents what userAgent may be
/// @param tls whether its calls come over a connection of its own
/// @param scoped whether the identity has fields of event version 1.11
/// @param inside fields that show through which VPC endpoint it calls, empty for none
/// @param tail fields at the very end
@SuppressWarnings("ArrayRecordComponent") // copied from on the hot path, never compared
record Actor(
    byte[] identity,
    byte[] arn,
    byte[][] addresses,
    byte[][] agents,
    boolean tls,
    boolean scoped,
    byte[] inside,
    byte[] tail) {}
