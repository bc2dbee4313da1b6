package io.trailseal.api.awscompat;

import io.trailseal.api.awscompat.SigV4.Scope;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// What an `Authorization` header says:
///
/// ```
/// AWS4-HMAC-SHA256 Credential=KEY/20260310/eu-west-1/cloudtrail/aws4_request,
///   SignedHeaders=content-type;host;x-amz-date;x-amz-target, Signature=64 hex digits
/// ```
///
/// @param signedHeaders lower case, each once, in order
record Credential(String keyId, Scope scope, List<String> signedHeaders, String signature) {
  static final String SERVICE = "cloudtrail";

  /// The SDKs sign a dozen.
  private static final int SIGNED_HEADERS_MAX = 64;

  private static final Pattern KEY_ID = Pattern.compile("[A-Za-z0-9_-]{1,128}");
  private static final Pattern DATE = Pattern.compile("\\d{8}");
  private static final Pattern REGION = Pattern.compile("[a-z0-9-]{1,40}");
  private static final Pattern HEADER = Pattern.compile("[a-z0-9!#$%&'*+.^_`|~-]{1,200}");
  private static final Pattern SIGNATURE = Pattern.compile("[0-9a-f]{64}");

  Credential {
    signedHeaders = List.copyOf(signedHeaders);
  }

  static Credential parse(String header) {
    String scheme = SigV4.ALGORITHM + " ";
    if (!header.startsWith(scheme)) {
      throw AwsError.incompleteSignature(
          "the Authorization header must begin with %s, found %s"
              .formatted(SigV4.ALGORITHM, header.startsWith("AWS4-") ? "another one" : "none"));
    }
    Map<String, String> parts = new LinkedHashMap<>();
    for (String part : header.substring(scheme.length()).split(",", 5)) {
      String[] pair = part.strip().split("=", 2);
      if (pair.length != 2 || parts.put(pair[0], pair[1]) != null) {
        throw malformed("each part must be NAME=VALUE, each name once");
      }
    }
    List<String> scope = List.of(part(parts, "Credential").split("/", 6));
    if (scope.size() != 5
        || !KEY_ID.matcher(scope.get(0)).matches()
        || !DATE.matcher(scope.get(1)).matches()
        || !REGION.matcher(scope.get(2)).matches()
        || !scope.get(4).equals(SigV4.TERMINATOR)) {
      throw malformed("Credential must be KEY/yyyymmdd/REGION/cloudtrail/aws4_request");
    }
    if (!scope.get(3).equals(SERVICE)) {
      throw AwsError.wrongSignature(
          "Credential should be scoped to correct service: 'cloudtrail', found %s."
              .formatted(AwsError.quoted(scope.get(3))));
    }
    String signature = part(parts, "Signature");
    if (!SIGNATURE.matcher(signature).matches()) {
      throw malformed("Signature must be 64 hex digits in lower case");
    }
    return new Credential(
        scope.get(0),
        new Scope(scope.get(1), scope.get(2), scope.get(3)),
        signedHeaders(part(parts, "SignedHeaders")),
        signature);
  }

  private static List<String> signedHeaders(String text) {
    List<String> names = List.of(text.split(";", SIGNED_HEADERS_MAX + 1));
    for (int i = 0; i < names.size(); i++) {
      if (!HEADER.matcher(names.get(i)).matches()
          || (i > 0 && names.get(i - 1).compareTo(names.get(i)) >= 0)
          || i == SIGNED_HEADERS_MAX) {
        throw malformed(
            "SignedHeaders must be at most %d names in lower case, in order, each once"
                .formatted(SIGNED_HEADERS_MAX));
      }
    }
    return names;
  }

  private static String part(Map<String, String> parts, String name) {
    String value = parts.get(name);
    if (value == null) {
      throw malformed("Authorization header requires '%s' parameter".formatted(name));
    }
    return value;
  }

  private static AwsError malformed(String why) {
    return AwsError.incompleteSignature(why);
  }
}
