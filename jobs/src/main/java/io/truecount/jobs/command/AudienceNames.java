package io.truecount.jobs.command;

import io.truecount.audience.Audience;
import io.truecount.error.Problem;
import io.truecount.error.Suggestion;
import io.truecount.error.TruecountException;
import io.truecount.project.Project;
import java.util.List;

/** Audiences by the names that users give. */
final class AudienceNames {
  private AudienceNames() {}

  /**
   * An audience of a project.
   *
   * @param where the command that names it
   * @throws TruecountException with a suggestion when there is none of this name
   */
  static Audience find(Project project, String name, String where) {
    List<String> known = project.audiences().stream().map(Audience::name).toList();
    return project
        .audience(name)
        .orElseThrow(
            () ->
                TruecountException.invalid(
                    Problem.of(
                        "unknown audience \"%s\"".formatted(name),
                        where,
                        Suggestion.remedy(name, known))));
  }
}
