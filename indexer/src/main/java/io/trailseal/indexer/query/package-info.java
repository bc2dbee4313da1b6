/// What may one ask? The query tree, its parser and its printer, free of any engine.
///
/// ## The language
///
/// | Written | Means |
/// |---|---|
/// | `eventName:DeleteBucket` | a leaf at that path has that value, case aside; numbers by value |
/// | `errorMessage:"not authorized"` | the whole value, quoted: nothing in it is special but `\` |
/// | `eventName:(Create* OR Delete*)` | several values of one field |
/// | `eventName:Delete*`, `userName:bo?` | `*` any run of characters, `?` one |
/// | `errorCode:*` | the field is there, neither null nor empty |
/// | `eventTime:[2026-03-01 TO 2026-04-01}` | a range; `[ ]` with the end, `{ }` without, `*` open |
/// | `bytes:>5`, `bytes>=5` | a range open on one side |
/// | `sourceIPAddress:203.0.113.0/24` | an address block |
/// | `bucket`, `"access denied"`, `buck*` | words in any value; words one after another |
/// | `a AND b`, `a b`, `a && b` | both |
/// | `a OR b`, <code>a &#124;&#124; b</code> | either; binds weaker than AND |
/// | `NOT a`, `!a`, `-a` | not |
/// | `proof:altered`, `proof:(injected OR "out of place")` | the log file it came in has this verdict now |
/// | `proof:"not yet examined"`, `proof:*` | it has none so far; it has one |
/// | `*` or nothing at all | every event |
///
/// A value ends at a space, a parenthesis or a quotation mark, and may hold colons:
/// `userIdentity.arn:arn:aws:iam::111122223333:user/bob`, `sourceIPAddress:2001:db8::1`. A free
/// word that is an ARN, a URL, a time or an IPv6 address is taken as words, not as a field. `\`
/// takes the next character literally, also in a field's name. Operators are upper case: `and`,
/// `or`, `not` are words. `proof:` is no field of the event: its values are [ProofWords#KNOWN], and
/// `\proof:x` asks for a field of that name.
///
/// ## Trust
///
/// A query is hostile text: its length, depth and number of clauses are limited, and everything
/// wrong with it is a [QuerySyntaxException] that says where.
@NullMarked
package io.trailseal.indexer.query;

import org.jspecify.annotations.NullMarked;
