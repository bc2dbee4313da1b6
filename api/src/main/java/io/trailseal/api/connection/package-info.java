/// Who is at the other end of a connection, and how much may it take?
///
/// ## Trust
///
/// Nothing a connection says is believed, but for what a proxy adds whose address the operator
/// named.
///
/// ## Limits
///
/// Connections are counted, together and for each address; one beyond the limit is closed before a
/// byte of it is read. A connection is closed when a request takes too long to arrive, when nothing
/// is asked over it, and when what is answered is not read. Requests that are sent before the one
/// before is answered wait in the connection, unread.
@NullMarked
package io.trailseal.api.connection;

import org.jspecify.annotations.NullMarked;
