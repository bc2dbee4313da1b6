package io.trailseal.appliance.bench;

import io.trailseal.indexer.query.Query;
import io.trailseal.indexer.query.Query.Test;
import io.trailseal.indexer.search.SearchRequest;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;

/// The questions as other engines are asked them (`bench/compare`): one a line, the tree as JSON.
///
/// ```
/// {"name":"term, count","limit":0,"sort":"eventTime:desc","query":{"field":"eventName","is":"x"}}
/// {"name":"…","limit":0,"sort":"…","query":{"all":true},"count":"terms(eventName,10)"}
/// ```
public final class PeerQuestions {
  private static final JsonFactory JSON =
      JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();

  private PeerQuestions() {}

  public static void write(List<BenchQuestion> kinds, Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      for (BenchQuestion kind : kinds) {
        for (SearchRequest request : kind.requests()) {
          try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
            json.writeStartObject();
            json.writeStringProperty("name", kind.name());
            json.writeNumberProperty("limit", request.limit());
            json.writeStringProperty("sort", request.sort().toString());
            json.writeName("query");
            write(request.query(), json);
            if (!request.aggregations().isEmpty()) {
              json.writeStringProperty("count", request.aggregations().getFirst().print());
            }
            json.writeEndObject();
          }
          out.write('\n');
        }
      }
    }
  }

  private static void write(Query query, JsonGenerator json) {
    json.writeStartObject();
    switch (query) {
      case Query.All _ -> json.writeBooleanProperty("all", true);
      case Query.And(var parts) -> {
        json.writeArrayPropertyStart("and");
        parts.forEach(part -> write(part, json));
        json.writeEndArray();
      }
      case Query.Text(var words) -> json.writeStringProperty("words", words);
      case Query.TextLike(var pattern) -> json.writeStringProperty("wordLike", pattern);
      case Query.Who(Test.Is(var name)) -> json.writeStringProperty("who", name);
      case Query.Field(var path, var test) -> {
        json.writeStringProperty("field", path);
        switch (test) {
          case Test.Is(var value) -> json.writeStringProperty("is", value);
          case Test.Like(var pattern) -> json.writeStringProperty("like", pattern);
          case Test.Matches(var regex) -> json.writeStringProperty("regex", regex);
          case Test.InBlock(var cidr) -> json.writeStringProperty("block", cidr);
          default -> throw new IllegalArgumentException("others are not asked for " + test);
        }
      }
      default -> throw new IllegalArgumentException("others are not asked for " + query.print());
    }
    json.writeEndObject();
  }
}
