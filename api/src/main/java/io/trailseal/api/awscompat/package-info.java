/// What `aws cloudtrail … --endpoint-url` and the SDKs' CloudTrail clients expect.
///
/// ## The protocol
///
/// AWS JSON 1.1: `POST /`, the call named by `X-Amz-Target` (what stands after its last dot), one
/// JSON object there and back, times as seconds since 1970. Errors are a JSON object with `__type`
/// and `message`; every answer has an `x-amzn-RequestId`. Bodies have at most
/// [io.trailseal.api.connection.ConnectionLimits#REQUEST_BYTES_MAX].
///
/// | Call | Answers |
/// |---|---|
/// | LookupEvents | events of all accounts and regions that the caller may see, newest first |
/// | DescribeTrails, GetTrail, ListTrails | the trails whose verified digests came in |
/// | GetTrailStatus | when the last log file and digest of its accounts and regions came |
/// | ListPublicKeys | the key ring, of the region signed for |
///
/// ## Who asks
///
/// Signature Version 4 in the Authorization header, with an access key that the appliance issued:
/// service `cloudtrail`, any region, `host` and every `x-amz-…` header signed, the payload's hash
/// as that of the body, the time within fifteen minutes of ours. Not taken: presigned addresses,
/// session tokens, unsigned and chunked payloads. Who overhears a request can send it again for
/// these fifteen minutes; every call only reads, so that it shows nothing that was not overheard
/// but what came in since. TLS prevents it.
///
/// ## Where this differs from CloudTrail
///
/// - No limit of 90 days, none of two requests a second, and events of all regions at once.
/// - Values are compared without regard to case.
/// - `ReadOnly` finds records that say it; those of 2013 and 2014 do not.
/// - `Username` and `Resources` CloudTrail works out itself, and does not say how: see `Username`
///   and `Resources`. What an event is found by is what it shows.
/// - A `NextToken` is bound to the access key, attribute, category and times, not to `MaxResults`.
/// - Unknown members of a request are refused, not ignored.
/// - `CloudTrailEvent` is the record as it stands in its log file. One that is not UTF-8 shows
///   U+FFFD there; `/api/v1/events/{id}/raw` has its bytes.
///
/// As with CloudTrail, only management events are looked up, or Insights events where
/// `EventCategory` says so; the page and `/api/v1` search data events too. How far an event is
/// proven has no place in AWS's answers: `/api/v1/events` says it.
///
/// Source: CloudTrail API reference, and the service model `cloudtrail/2013-11-01` of botocore.
///
/// ## Threads
///
/// Any.
@NullMarked
package io.trailseal.api.awscompat;

import org.jspecify.annotations.NullMarked;
