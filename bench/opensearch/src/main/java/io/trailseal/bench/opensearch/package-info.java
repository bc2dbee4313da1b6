/// OpenSearch in one JVM, as somebody would set it up for CloudTrail: keywords for what is sorted
/// by and counted, `flat_object` for everything else, full text over all values.
package io.trailseal.bench.opensearch;
