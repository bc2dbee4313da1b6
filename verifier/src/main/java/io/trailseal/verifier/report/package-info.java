/// How a [io.trailseal.verifier.check.Report] is written for people and machines, and read back.
///
/// [io.trailseal.verifier.report.Reports] writes four forms: text for a person, JSON with a
/// published schema, JUnit's XML for what runs checks on a schedule, and one page of HTML to keep
/// or print. All say the same; none says less when there is bad news, and an archive in which
/// nothing was examined reads like a failure in every one of them.
///
/// The same report gives the same bytes, always: nothing here reads a clock, a locale or a folder.
/// Golden files rest on that.
///
/// ## Trust
///
/// Nothing that a report quotes is trusted: keys and names in it were chosen by whoever could write
/// to the bucket. Each form escapes what could confuse a terminal
/// ([io.trailseal.verifier.S3Name#printable]) and then what means something in itself. Only the
/// JSON form has names exactly as they are, in ASCII. What is read back
/// ([io.trailseal.verifier.report.EarlierReport]) is hostile as well.
///
/// ## Threads and memory
///
/// A report is written by one thread, as a stream: the memory needed beside the report is that of
/// sorting its findings.
@NullMarked
package io.trailseal.verifier.report;

import org.jspecify.annotations.NullMarked;
