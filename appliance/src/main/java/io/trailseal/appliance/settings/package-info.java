/// What an operator can set, from `HOME/settings.properties` and the environment.
///
/// ## Trust
///
/// Whoever can write the file or the environment runs the appliance anyway. Secrets (an external
/// id, a proxy's user and password) are in no message and shown as `(set)`.
///
/// ## Names
///
/// A key of the file is a variable of the environment in capitals behind `TRAILSEAL_`, with `_` for
/// each dot and hyphen; `SourceKey` says why that is never ambiguous for `intake.NAME.…`.
///
/// ## Failures
///
/// All problems are reported at once, and nothing starts.
@NullMarked
package io.trailseal.appliance.settings;

import org.jspecify.annotations.NullMarked;
