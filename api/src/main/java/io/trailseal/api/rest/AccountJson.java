package io.trailseal.api.rest;

import io.trailseal.api.error.JsonText;
import io.trailseal.indexer.access.Account;
import io.trailseal.indexer.access.Caller;
import io.trailseal.indexer.access.Credential;
import io.trailseal.indexer.access.Issued;
import io.trailseal.indexer.access.Names;
import io.trailseal.indexer.access.Role;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JsonGenerator;

/// Users and tokens as JSON, without what is secret of them.
final class AccountJson {
  private AccountJson() {}

  static byte[] caller(Caller caller) {
    return JsonText.object(
        json -> {
          json.writeStringProperty("kind", caller.kind().name());
          json.writeStringProperty("name", caller.name());
          AnswerJson.text(json, "credential", caller.credential());
          rights(json, caller.roles(), caller.accounts());
        });
  }

  static byte[] tokens(List<Credential> tokens) {
    return JsonText.object(
        json -> {
          json.writeArrayPropertyStart("tokens");
          for (Credential token : tokens) {
            json.writeStartObject();
            members(json, token);
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }

  static byte[] token(Credential token) {
    return JsonText.object(json -> members(json, token));
  }

  static byte[] issued(Issued issued) {
    return JsonText.object(
        json -> {
          members(json, issued.credential());
          json.writeStringProperty("secret", issued.secret());
        });
  }

  private static void members(JsonGenerator json, Credential token) {
    json.writeStringProperty("id", token.id());
    json.writeBooleanProperty("accessKey", token.accessKey());
    json.writeStringProperty("owner", token.owner());
    json.writeStringProperty("label", JsonText.wellFormed(token.label()));
    rights(json, token.roles(), token.accounts());
    json.writeStringProperty("createdAt", token.createdAt().toString());
    time(json, "expiresAt", token.expiresAt());
    time(json, "lastUsedAt", token.lastUsedAt());
    time(json, "revokedAt", token.revokedAt());
  }

  static byte[] users(List<Account> users) {
    return JsonText.object(
        json -> {
          json.writeArrayPropertyStart("users");
          for (Account user : users) {
            json.writeStartObject();
            members(json, user);
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }

  static byte[] user(Account user) {
    return JsonText.object(json -> members(json, user));
  }

  private static void members(JsonGenerator json, Account user) {
    json.writeStringProperty("name", user.name());
    rights(json, user.roles(), user.accounts());
    json.writeBooleanProperty("hasPassword", user.hasPassword());
    json.writeBooleanProperty("disabled", user.disabled());
    json.writeStringProperty("createdAt", user.createdAt().toString());
    time(json, "lastSignedInAt", user.lastUsedAt());
    time(json, "waitsUntil", user.lockedUntil());
  }

  private static void rights(
      JsonGenerator json, Set<Role> roles, Optional<Set<String>> awsAccounts) {
    json.writeArrayPropertyStart("roles");
    roles.stream().sorted().map(Names::word).forEach(json::writeString);
    json.writeEndArray();
    if (awsAccounts.isPresent()) {
      json.writeArrayPropertyStart("accounts");
      awsAccounts.get().stream().sorted().forEach(json::writeString);
      json.writeEndArray();
    }
  }

  private static void time(JsonGenerator json, String name, Optional<Instant> time) {
    time.ifPresent(at -> json.writeStringProperty(name, at.toString()));
  }
}
