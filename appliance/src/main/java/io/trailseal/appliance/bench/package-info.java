/// What does it cost? Makes data of a given seed and measures the product on it; for `trailseal
/// bench`.
///
/// What is measured is what a user runs: the same rooms, opened the same way. Data is made before
/// and is not measured. CPU is of the whole process, the collector and the compiler included; it is
/// the steady figure, where wall time depends on what else the machine does.
///
/// Nothing in here is believed by anybody, and nothing keeps state but the folder that the caller
/// names.
@NullMarked
package io.trailseal.appliance.bench;

import org.jspecify.annotations.NullMarked;
