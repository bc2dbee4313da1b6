/// Writes a bucket as CloudTrail would have written it, and tampers with it on request: for demos,
/// drills and tests. Nothing here is evidence.
///
/// A [io.trailseal.verifier.synthetic.SyntheticTrail] writes log files and hourly digests for a few
/// accounts and regions, signed with keys of its own, with one
/// [story][io.trailseal.verifier.synthetic.Story] running through them. A
/// [io.trailseal.verifier.synthetic.Tampering] then does what somebody with write access to the
/// bucket could do, or the holder of CloudTrail's signing key, or CloudTrail and S3 themselves.
///
/// ## What is written
///
/// | Key | Holds |
/// |---|---|
/// | `[prefix/]AWSLogs/[o-id/]ACCOUNT/CloudTrail/REGION/yyyy/MM/dd/...json.gz` | log files |
/// | `[prefix/]AWSLogs/[o-id/]ACCOUNT/CloudTrail-Digest/REGION/yyyy/MM/dd/...json.gz` | digests; signature in the user metadata |
/// | `public-keys/REGION.json` | the region's key, in the shape of ListPublicKeys' answer |
/// | `buckets/NAME/...` | objects of another bucket, where a tampering has moved some there |
///
/// A *chain* is what one account and region delivers: a row of hourly digests, each pointing to the
/// one before it. Its first digest starts within ten minutes after
/// [start][io.trailseal.verifier.synthetic.SampleSettings#start()], at a time of its own, as with
/// CloudTrail. Log files are delivered every five minutes and hold events that are up to five and a
/// half minutes older, so the first ones may be older than the start.
///
/// Sources for the layouts: "Finding your CloudTrail log files", "CloudTrail digest file structure"
/// and "CloudTrail record contents" in the CloudTrail user guide.
///
/// ## What stays the same
///
/// The same settings give the same bytes, whatever the number of threads. The inflated content, and
/// with it every hash and signature, is the same on every JDK 25; the gzip bytes are the same where
/// the JDK's zlib is.
///
/// Networks are those set aside for documentation and measurements (RFC 5737, RFC 3849, RFC 2544),
/// so nobody's address appears in a sample.
///
/// ## Trust
///
/// The signing keys follow from the seed: anybody can compute them. They must never be trusted for
/// anything but samples.
///
/// ## Threads
///
/// A trail is written by several threads at once, one chain each; the
/// [io.trailseal.verifier.synthetic.Bucket] is told so. Everything public is immutable otherwise.
///
/// ## Failures
///
/// What the bucket throws comes out as it is. A bucket that could not be written to the end holds
/// part of a trail, and is of no use.
@NullMarked
package io.trailseal.verifier.synthetic;

import org.jspecify.annotations.NullMarked;
