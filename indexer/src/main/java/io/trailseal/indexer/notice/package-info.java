/// What does a message announce? From the body of a queue's message to the objects it names. Pure
/// functions of the text; nothing here knows a queue.
///
/// ## Trust
///
/// Every byte of a body is hostile: who may send to the queue is for its policy to say. A message
/// can at most name an object for us to look at, which is then read from S3; nothing else that it
/// says is believed. SNS's signatures are not checked for the same reason.
///
/// ## Failures
///
/// A message is understood whole or not at all: one of whose objects cannot be named is
/// [io.trailseal.indexer.notice.Notice.Unknown], so that it is kept and not acknowledged.
@NullMarked
package io.trailseal.indexer.notice;

import org.jspecify.annotations.NullMarked;
