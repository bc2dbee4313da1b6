/// Our pages, written on the server. They need no script, so the policy sent with every answer
/// forbids all script.
///
/// | address        | page                                                          |
/// |----------------|---------------------------------------------------------------|
/// | `/`            | query, time range, the events found, newest first             |
/// | `/events/{id}` | one event: its verdict, where it came from, the record        |
/// | `/evidence`    | how the evidence stands: verdicts, findings, quarantine, keys |
///
/// ## Trust
///
/// Everything shown was chosen by strangers. Templates escape by context (JTE's HTML mode), and
/// before that [io.trailseal.verifier.S3Name#printable(String)] makes control and direction marks
/// visible, so that text cannot pretend to be other text. Views hold text that is ready to be
/// escaped, never HTML.
///
/// The records named `…View` are public only because the templates are compiled into a package of
/// their own.
@NullMarked
package io.trailseal.api.web;

import org.jspecify.annotations.NullMarked;
