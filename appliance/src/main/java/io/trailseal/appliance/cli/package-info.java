/// The command line.
///
/// Commands never touch `System.out`: they get a [io.trailseal.appliance.cli.Terminal], because the
/// same command also runs inside the process that owns the store, on behalf of another one (see
/// `io.trailseal.appliance.lifecycle`).
///
/// ## Trust
///
/// Everything that comes from evidence is hostile: what goes to a terminal is escaped, what goes to
/// CSV cannot be a formula. JSON, `vault cat` and raw events are for programs and are not escaped
/// beyond JSON's own rules.
///
/// ## Failures
///
/// [io.trailseal.appliance.cli.ExitCode] has them all. A person sees one line, never a stack trace;
/// that is in `HOME/trailseal.log`.
@NullMarked
package io.trailseal.appliance.cli;

import org.jspecify.annotations.NullMarked;
