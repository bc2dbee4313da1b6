/// AWS on this machine, for tests, drills and figures: a sample's folder served as S3, STS and
/// CloudTrail would serve it, to our own code and to Amazon's tools alike.
///
/// [io.trailseal.loopback.LoopbackAws] is the door, from Java and, through its `main`, from a
/// shell:
///
/// ```
/// java -cp "$(paths)" io.trailseal.loopback.LoopbackAws FOLDER [--bucket NAME] [--port N] [--delay-ms N]
/// ```
///
/// A folder is what `trailseal sample` writes:
///
/// | in the folder | is served as |
/// |---|---|
/// | `buckets/NAME/…` | the objects of a second bucket |
/// | `public-keys/REGION.json` | what ListPublicKeys answers in that region |
/// | `….metadata.json` | the user metadata of the object it stands beside |
/// | everything else | the objects of the bucket itself |
///
/// An object with the user metadata `trailseal-answer` is refused or broken off as that says:
/// [io.trailseal.loopback.Fault]. Signatures are not checked, but a request without any is denied,
/// and the region in it decides whose keys are listed.
///
/// Beside it, for servers that others wrote (`indexer.aws.drill`): [io.trailseal.loopback.Between]
/// and [io.trailseal.loopback.Wire] stand before them and spoil what passes,
/// [io.trailseal.loopback.Cargo] is what is delivered, and [io.trailseal.loopback.Comparison] holds
/// a bucket against a store.
///
/// It binds to 127.0.0.1 only, holds nothing in memory between requests, and sees changes of the
/// folder at once.
@NullMarked
package io.trailseal.loopback;

import org.jspecify.annotations.NullMarked;
