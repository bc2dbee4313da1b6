/// Our JSON, under `/api/v1`. What there is stands in `EventOperations` and its like, from which
/// the routes read what they take and `api.openapi` makes the document.
///
/// `sort` is `eventTime:asc`, `size:desc`, `eventName:asc`…; `total` is `exact` or how far counting
/// must go (`totalIsExact` says whether it went to the end); `aggregate` is `terms(eventName,10)`,
/// `histogram(eventTime,auto)`… as [io.trailseal.indexer.query.AggregationParser] says. With
/// `aggregate`, `limit` may be 0.
///
/// With `explain=true` the answer has an `explanation`: the query as it was read, each part in
/// words with how many values and events it stands for where that is known, the months searched,
/// and what takes long.
///
/// An `{id}` is an event id (`1234-17`) or CloudTrail's eventID where one event alone carries it.
///
/// Records are quoted in `event` byte for byte: number formats, member order, duplicate members and
/// blanks stay as CloudTrail wrote them. A record that cannot stand in a JSON document (not valid
/// UTF-8, not one whole object, nested too deep) is in `eventBase64` instead, and `event` is null.
/// Where an answer grows too large, records are left out of it; then both are absent, and `raw`
/// says where to fetch the bytes.
@NullMarked
package io.trailseal.api.rest;

import org.jspecify.annotations.NullMarked;
