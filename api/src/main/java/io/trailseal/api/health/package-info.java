/// How is the appliance itself? For whoever watches it, person or machine.
///
/// | address         | answer                                        | 503 where                        |
/// |-----------------|-----------------------------------------------|----------------------------------|
/// | `/health`       | every check with its state and its numbers    | it is not ready                  |
/// | `/health/live`  | that it answers, reads its ledger and follows | it must be started anew          |
/// | `/health/ready` | that questions are answered, about what is new | no questions should be sent to it |
///
/// A check is `ok`, `unknown` (nobody asked yet), `degraded` (somebody should look at it) or
/// `failing` (something does not happen that should). Trouble on the way in never makes the
/// appliance unready: what is here is served.
///
/// ## Cost
///
/// Everything asked comes from one [io.trailseal.api.health.Condition], remembered for seconds:
/// however often somebody asks, the ledger is read a few times a minute, on its reading threads. It
/// writes nothing and holds nothing that intake waits for.
///
/// ## Trust
///
/// What queues, buckets and key names say is shown cut and printable; nothing here is secret.
@NullMarked
package io.trailseal.api.health;

import org.jspecify.annotations.NullMarked;
