package io.trailseal.api.awscompat;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The arithmetic of AWS Signature Version 4. Knows nothing of what may be trusted.
///
/// Source: "Create a signed AWS API request" (IAM user guide).
final class SigV4 {
  static final String ALGORITHM = "AWS4-HMAC-SHA256";
  static final String TERMINATOR = "aws4_request";

  private static final String MAC = "HmacSHA256";

  private SigV4() {}

  /// For what a signature is good.
  ///
  /// @param date `20260310`
  record Scope(String date, String region, String service) {
    String text() {
      return String.join("/", date, region, service, TERMINATOR);
    }
  }

  /// The request as both sides write it down before signing.
  ///
  /// @param path and `query` in their canonical form
  /// @param headers the signed ones, lower case, in order, each with its values as they came
  static String canonical(
      String method,
      String path,
      String query,
      SequencedMap<String, List<String>> headers,
      String payloadHash) {
    StringBuilder lines = new StringBuilder();
    lines.append(method).append('\n').append(path).append('\n').append(query).append('\n');
    headers.forEach(
        (name, values) ->
            lines
                .append(name)
                .append(':')
                .append(values.stream().map(SigV4::folded).collect(Collectors.joining(",")))
                .append('\n'));
    return lines
        .append('\n')
        .append(String.join(";", headers.keySet()))
        .append('\n')
        .append(payloadHash)
        .toString();
  }

  /// Without blanks around it, and each run of them as one space.
  private static String folded(String value) {
    return value.strip().replaceAll("[ \t]+", " ");
  }

  /// @param time `20260310T120000Z`
  static String stringToSign(String time, Scope scope, String canonical) {
    // A header's characters are its bytes: that is how the server reads them.
    byte[] bytes = canonical.getBytes(StandardCharsets.ISO_8859_1);
    return String.join("\n", ALGORITHM, time, scope.text(), sha256(bytes));
  }

  /// @return lower-case hex
  static String signature(String secret, Scope scope, String stringToSign) {
    byte[] key = ("AWS4" + secret).getBytes(StandardCharsets.UTF_8);
    for (String part : List.of(scope.date(), scope.region(), scope.service(), TERMINATOR)) {
      key = hmac(key, part);
    }
    return HexFormat.of().formatHex(hmac(key, stringToSign));
  }

  static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance(MAC);
      mac.init(new SecretKeySpec(key, MAC));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform must have " + MAC, e);
    }
  }

  /// @return lower-case hex
  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform must have SHA-256", e);
    }
  }

  /// Takes as long wherever they differ.
  static boolean isSame(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }
}
