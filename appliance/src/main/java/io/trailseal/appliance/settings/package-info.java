/// What an operator can set, from `HOME/settings.properties` and the environment.
///
/// ## Trust
///
/// Whoever can write the file or the environment runs the appliance anyway.
///
/// ## Failures
///
/// All problems are reported at once, and nothing starts.
@NullMarked
package io.trailseal.appliance.settings;

import org.jspecify.annotations.NullMarked;
