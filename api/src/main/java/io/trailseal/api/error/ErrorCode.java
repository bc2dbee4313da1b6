package io.trailseal.api.error;

import java.util.Locale;

/// Every failure we report, once. Names are public: clients match on them, so they are never
/// renamed or reused.
public enum ErrorCode {
  QUERY_NOT_UNDERSTOOD(
      Blame.CALLER,
      400,
      "the query could not be understood",
      "correct the query at the position named"),
  QUERY_NOT_ANSWERABLE(
      Blame.CALLER,
      400,
      "the query cannot be answered",
      "change the query as the detail says; nothing was searched"),
  PARAMETER_UNKNOWN(
      Blame.CALLER,
      400,
      "a parameter is unknown",
      "leave the parameter out or correct its name; nothing was searched"),
  PARAMETER_INVALID(Blame.CALLER, 400, "a parameter has an impossible value", "correct the value"),
  TIME_RANGE_INVALID(
      Blame.CALLER,
      400,
      "the time range is impossible",
      "give times in UTC as 2026-03-02 or 2026-03-02T14:05:00Z, the earlier one as from"),
  EVENT_NOT_FOUND(
      Blame.CALLER,
      404,
      "there is no such event",
      "search for the event; an id is either 1234-17 as answers give it or CloudTrail's eventID"),
  EVENT_AMBIGUOUS(
      Blame.CALLER,
      409,
      "several events carry this eventID",
      "choose one of the ids: CloudTrail can deliver an event more than once"),
  OBJECT_NOT_FOUND(
      Blame.CALLER,
      404,
      "there is no such object",
      "look for it with /api/v1/objects; an object is named by its ledger entry, a number"),
  EXPORT_TOO_LARGE(
      Blame.CALLER,
      409,
      "the export would hold more events than an analyst's may",
      "narrow it down by time, give a limit, or have an auditor export it"),
  REPORT_NOT_FOUND(
      Blame.CALLER,
      404,
      "there is no such report",
      "see /api/v1/reports; the newest thirty are kept, older ones may have one form only"),
  JOB_NOT_FOUND(
      Blame.CALLER, 404, "there is no such job", "see /api/v1/jobs; the newest hundred are kept"),
  JOB_RUNNING(
      Blame.WAIT,
      409,
      "such a job is at work already",
      "wait until it has ended, or stop it with DELETE"),
  JOB_NOT_POSSIBLE(
      Blame.CALLER,
      409,
      "that cannot be done as things are",
      "change what the detail says and ask again"),
  IMPORT_NOT_ALLOWED(
      Blame.CALLER,
      403,
      "imports may not be started from there",
      "on the machine itself: trailseal import PATH; or have the folder added to the setting"
          + " jobs.import-folders"),
  PROOF_TOO_LARGE(
      Blame.CALLER,
      409,
      "the proof would be larger than a proof may be",
      "take the record, its log file and its digest from the vault one by one: trailseal vault cat"),
  ROUTE_NOT_FOUND(
      Blame.CALLER, 404, "there is nothing at this address", "start at / or /api/v1/events"),
  METHOD_NOT_ALLOWED(
      Blame.CALLER, 405, "this method is not allowed here", "use one that the Allow header names"),
  NOT_ACCEPTABLE(
      Blame.CALLER,
      406,
      "the answer does not come in the form asked for",
      "accept application/json under /api, text/html elsewhere"),
  REQUEST_MALFORMED(
      Blame.CALLER,
      400,
      "the request could not be read",
      "percent-encode the parameters as UTF-8, with % itself as %25"),
  REQUEST_TOO_LARGE(
      Blame.CALLER, 414, "the request is too large", "shorten the query: see the limit in detail"),
  HOST_NOT_OURS(
      Blame.CALLER,
      421,
      "the request was meant for another host",
      "open the address that was printed at start, by number or as localhost"),
  SIGN_IN_NOT_BEGUN_HERE(
      Blame.CALLER,
      400,
      "this sign-in did not begin here, or is over",
      "begin again at the sign-in page, in one browser that keeps cookies, and finish within ten"
          + " minutes"),
  SIGN_IN_REFUSED(
      Blame.CALLER,
      403,
      "the identity provider did not sign you in",
      "begin again at the sign-in page; if it stays so, ask whoever runs the identity provider"),
  SIGN_IN_WITHOUT_ROLE(
      Blame.CALLER,
      403,
      "you are known, and may do nothing here",
      "ask the appliance's operator to give one of your groups a role (oidc.roles), then sign in"
          + " again"),
  CONNECTION_NOT_PRIVATE(
      Blame.CALLER,
      403,
      "the request could be read on its way",
      "ask through the proxy, which speaks TLS"),
  TOO_MANY_REQUESTS(
      Blame.WAIT, 429, "too many requests", "wait as long as Retry-After says, then go on"),
  SETUP_REQUIRED(
      Blame.CALLER,
      403,
      "the appliance has to be set up first",
      "open the setup link that trailseal serve printed, or type trailseal user add NAME on the"
          + " machine"),
  SIGN_IN_REQUIRED(
      Blame.CALLER,
      401,
      "you have to sign in first",
      "sign in at /sign-in, or send the header Authorization: Bearer with a token"),
  SIGN_IN_FAILED(
      Blame.CALLER,
      401,
      "nobody was signed in",
      "correct name or password; trailseal user reset NAME on the machine sets another"),
  SIGN_IN_TOO_OFTEN(
      Blame.WAIT,
      429,
      "too many sign-ins failed",
      "wait as long as the detail says; trailseal user reset NAME on the machine ends the wait"),
  NOT_PERMITTED(
      Blame.CALLER,
      403,
      "you may not do this",
      "ask an operator for the role, or sign in as somebody who has it"),
  CROSS_SITE(
      Blame.CALLER,
      403,
      "another site may not change anything here",
      "use the appliance's own pages, or a token from a program"),
  ACCOUNT_INVALID(
      Blame.CALLER,
      400,
      "an account or token cannot be like this",
      "correct what the detail names"),
  ACCOUNT_UNKNOWN(
      Blame.CALLER, 404, "there is no such account or token", "look at the list of them"),
  ACCOUNT_CONFLICT(
      Blame.CALLER,
      409,
      "an account or token is in the way",
      "choose another name, or change what the detail names first"),
  TOO_MANY_QUESTIONS(
      Blame.WAIT,
      429,
      "too many questions at once",
      "ask again in a few seconds, or fewer at a time"),
  PROVIDER_UNAVAILABLE(
      Blame.OPERATOR,
      502,
      "the identity provider cannot be asked",
      "try again in a minute; if it stays so, look at the appliance's log under the reference named"),
  PROVIDER_NOT_BELIEVED(
      Blame.OPERATOR,
      502,
      "the identity provider's answer is not believed",
      "nobody was signed in; look at the appliance's log under the reference named"),
  PROVIDER_BUSY(
      Blame.WAIT,
      503,
      "too many sign-ins are under way",
      "begin again at the sign-in page in a few seconds"),
  NOT_RECORDED(
      Blame.OPERATOR,
      503,
      "this could not be entered in the access record, so nothing is given",
      "try again; if it stays so, look at the appliance's log under the reference named: the disk"
          + " may be full"),
  STORE_NOT_READABLE(
      Blame.OPERATOR,
      500,
      "the store could not be read",
      "look at the appliance's log under the reference named, then run trailseal fsck"),
  INTERNAL(
      Blame.OPERATOR,
      500,
      "the appliance met something it was not built for",
      "look at the appliance's log under the reference named and report it");

  /// Who can do something about it.
  public enum Blame {
    /// The request is wrong; sending it again will not help.
    CALLER,
    /// The request is fine; sending it again later will help.
    WAIT,
    /// The appliance needs a person.
    OPERATOR
  }

  private final Blame blame;
  private final int status;
  private final String title;
  private final String remedy;

  ErrorCode(Blame blame, int status, String title, String remedy) {
    this.blame = blame;
    this.status = status;
    this.title = title;
    this.remedy = remedy;
  }

  public Blame blame() {
    return blame;
  }

  /// The HTTP status: 4xx where the caller can do something, 5xx where the operator must.
  public int status() {
    return status;
  }

  /// What kind of trouble this is: lower case, no full stop.
  public String title() {
    return title;
  }

  /// What to do, where nothing more particular is known.
  public String remedy() {
    return remedy;
  }

  /// The problem type of RFC 9457: a name, not an address to fetch.
  public String type() {
    return "urn:trailseal:error:" + name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
