package io.trailseal.api.web;

import java.util.List;

/// What can be asked over REST.
///
/// @param schemas of the answers, as JSON
public record ApiView(List<Group> groups, String schemas) {
  public ApiView {
    groups = List.copyOf(groups);
  }

  /// What belongs together.
  public record Group(String name, List<Asked> asked) {
    public Group {
      asked = List.copyOf(asked);
    }
  }

  /// One thing that can be asked.
  ///
  /// @param id an anchor of the page
  public record Asked(
      String id,
      String method,
      String path,
      String title,
      String about,
      List<Taken> taken,
      List<Answered> answers,
      List<Example> examples) {
    public Asked {
      taken = List.copyOf(taken);
      answers = List.copyOf(answers);
      examples = List.copyOf(examples);
    }
  }

  /// One thing it takes.
  public record Taken(String name, String where, String what, String meaning) {}

  /// One answer it gives.
  ///
  /// @param what its form, or the code of the problem
  public record Answered(String status, String what, String about) {}

  /// @param href where it can be tried, or empty
  public record Example(String text, String href, String status) {}
}
