package io.trailseal.indexer.aws;

import io.trailseal.verifier.S3Name;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A queue by its URL, which says where SQS answers and in which region.
///
/// Source: "Amazon SQS endpoints and quotas" in the AWS General Reference.
///
/// @param url as given
/// @param endpoint where it is asked; empty where the region alone says it
/// @param region it lies in, where its host says so
record QueueUrl(String url, Optional<URI> endpoint, Optional<String> region) {
  /// `sqs.REGION.amazonaws.com`, with `sqs-fips`, of a VPC endpoint, in China, dual stack.
  private static final Pattern AMAZON =
      Pattern.compile(
          "(?:[a-z0-9-]+\\.)?sqs(?:-fips)?\\.([a-z0-9-]+)\\.(?:vpce\\.)?(?:amazonaws\\.com(?:\\.cn)?|api\\.aws)");

  /// `REGION.queue.amazonaws.com` and `queue.amazonaws.com`, from before.
  private static final Pattern AMAZON_OLD =
      Pattern.compile("(?:([a-z0-9-]+)\\.)?queue\\.amazonaws\\.com(?:\\.cn)?");

  private static final Pattern AMAZON_ANY =
      Pattern.compile("(?i).*\\.(amazonaws\\.com(\\.cn)?|api\\.aws)");

  private static final String OLD_REGION = "us-east-1";
  private static final int LENGTH_MAX = 1_000;

  /// @throws IllegalArgumentException saying what it must be
  static QueueUrl of(String url) {
    URI uri;
    try {
      uri = new URI(url);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(expected(url), e);
    }
    String scheme = String.valueOf(uri.getScheme());
    String host = uri.getHost();
    boolean whole =
        url.length() <= LENGTH_MAX
            && scheme.matches("https?")
            && host != null
            && uri.getUserInfo() == null
            && uri.getQuery() == null
            && uri.getFragment() == null
            && uri.getPath() != null
            && uri.getPath().length() > 1;
    if (!whole) {
      throw new IllegalArgumentException(expected(url));
    }
    if (AMAZON_ANY.matcher(host).matches() && !scheme.equals("https")) {
      throw new IllegalArgumentException("the URL of a queue at Amazon begins with https://");
    }
    Matcher old = AMAZON_OLD.matcher(host);
    if (old.matches()) {
      return new QueueUrl(
          url, Optional.empty(), Optional.of(old.group(1) == null ? OLD_REGION : old.group(1)));
    }
    Matcher amazon = AMAZON.matcher(host);
    return new QueueUrl(
        url,
        Optional.of(URI.create(scheme + "://" + uri.getRawAuthority())),
        amazon.matches() ? Optional.of(amazon.group(1)) : Optional.empty());
  }

  private static String expected(String url) {
    return "a queue's URL must look like https://sqs.eu-central-1.amazonaws.com/111122223333/NAME, was '%s'"
        .formatted(S3Name.excerpt(url, 100));
  }
}
