/// What does this object say? Key names, inflating with limits, and the streaming parse of log
/// files. [io.trailseal.verifier.trail.ObjectReader] is the door.
///
/// ## Trust
///
/// Every byte is hostile. What is wrong with an object is told as a
/// [io.trailseal.verifier.trail.Defect], with the place, and costs as little as can be: the events
/// around it are still read. That a key or a file looks like CloudTrail's proves nothing; what does
/// is `io.trailseal.verifier.check`.
///
/// ## What counts as an event
///
/// Under a log file's key, every JSON object in the place of a record. Elsewhere, what has at least
/// two of the members all of CloudTrail's records have in common; notifications of S3, SNS, SQS and
/// EventBridge and items of AWS Config are not events. A record may lack anything: `eventID`,
/// `eventTime`, even `eventName`.
///
/// ## Limits
///
/// | What                         | Most                                    | Beyond it                      |
/// |------------------------------|-----------------------------------------|--------------------------------|
/// | inflated log or digest file  | 64 MiB                                  | defect; what came before is read |
/// | inflated Config file         | 2 GiB                                   | defect                         |
/// | nesting of a record          | 1,000                                   | defect; the record is left out |
/// | a string, name, number       | 20 M characters, 50,000 bytes, 1,000 digits | defect; the record is left out |
/// | a path                       | 1,000 characters                        | cut                            |
/// | paths remembered by a reader | 20,000, or 4 M characters               | made anew each time            |
/// | defects of one object        | 10                                      | not told                       |
///
/// ## Threads and failures
///
/// An [io.trailseal.verifier.trail.ObjectReader] belongs to one thread; everything else is
/// immutable. Nothing throws for what is in the data.
@NullMarked
package io.trailseal.verifier.trail;

import org.jspecify.annotations.NullMarked;
