package io.trailseal.api.rest;

import io.trailseal.api.ask.Parameter;
import io.trailseal.api.error.ErrorCode;
import io.trailseal.api.openapi.Documented;
import io.trailseal.api.openapi.Operation;
import jakarta.inject.Singleton;
import java.util.List;

/// What can be asked and changed about who may use the appliance.
@Singleton
final class AccountOperations implements Documented {
  private static final String ACCOUNTS = "accounts";
  private static final int DAYS_MAX = 3660;
  private static final int PASSWORD_LENGTH_MAX = 512;
  private static final int TEXT_LENGTH_MAX = 100;
  private static final int AWS_ACCOUNTS_MAX = 1_000;

  static final Operation SESSION =
      Operation.get("/api/v1/session", ACCOUNTS, "Who asks")
          .gives("Caller", "as whom the request was understood, and what they may do")
          .example("/api/v1/session", 200);

  static final Operation TOKENS =
      Operation.get("/api/v1/tokens", ACCOUNTS, "Tokens and access keys")
          .about("The caller's own; an operator's answer has everybody's. Never their secrets.")
          .gives("Tokens", "the oldest first, revoked ones too")
          .example("/api/v1/tokens", 200);

  static final Parameter<String> LABEL = Parameter.text("label", TEXT_LENGTH_MAX, "what it is for");

  static final Parameter<List<String>> ROLES =
      Parameter.texts("roles", TEXT_LENGTH_MAX, 3, "`analyst`, `auditor`, `operator`");

  static final Parameter<List<String>> AWS_ACCOUNTS =
      Parameter.texts(
          "accounts",
          TEXT_LENGTH_MAX,
          AWS_ACCOUNTS_MAX,
          "the AWS accounts whose events are given; all where there is none");

  static final Parameter<Integer> DAYS =
      Parameter.count("expiresInDays", 90, DAYS_MAX, "after how many days it is not accepted");

  static final Parameter<Boolean> ACCESS_KEY =
      Parameter.flag("accessKey", "makes an access key for `aws --endpoint-url` instead");

  static final Operation ISSUE =
      Operation.post("/api/v1/tokens", ACCOUNTS, "Make a token")
          .about(
              "It is the caller's, and grants no more than this request may. For who has signed in:"
                  + " tokens make no tokens, which would outlive them.")
          .body(LABEL, ROLES, AWS_ACCOUNTS, DAYS, ACCESS_KEY)
          .gives(201, "application/json", "Issued", "with its secret, which is not told again")
          .refuses(ErrorCode.ACCOUNT_INVALID, ErrorCode.ACCOUNT_CONFLICT)
          .example(
              "/api/v1/tokens",
              "{\"label\":\"nightly report\",\"roles\":[\"analyst\"],\"expiresInDays\":30}",
              201)
          .example("/api/v1/tokens", "{\"label\":\"a king's\",\"roles\":[\"king\"]}", 400);

  static final Parameter<String> TOKEN_ID =
      Parameter.text("id", TEXT_LENGTH_MAX, "its public part");

  static final Operation REVOKE =
      Operation.delete("/api/v1/tokens/{id}", ACCOUNTS, "Revoke a token")
          .about("One's own; an operator revokes everybody's. It is not accepted from here on.")
          .at(TOKEN_ID)
          .gives("Token", "the token, revoked")
          .refuses(ErrorCode.ACCOUNT_UNKNOWN)
          .example("/api/v1/tokens/nothing", 404);

  static final Operation USERS =
      Operation.get("/api/v1/users", ACCOUNTS, "Users")
          .gives("Users", "everybody, by name")
          .example("/api/v1/users", 200);

  static final Parameter<String> NAME =
      Parameter.text("name", TEXT_LENGTH_MAX, "letters a-z, digits and `. _ @ + -`");

  static final Parameter<String> PASSWORD =
      Parameter.text(
          "password", PASSWORD_LENGTH_MAX, "12 characters or more; none for who only has tokens");

  static final Operation ADD =
      Operation.post("/api/v1/users", ACCOUNTS, "Add a user")
          .about("For who has signed in, not for tokens, and sees all AWS accounts.")
          .body(NAME, PASSWORD, ROLES, AWS_ACCOUNTS)
          .gives(201, "application/json", "User", "who was added")
          .refuses(ErrorCode.ACCOUNT_INVALID, ErrorCode.ACCOUNT_CONFLICT)
          .example("/api/v1/users", "{\"name\":\"ci\",\"roles\":[\"analyst\"]}", 201)
          .example("/api/v1/users", "{\"name\":\"ci\",\"roles\":[\"analyst\"]}", 409)
          .example(
              "/api/v1/users",
              "{\"name\":\"bob\",\"roles\":[\"analyst\"],\"password\":\"short\"}",
              400);

  static final Parameter<Boolean> DISABLED =
      Parameter.flag("disabled", "nothing of theirs is accepted, tokens included");

  static final Operation CHANGE =
      Operation.post("/api/v1/users/{name}", ACCOUNTS, "Change a user")
          .about(
              "For who has signed in, not for tokens, and sees all AWS accounts. What is given is"
                  + " changed. With `roles`, the AWS accounts are set too. Another"
                  + " password, and disabling, end the user's sessions.")
          .at(NAME)
          .body(DISABLED, PASSWORD, ROLES, AWS_ACCOUNTS)
          .gives("User", "as they are then")
          .refuses(ErrorCode.ACCOUNT_INVALID, ErrorCode.ACCOUNT_UNKNOWN, ErrorCode.ACCOUNT_CONFLICT)
          .example("/api/v1/users/ci", "{\"roles\":[\"analyst\",\"auditor\"]}", 200)
          .example("/api/v1/users/ci", "{\"disabled\":true}", 200)
          .example("/api/v1/users/nobody", "{\"disabled\":true}", 404)
          .example("/api/v1/users/ci", "{\"accounts\":[\"111122223333\"]}", 400);

  @Override
  public List<Operation> operations() {
    return List.of(SESSION, TOKENS, ISSUE, REVOKE, USERS, ADD, CHANGE);
  }
}
