package io.trailseal.api.awscompat;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.trailseal.api.auth.Callers;
import io.trailseal.api.connection.Peer;
import io.trailseal.indexer.Store;
import io.trailseal.indexer.access.AccessKey;
import io.trailseal.indexer.access.Caller;
import io.trailseal.indexer.access.Deed;
import io.trailseal.indexer.ledger.AccessAction;
import io.trailseal.indexer.ledger.AccessDetail;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedMap;

/// Who signed a request.
@Singleton
final class Signatures {
  /// How far the signer's clock may be off, as with AWS.
  static final Duration SKEW_MAX = Duration.ofMinutes(15);

  private static final String HOST = "host";
  private static final String DATE = "x-amz-date";
  private static final String PAYLOAD_HASH = "x-amz-content-sha256";
  private static final String SESSION_TOKEN = "x-amz-security-token";

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final Store store;
  private final InstantSource clock;

  Signatures(Store store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  /// Who asks.
  ///
  /// @param secret of their access key
  /// @param region that they signed for
  record Signer(Caller caller, String secret, String region) {
    @Override
    public String toString() {
      return "%s for %s".formatted(caller.name(), region);
    }
  }

  /// A signature that does not hold is entered in the access record.
  ///
  /// @throws AwsError if the request is not signed, or not as it must be
  Signer of(HttpRequest<?> request, byte[] body) throws IOException {
    String header =
        one(request.getHeaders(), HttpHeaders.AUTHORIZATION)
            .orElseThrow(
                () ->
                    AwsError.unsigned(
                        "Missing Authentication Token: sign in the Authorization header, with an"
                            + " access key that the appliance issued (trailseal token create NAME"
                            + " --aws)"));
    Credential credential = Credential.parse(header);
    String from = Peer.of(request).from();
    try {
      return signer(request, body, credential, from);
    } catch (AwsError e) {
      store.accessRecord().signInRefused("", Optional.of(credential.keyId()), from, e.type());
      throw e;
    }
  }

  private Signer signer(HttpRequest<?> request, byte[] body, Credential credential, String from)
      throws IOException {
    HttpHeaders headers = request.getHeaders();
    refuseOtherWays(request);
    requireSigned(headers, credential);
    AccessKey key =
        store
            .accounts()
            .credentials()
            .accessKey(credential.keyId(), from)
            .orElseThrow(
                () ->
                    AwsError.unknownKey(
                        "no access key %s is valid here"
                            .formatted(AwsError.quoted(credential.keyId()))));
    String time = one(headers, DATE).orElseThrow(Signatures::undated);
    refuseOtherTimes(time, credential);
    String payloadHash = SigV4.sha256(body);
    String canonical =
        SigV4.canonical(request.getMethodName(), "/", "", signed(headers, credential), payloadHash);
    String expected =
        SigV4.signature(
            key.secret(),
            credential.scope(),
            SigV4.stringToSign(time, credential.scope(), canonical));
    if (!SigV4.isSame(expected, credential.signature())
        || !SigV4.isSame(one(headers, PAYLOAD_HASH).orElse(payloadHash), payloadHash)) {
      throw AwsError.wrongSignature(
          "The request signature we calculated does not match the signature you provided. Check"
              + " your AWS Secret Access Key and signing method; a proxy in between must leave the"
              + " Host header and the body as they are.");
    }
    store.accounts().credentials().used(key.caller());
    Callers.set(request, key.caller());
    return new Signer(key.caller(), key.secret(), credential.scope().region());
  }

  /// Who is known may not do this; entered in the access record.
  AwsError denied(Caller caller, String call, String why) throws IOException {
    store
        .accessRecord()
        .refused(
            caller,
            Deed.of(AccessAction.REFUSED)
                .with(AccessDetail.ROUTE, "POST / " + call)
                .with(AccessDetail.REASON, why));
    return new AwsError("AccessDeniedException", why);
  }

  private static void refuseOtherWays(HttpRequest<?> request) {
    String query = request.getUri().getRawQuery();
    if (query != null && !query.isEmpty()) {
      throw AwsError.incompleteSignature(
          "requests signed in their address (presigned) are not taken, nor any other parameters:"
              + " sign in the Authorization header");
    }
    if (request.getHeaders().contains(SESSION_TOKEN)) {
      throw AwsError.unknownKey(
          "the appliance issues no session tokens; unset AWS_SESSION_TOKEN, or name a profile that"
              + " has none");
    }
  }

  private static void requireSigned(HttpHeaders headers, Credential credential) {
    if (!credential.signedHeaders().contains(HOST)) {
      throw unsignedHeader(HOST);
    }
    for (String name : headers.names()) {
      String lower = name.toLowerCase(Locale.ROOT);
      if (lower.startsWith("x-amz-") && !credential.signedHeaders().contains(lower)) {
        throw unsignedHeader(lower);
      }
    }
    for (String name : credential.signedHeaders()) {
      if (!headers.contains(name)) {
        throw AwsError.wrongSignature(
            "the header %s is signed and is not there".formatted(AwsError.quoted(name)));
      }
    }
  }

  private static AwsError unsignedHeader(String name) {
    return AwsError.wrongSignature(
        "'Host' and every 'X-Amz-…' header must be a 'SignedHeader' in the AWS Authorization, %s"
                .formatted(AwsError.quoted(name))
            + " is not.");
  }

  private static SequencedMap<String, List<String>> signed(
      HttpHeaders headers, Credential credential) {
    SequencedMap<String, List<String>> signed = new LinkedHashMap<>();
    credential.signedHeaders().forEach(name -> signed.put(name, headers.getAll(name)));
    return signed;
  }

  private static AwsError undated() {
    return AwsError.incompleteSignature(
        "Authorization header requires existence of a 'X-Amz-Date' header.");
  }

  private void refuseOtherTimes(String time, Credential credential) {
    Instant at;
    try {
      at = LocalDateTime.parse(time, TIME).toInstant(ZoneOffset.UTC);
    } catch (DateTimeException _) {
      throw AwsError.incompleteSignature(
          "Date must be in ISO-8601 'basic format'. Got %s.".formatted(AwsError.quoted(time)));
    }
    Instant now = clock.instant();
    if (at.isBefore(now.minus(SKEW_MAX))) {
      throw AwsError.wrongSignature(
          "Signature expired: %s is now earlier than %s (%s - 15 min.)"
              .formatted(time, TIME.format(now.minus(SKEW_MAX)), TIME.format(now)));
    }
    if (at.isAfter(now.plus(SKEW_MAX))) {
      throw AwsError.wrongSignature(
          "Signature not yet current: %s is still later than %s (%s + 15 min.)"
              .formatted(time, TIME.format(now.plus(SKEW_MAX)), TIME.format(now)));
    }
    if (!time.startsWith(credential.scope().date())) {
      throw AwsError.wrongSignature(
          "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from"
              + " HTTP: '%s' != '%s'.".formatted(credential.scope().date(), time.substring(0, 8)));
    }
  }

  /// The only value of a header. Of two, what is signed and what is acted on could differ.
  private static Optional<String> one(HttpHeaders headers, String name) {
    List<String> values = headers.getAll(name);
    if (values.size() > 1) {
      throw AwsError.incompleteSignature("the header %s must be there once".formatted(name));
    }
    return values.stream().findFirst();
  }
}
