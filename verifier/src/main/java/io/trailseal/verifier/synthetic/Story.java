package io.trailseal.verifier.synthetic;

import java.time.Instant;

/// The story in every sample, by the names in it: questions that have an answer.
///
/// The key of a backup user leaks. Somebody at [#INTRUDER_ADDRESS] tries it, is denied a few
/// things, takes a role, makes a second key for a user and that user an administrator, enters the
/// second account where there is one, opens a bucket to everybody, has it read from
/// [#READER_ADDRESS], tries in vain to stop the trail, and deletes. Hours later [#RESPONDER] cleans
/// up.
///
/// It happens in the first account and its home region. In a day it takes seven hours, beginning
/// eight hours after the start; a sample of a few hours has it squeezed to fit.
public final class Story {
  /// The trail that delivers the sample; what the intruder wants to stop.
  public static final String TRAIL = "sample-trail";

  /// The IAM user whose key leaks.
  public static final String USER = "ci-backup";

  public static final String LEAKED_KEY = "AKIASAMPLELEAKEDKEY7";

  /// The role the intruder takes.
  public static final String ROLE = "DataExportRole";

  /// The access key of the session in that role.
  public static final String ROLE_SESSION_KEY = "ASIASAMPLESTOLENROL3";

  /// The user who gets a second key and AdministratorAccess.
  public static final String BACKDOOR_USER = "svc-reporting";

  public static final String BACKDOOR_KEY = "AKIASAMPLEBACKDOOR42";

  /// The role in the second account; only in samples with two accounts or more.
  public static final String OTHER_ACCOUNT_ROLE = "OrganizationAccountAccessRole";

  /// The access key of the session in the second account.
  public static final String OTHER_ACCOUNT_SESSION_KEY = "ASIASAMPLEOTHERACCT5";

  /// The bucket that becomes public and is read.
  public static final String BUCKET = "acme-customer-exports";

  /// The bucket that is deleted.
  public static final String DELETED_BUCKET = "acme-export-staging";

  /// Where the intruder calls from.
  public static final String INTRUDER_ADDRESS = "203.0.113.77";

  /// Where the public bucket is read from, without credentials.
  public static final String READER_ADDRESS = "198.51.100.23";

  /// Who cleans up.
  public static final String RESPONDER = "maya.lindqvist@example.com";

  /// The role the responder has from IAM Identity Center.
  public static final String RESPONDER_ROLE =
      "AWSReservedSSO_SecurityIncidentResponse_4f1c2a9be07d5386";

  public static final String RESPONDER_ADDRESS = "192.0.2.201";

  /// Minutes from its first event to its last, where there is room.
  static final int MINUTES = 420;

  /// When it begins in a sample of a day or more.
  private static final int BEGINS_SECONDS = 8 * 3600;

  private static final int DAY_SECONDS = 24 * 3600;

  /// Room for chains that begin and end their hours late or early.
  private static final int MARGIN_SECONDS = 420;

  private static final int MARGIN_END_SECONDS = 300;

  private Story() {}

  /// When something happens that happens that many minutes into the story.
  ///
  /// @return epoch second
  static long second(SampleSettings settings, double minute) {
    long start = settings.start().getEpochSecond();
    long length = settings.hours() * 3600L;
    if (length >= DAY_SECONDS) {
      return start + BEGINS_SECONDS + Math.round(minute * 60);
    }
    long room = length - MARGIN_SECONDS - MARGIN_END_SECONDS;
    double pace = Math.min(1, room / (MINUTES * 60.0));
    long begins = start + MARGIN_SECONDS + Math.round((room - MINUTES * 60 * pace) / 2);
    return begins + Math.round(minute * 60 * pace);
  }

  /// The first event of the story in a sample with these settings.
  public static Instant from(SampleSettings settings) {
    return Instant.ofEpochSecond(second(settings, 0));
  }

  /// The last event of the story in a sample with these settings.
  public static Instant to(SampleSettings settings) {
    return Instant.ofEpochSecond(second(settings, MINUTES));
  }
}
