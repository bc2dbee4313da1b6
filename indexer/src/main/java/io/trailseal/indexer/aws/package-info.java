/// What lies in the bucket, what has the queue to say, and which keys does CloudTrail list? The
/// only home of the AWS SDK.
///
/// Doors: [io.trailseal.indexer.aws.AwsSources] opens queues, buckets and keys for intake,
/// [io.trailseal.indexer.aws.S3Archive] a live bucket to verify,
/// [io.trailseal.indexer.aws.PublishedKeys] the keys for that.
///
/// ## Trust
///
/// Nothing that S3 or SQS answers is believed: lengths are checked before anything is read, names
/// before they are asked for, and bytes go through S3's checksum where it sends one, and else
/// through the MD5 in the ETag where it is one. Keys are believed because the connection to
/// CloudTrail is authenticated by TLS; nobody else vouches for them.
///
/// What could not be read is never called missing or altered: only S3's own `NoSuchKey` is
/// [io.trailseal.verifier.check.Fetched.Absent], everything else says what stood in the way.
///
/// ## What may be called
///
/// | for | permission |
/// |---|---|
/// | reading | `s3:GetObject`, `s3:GetObjectVersion`; `kms:Decrypt` on the objects' keys |
/// | listing | `s3:ListBucket`; `s3:ListBucketVersions`, without which older versions are not seen |
/// | a queue | `sqs:ReceiveMessage`, `sqs:DeleteMessage`, `sqs:ChangeMessageVisibility`, `sqs:GetQueueAttributes`; `kms:Decrypt` on the queue's key |
/// | keys | `cloudtrail:ListPublicKeys` |
/// | a role | `sts:AssumeRole` on it |
///
/// Nothing that writes to a bucket. Credentials are found the way Amazon's tools find them, of an
/// instance only by IMDSv2, and appear in no message.
///
/// ## Whose trouble it is
///
/// | what S3 answers | becomes |
/// |---|---|
/// | `InvalidObjectState` | parked: somebody has to restore it |
/// | `AccessDenied` | parked: a permission is missing |
/// | `AccessDenied` about KMS, `KMS.…` | parked: the key |
/// | `NoSuchKey`, `NoSuchVersion`, a delete marker | parked: not there |
/// | any other refusal that is about the object | parked: not readable |
/// | expired or unknown credentials, a clock that is wrong, no such bucket, a wrong region | tried again: nothing is wrong with the object |
/// | `SlowDown`, 429, 5xx, a connection that breaks, bytes that do not fit | tried again |
///
/// ## Threads and limits
///
/// Everything may be called by many threads. Connections are bounded, and so are the bytes of
/// objects that are out at a time. Every request is tried
/// [io.trailseal.indexer.aws.Connection#ATTEMPTS_STANDARD] times with growing pauses and then given
/// up; who asked decides when to ask again.
///
/// The SDK takes the better part of a second to load, so nothing else may refer to this package on
/// the way to a command that does not talk to AWS.
@NullMarked
package io.trailseal.indexer.aws;

import org.jspecify.annotations.NullMarked;
