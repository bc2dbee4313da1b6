/// From what a caller typed to an answer from the store: what REST and the pages have in common.
///
/// Nothing leaves this package before it is in the access record: who asks is a parameter of every
/// method that gives something, and what cannot be entered is not given. Doors enter nothing
/// themselves but what they refuse.
///
/// ## Failures
///
/// Whatever is wrong with a question is an [io.trailseal.api.error.ProblemException]; a store that
/// cannot be read is an `IOException`.
///
/// ## Threads
///
/// Any thread; at most [io.trailseal.api.ask.Answers#ASKERS_MAX] questions are worked on at a time.
@NullMarked
package io.trailseal.api.ask;

import org.jspecify.annotations.NullMarked;
