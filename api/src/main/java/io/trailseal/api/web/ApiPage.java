package io.trailseal.api.web;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.trailseal.api.ask.Parameter;
import io.trailseal.api.ask.Parameters;
import io.trailseal.api.openapi.OpenApiDocument;
import io.trailseal.api.openapi.Operation;
import io.trailseal.api.web.ApiView.Answered;
import io.trailseal.api.web.ApiView.Asked;
import io.trailseal.api.web.ApiView.Example;
import io.trailseal.api.web.ApiView.Group;
import io.trailseal.api.web.ApiView.Taken;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What can be asked over REST, for people: the OpenAPI document as a page that fetches nothing.
@Controller
@Produces(MediaType.TEXT_HTML)
final class ApiPage {
  private final byte[] page;

  /// The document is the same for as long as the server runs.
  ApiPage(OpenApiDocument document, Pages pages) {
    this.page = pages.api(view(document));
  }

  @Get("/api")
  HttpResponse<byte[]> api(HttpRequest<?> request) {
    Parameters.of(request, List.of());
    return HttpResponse.ok(page.clone()).header(HttpHeaders.CONTENT_TYPE, Pages.HTML);
  }

  private static ApiView view(OpenApiDocument document) {
    Map<String, List<Asked>> groups = new LinkedHashMap<>();
    for (Operation operation : document.operations()) {
      groups.computeIfAbsent(operation.tag(), _ -> new ArrayList<>()).add(asked(operation));
    }
    return new ApiView(
        groups.entrySet().stream()
            .map(group -> new Group(group.getKey(), group.getValue()))
            .toList(),
        document.schemas());
  }

  private static Asked asked(Operation operation) {
    List<Taken> taken = new ArrayList<>();
    operation.variables().forEach(it -> taken.add(taken(it, "in the address")));
    operation.takes().forEach(it -> taken.add(taken(it, "parameter")));
    operation.body().forEach(it -> taken.add(taken(it, "in the JSON body")));
    List<Answered> answers = new ArrayList<>();
    operation
        .gives()
        .forEach(
            given ->
                answers.add(
                    new Answered(
                        Integer.toString(given.status()),
                        given.mediaType() + given.schema().map(" "::concat).orElse(""),
                        plain(given.about()))));
    operation
        .refuses()
        .forEach(
            code ->
                answers.add(
                    new Answered(Integer.toString(code.status()), code.name(), code.title())));
    return new Asked(
        operation.id(),
        operation.method().name(),
        operation.path(),
        operation.title(),
        plain(operation.about()),
        taken,
        answers,
        operation.examples().stream().map(example -> example(operation, example)).toList());
  }

  private static Taken taken(Parameter<?> parameter, String where) {
    Parameter.Shape shape = parameter.shape();
    StringBuilder what = new StringBuilder(shape.isList() ? "list of " : "").append(shape.type());
    if (!shape.words().isEmpty()) {
      what.append(": ").append(String.join(", ", shape.words()));
    } else if (shape.type().equals("integer")) {
      what.append(" from %d to %d".formatted(shape.min().orElse(0), shape.max().orElse(0)));
    }
    shape.standard().ifPresent(text -> what.append("; standard is ").append(text));
    if (parameter.isRequired()) {
      what.append("; must be given");
    }
    return new Taken(parameter.name(), where, what.toString(), plain(parameter.meaning()));
  }

  private static Example example(Operation operation, Operation.Example example) {
    boolean link = operation.method() == Operation.Method.GET && example.status() == 200;
    return new Example(
        "%s %s%s"
            .formatted(
                operation.method(), example.path(), example.body().map(" "::concat).orElse("")),
        link ? example.path() : "",
        Integer.toString(example.status()));
  }

  /// The document is CommonMark, in which names stand between backticks.
  private static String plain(String text) {
    return text.replace("`", "");
  }
}
