package io.trailseal.api.auth;

import io.trailseal.api.error.ErrorCode;
import io.trailseal.api.error.Problem;
import io.trailseal.indexer.access.AccountException;

/// Says what is wrong with an account in the words of [ErrorCode].
public final class AccountProblems {
  private AccountProblems() {}

  public static Problem of(AccountException e) {
    ErrorCode code =
        switch (e.reason()) {
          case INVALID -> ErrorCode.ACCOUNT_INVALID;
          case UNKNOWN -> ErrorCode.ACCOUNT_UNKNOWN;
          case TAKEN, LAST_OPERATOR -> ErrorCode.ACCOUNT_CONFLICT;
        };
    return Problem.of(code, String.valueOf(e.getMessage()));
  }

  /// A password that cannot be one.
  public static Problem objection(String objection) {
    return Problem.of(ErrorCode.ACCOUNT_INVALID, objection);
  }
}
