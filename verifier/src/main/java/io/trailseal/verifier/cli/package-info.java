/// The auditor's tool: `java -jar trailseal-verifier.jar verify SOURCE`. Also what the appliance's
/// `trailseal verify` is made of.
///
/// [io.trailseal.verifier.cli.VerifyPlan] understands options,
/// [io.trailseal.verifier.cli.VerifyRun] does what they ask for, whoever opened the archive.
///
/// ## Trust
///
/// Key files that are named on the command line are trusted, that is what naming them means. Keys
/// that lie in the archive are not, however much they look like AWS's: whoever could alter the
/// archive could have put them there.
///
/// ## Failures
///
/// Whatever stops a command is a [io.trailseal.verifier.cli.StopException] with a sentence, advice
/// and an exit code. Nobody sees a stack trace. The exit codes are those of the appliance.
@NullMarked
package io.trailseal.verifier.cli;

import org.jspecify.annotations.NullMarked;
