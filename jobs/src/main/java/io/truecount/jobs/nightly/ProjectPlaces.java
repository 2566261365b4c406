package io.truecount.jobs.nightly;

import static java.util.stream.Collectors.joining;

import io.truecount.audience.Audience;
import io.truecount.audience.Evaluation;
import io.truecount.config.Locations;
import io.truecount.config.TableConfig;
import io.truecount.error.TruecountException;
import io.truecount.jobs.cli.ErrorPlaces;
import io.truecount.jobs.cli.ProjectOptions;
import io.truecount.model.Model;
import io.truecount.project.Project;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.sql.catalyst.trees.SQLQueryContext;
import picocli.CommandLine;

/** Finds the model, metric, audience or table of a project that an error is about. */
public final class ProjectPlaces implements ErrorPlaces {
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{[^}]*}");

  private final List<Model> models;
  private final List<Audience> audiences;
  private final MetricPlaces metrics;
  private final TableConfig tables;

  ProjectPlaces(Project project) {
    this.models = project.models().models();
    this.audiences = project.audiences();
    this.metrics = new MetricPlaces(project.planner());
    this.tables = project.config().table();
  }

  /** The places of a command's project, read again where a failure needs them. */
  public static ErrorPlaces of(CommandLine command, Exception failure) {
    if (failure instanceof TruecountException) {
      return ErrorPlaces.NONE;
    }
    Optional<ProjectOptions> options =
        command.getMixins().values().stream()
            .filter(ProjectOptions.class::isInstance)
            .map(ProjectOptions.class::cast)
            .findFirst();
    try {
      return options
          .<ErrorPlaces>map(
              o -> new ProjectPlaces(Nightly.standard().project(o.project(), o.overrides())))
          .orElse(ErrorPlaces.NONE);
    } catch (TruecountException broken) {
      return ErrorPlaces.NONE;
    }
  }

  @Override
  public Optional<String> sql(SQLQueryContext context) {
    String text = context.sqlText().isDefined() ? context.sqlText().get() : "";
    int line = context.line().isDefined() ? (int) context.line().get() : 1;
    return models.stream()
        .filter(model -> isTextOf(model, text))
        .findFirst()
        .map(model -> Locations.shown(model.file()) + ":" + line)
        .or(() -> audience(text, context.fragment()))
        .or(() -> metrics.of(context.fragment()));
  }

  /** One statement evaluates all audiences, so that the piece that failed leads to one. */
  private Optional<String> audience(String text, String piece) {
    return audiences.stream()
        .filter(audience -> Evaluation.isStatement(text) && !piece.isBlank())
        .filter(audience -> audience.filtersBy(piece))
        .findFirst()
        .map(audience -> "%s, audience %s".formatted(audience.place(), audience.name()));
  }

  /** A run writes a literal in place of each variable. */
  private static boolean isTextOf(Model model, String text) {
    String pattern =
        Stream.of(VARIABLE.split(model.sql(), -1)).map(Pattern::quote).collect(joining(".*?"));
    return Pattern.compile(pattern, Pattern.DOTALL).matcher(text).matches();
  }

  @Override
  public Optional<String> table(String text) {
    String folder = tables.warehouse() + "/" + tables.namespace() + "/";
    int at = text.indexOf(folder);
    String rest = at < 0 ? "" : text.substring(at + folder.length());
    int end = rest.indexOf('/');
    return end > 0 ? Optional.of(rest.substring(0, end)) : Optional.empty();
  }
}
