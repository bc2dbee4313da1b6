package io.trailseal.api.awscompat;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailseal.api.awscompat.SigV4.Scope;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;

/// Against what AWS published: the test suite of Signature Version 4 and the worked example of its
/// documentation. The SDK's own signer is the peer in `AwsCompatTest`.
final class SigV4Test {
  private static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
  private static final String TIME = "20150830T123600Z";
  private static final String NOTHING = SigV4.sha256(new byte[0]);

  private static String signature(
      String method, String query, SequencedMap<String, List<String>> headers, String service) {
    Scope scope = new Scope("20150830", "us-east-1", service);
    return SigV4.signature(
        SECRET,
        scope,
        SigV4.stringToSign(TIME, scope, SigV4.canonical(method, "/", query, headers, NOTHING)));
  }

  private static SequencedMap<String, List<String>> headers(String... namesAndValues) {
    SequencedMap<String, List<String>> headers = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      headers.put(namesAndValues[i], List.of(namesAndValues[i + 1]));
    }
    return headers;
  }

  @Test
  void theSuitesPlainRequests() {
    var headers = headers("host", "example.amazonaws.com", "x-amz-date", TIME);
    assertThat(signature("GET", "", headers, "service"))
        .isEqualTo("5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31");
    assertThat(signature("POST", "", headers, "service"))
        .isEqualTo("5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b");
  }

  @Test
  void theDocumentationsListUsers() {
    assertThat(
            signature(
                "GET",
                "Action=ListUsers&Version=2010-05-08",
                headers(
                    "content-type", "application/x-www-form-urlencoded; charset=utf-8",
                    "host", "iam.amazonaws.com",
                    "x-amz-date", TIME),
                "iam"))
        .isEqualTo("5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7");
  }

  @Test
  void blanksAreFoldedAndValuesOfOneNameJoined() {
    SequencedMap<String, List<String>> headers = new LinkedHashMap<>();
    headers.put("my-header", List.of(" a   b \t c ", "d"));
    assertThat(SigV4.canonical("GET", "/", "", headers, "hash"))
        .isEqualTo("GET\n/\n\nmy-header:a b c,d\n\nmy-header\nhash");
  }
}
