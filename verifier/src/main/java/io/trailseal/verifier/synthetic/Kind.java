package io.trailseal.verifier.synthetic;

/// Kinds of callers, each with its own shape of userIdentity.
enum Kind {
  /// An IAM user with a long-lived key.
  USER(8, 0),
  /// An IAM user in the console.
  CONSOLE(4, 6),
  /// A person with a role of IAM Identity Center.
  SSO(10, 4),
  /// A role of an EC2 instance.
  APP(14, 6),
  /// A role of a Lambda function.
  LAMBDA(14, 6),
  /// A role that a pipeline takes with a web identity.
  CI(4, 2),
  /// A service-linked role, used by its service.
  SLR(10, 3),
  /// A service on its own behalf.
  SERVICE(9, 0),
  /// A service acting for a role (forward access session).
  FAS(8, 6),
  ROOT(1, 0);

  /// How many of them an account has.
  final int count;

  /// How long a session lasts, 0 where the credentials do not change.
  final int sessionHours;

  Kind(int count, int sessionHours) {
    this.count = count;
    this.sessionHours = sessionHours;
  }
}
