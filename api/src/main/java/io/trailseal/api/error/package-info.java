/// One table from failure to answer.
///
/// Whatever goes wrong while a request is answered becomes a [io.trailseal.api.error.Problem],
/// whose kind is a row of [io.trailseal.api.error.ErrorCode]. A problem is answered as RFC 9457
/// problem details (`application/problem+json`), or as a page to a browser that asked for a page:
///
/// | member       | holds                                                                    |
/// |--------------|--------------------------------------------------------------------------|
/// | `type`       | `urn:trailseal:error:` and the code in lower case with hyphens           |
/// | `title`      | what kind of trouble this is, the same for every problem of the code     |
/// | `status`     | the HTTP status                                                          |
/// | `code`       | the code's name: public, never renamed or reused                         |
/// | `detail`     | what was required and what was found, this time                          |
/// | `remedy`     | what to do now                                                           |
/// | `position`   | where in the query, in characters from 0; only where there is a place    |
/// | `suggestion` | what was probably meant; only where something is near                    |
/// | `ids`        | the ids to choose from; only where a name fits several events            |
///
/// ## Trust
///
/// Details quote what the caller sent and what is in the store, both hostile: they are escaped by
/// whoever prints them. No answer has a stack trace, a class name or a path of the machine in it;
/// those go to the log, under a reference that the answer names.
@NullMarked
package io.trailseal.api.error;

import org.jspecify.annotations.NullMarked;
