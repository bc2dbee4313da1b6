/// How the appliance is, for Prometheus: `GET /metrics`. Micrometer's home.
///
/// What is ours is named `trailseal_…` and read from one [io.trailseal.api.health.Condition] at
/// each scrape, so nothing else in the program registers or counts a metric. What is the JVM's
/// (`jvm_…`, `process_…`, `system_…`) comes from Micrometer's binders, from the first scrape on:
/// whoever does not scrape pays nothing.
///
/// ## Labels
///
/// | label               | values                                                                |
/// |---------------------|-----------------------------------------------------------------------|
/// | `queue`, `bucket`   | as the settings name them                                             |
/// | `account`, `region` | as the keys of objects say, hostile: at most 5,000 pairs, those something came from last; `trailseal_places_omitted` counts the others |
/// | `follower`          | `custody`, `search`                                                   |
/// | `kind`, `verdict`   | `log_file`, `digest`, `absent`; the words of verdicts                 |
/// | `state`             | the states of intake                                                  |
/// | `room`              | `vault`, `ledger`, `search`                                           |
///
/// Label values are made printable and then escaped by the exposition format.
@NullMarked
package io.trailseal.api.metrics;

import org.jspecify.annotations.NullMarked;
