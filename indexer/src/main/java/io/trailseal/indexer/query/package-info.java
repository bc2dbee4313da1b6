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
/// | <code>eventName:/(Get&#124;List).*/</code> | the whole value matches the regular expression, case aside |
/// | `errorCode:*` | the field is there, neither null nor empty |
/// | `eventTime:[2026-03-01 TO 2026-04-01}` | a range; `[ ]` with the end, `{ }` without, `*` open; `[* TO *]` as `*` |
/// | `eventTime:>now-7d`, `eventTime:now-1d/d` | counted from now, `/` rounding to the unit: `s m h d w M y` |
/// | `bytes:>5`, `bytes>=5` | a range open on one side |
/// | `sourceIPAddress:203.0.113.0/24` | an address block; elsewhere of IPv4, or the text itself |
/// | `bucket`, `"access denied"`, `buck*` | words in any value or path; words one after another in one |
/// | `/buck[ae]t/` | a word in any value or path matches: letters and digits, no signs between them |
/// | `a AND b`, `a b`, `a && b` | both |
/// | `a OR b`, <code>a &#124;&#124; b</code> | either; binds weaker than AND |
/// | `NOT a`, `!a`, `-a` | not |
/// | `who:alice`, `who:*deploy*`, `who:/a.+/` | any of [WhoFields#PATHS], by its whole value or its last part |
/// | `size>1000000`, `size:[1 TO 10]` | the record's bytes as it stands in its log file, inflated |
/// | `proof:altered`, `proof:(injected OR "out of place")` | the log file it came in has this verdict now |
/// | `proof:"not yet examined"`, `proof:*` | it has none so far; it has one |
/// | `conflicting:true` | another event of its account and month has its eventID and other content |
/// | `*` or nothing at all | every event |
///
/// A value ends at a space, a parenthesis or a quotation mark, and may hold colons:
/// `userIdentity.arn:arn:aws:iam::111122223333:user/bob`, `sourceIPAddress:2001:db8::1`. A free
/// word that is an ARN, a URL, a time or an IPv6 address is taken as words, not as a field. `\`
/// takes the next character literally, also in a field's name. Operators are upper case: `and`,
/// `or`, `not` are words.
///
/// Free words are looked for in values and in paths alike (`bucketName` also finds the events that
/// have something at `requestParameters.bucketName`); those of a phrase stand together in one value
/// or in one path. `path:*` asks for exactly one path.
///
/// `proof`, `who`, `size` and `conflicting` are no fields of the event: `\proof:x` asks for a field
/// of that name. The values of `proof` are [ProofWords#KNOWN]. The last part of an identity is what
/// stands after its last `/` or `:` ([WhoFields#lastPart(String)]): `who:alice` finds the user
/// `arn:aws:iam::111122223333:user/ops/alice` and the session `AROAEXAMPLE:alice`.
///
/// A regular expression is what stands between a slash and the next without a backslash before it,
/// if that ends the word: `requestParameters.path:/aws/service` is text. `RegexParser` says what
/// may stand in it. A space in it that an operator or `field:` follows is written `\s`.
///
/// ## What users of other engines type
///
/// | Typed | From | Here |
/// |---|---|---|
/// | `field : value`, `field: value` | Kibana | as without the space |
/// | `field=value`, `field = value`, `field!=value`, `field > 5` | Splunk, SQL | as `field:value`, `NOT field:value`, `field:>5` |
/// | `+word` | Lucene | the word: all that stands side by side must hold anyway |
/// | `_exists_:field`, `_missing_:field` | Elasticsearch | as `field:*`, `NOT field:*` |
/// | curly quotation marks | a document | as straight ones |
/// | `/regex/i` | JavaScript | as `/regex/` |
/// | `[1 to 5]` | | as `[1 TO 5]` |
/// | `word~1`, `"a b"~3`, `word^2` | Lucene | refused: words are neither blurred nor weighed |
/// | `field IN (a, b)` | SQL, Splunk | refused with the way to write it |
/// | <code>a &#124; stats count</code> | Splunk | refused |
/// | `'a b'` | a shell, SQL | refused: quotation marks are `"` |
/// | `a*:b` | Elasticsearch | refused: the field is named whole, or left out |
///
/// ## Trust
///
/// A query is hostile text: its length, depth, number of clauses and of patterns are limited, and
/// everything wrong with it is a [QuerySyntaxException] that says where.
@NullMarked
package io.trailseal.indexer.query;

import org.jspecify.annotations.NullMarked;
