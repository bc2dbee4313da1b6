/// Which certificate does the server show, and whose does it ask for?
///
/// TLS 1.3 and 1.2 through the JDK, with ciphers that keep old traffic secret when a key gets lost.
/// The certificate comes from two PEM files, the operator's or our own (`tls/` in the store's
/// home), and is read again when they change: connections that are open keep the old one, new ones
/// get the new one.
///
/// ## Failures
///
/// At the start, files that do not fit together stop the start, and the message says what to do.
/// Later the certificate that was good stays, the log and `/health` say why the new one is not
/// shown, and it is looked at again.
@NullMarked
package io.trailseal.api.tls;

import org.jspecify.annotations.NullMarked;
