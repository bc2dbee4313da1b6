/// What lies in the bucket, and which keys does CloudTrail list? The only home of the AWS SDK.
///
/// ## Trust
///
/// Nothing that S3 answers is believed: lengths are checked before anything is read, names before
/// they are asked for, and bytes go through S3's checksum where it sends one. Keys are believed
/// because the connection to CloudTrail is authenticated by TLS; nobody else vouches for them.
///
/// What could not be read is never called missing: only S3's own `NoSuchKey` is
/// [io.trailseal.verifier.check.Fetched.Absent], everything else says what stood in the way.
///
/// ## What may be called
///
/// `s3:ListBucket` and `s3:GetObject` on the bucket, `cloudtrail:ListPublicKeys`; nothing that
/// writes. Credentials are found the way Amazon's tools find them, and appear in no message.
///
/// ## Threads and limits
///
/// Everything may be called by many threads. At most
/// [io.trailseal.indexer.aws.S3Archive#PARALLELISM] connections are open, and the bytes of objects
/// that are out at a time are bounded. Every request is tried a few times and then given up.
///
/// The SDK takes the better part of a second to load, so nothing else may refer to this package on
/// the way to a command that does not talk to AWS.
@NullMarked
package io.trailseal.indexer.aws;

import org.jspecify.annotations.NullMarked;
