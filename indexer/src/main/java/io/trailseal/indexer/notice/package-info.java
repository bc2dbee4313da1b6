/// What does a message announce? From the body of a queue's message to the objects it names. Pure
/// functions of the text; nothing here knows a queue.
///
/// Every byte of a body is hostile: who may send to the queue is for its policy to say.
@NullMarked
package io.trailseal.indexer.notice;

import org.jspecify.annotations.NullMarked;
