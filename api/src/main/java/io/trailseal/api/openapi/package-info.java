/// What can be asked over REST, in the words of OpenAPI 3.1.
///
/// Each room that answers declares its [io.trailseal.api.openapi.Operation]s next to its routes and
/// hands them over as [io.trailseal.api.openapi.Documented]. Routes read what they take by the very
/// [io.trailseal.api.ask.Parameter]s that are declared there, so the document cannot name another
/// bound or another default than the one that counts. What cannot be had by construction is held by
/// a test against the running server: every route has an operation, every documented status has an
/// example that gives it, and every answer fits its schema, which allows no member it does not
/// name.
///
/// The schemas of answers are in `schemas.json`, as answers are written by hand.
///
/// ## Trust
///
/// The document is the same for everybody and holds nothing of the store.
@NullMarked
package io.trailseal.api.openapi;

import org.jspecify.annotations.NullMarked;
