package io.truecount.jobs.nightly;

import static java.util.Objects.requireNonNull;

import io.truecount.config.Overrides;
import io.truecount.error.Problem;
import io.truecount.error.Suggestion;
import io.truecount.error.TruecountException;
import io.truecount.project.Capabilities;
import io.truecount.project.Project;
import io.truecount.project.TableSet;
import io.truecount.source.SourceFormats;
import io.truecount.source.record.SourceFormat;
import io.truecount.table.TableDefinition;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The nightly as a list of steps, in their order.
 *
 * @param steps the first one loads, the last one publishes
 * @param formats that the sources of its projects may have
 */
public record Nightly(List<Step> steps, SourceFormats formats) {
  public static final String NAME = "nightly";

  private static final Nightly STANDARD =
      new Nightly(
          List.of(
              new IngestJob(),
              new ResolveJob(),
              new CustomersJob(),
              new ModelsJob(),
              new AudiencesJob(),
              new MetricsJob(),
              new CheckJob(),
              new PublishJob()),
          SourceFormats.standard());

  public Nightly {
    steps = List.copyOf(steps);
    requireNonNull(formats);
    if (steps.isEmpty()) {
      throw new IllegalArgumentException("Invalid nightly: no steps");
    }
    if (steps.stream().map(Step::name).distinct().count() < steps.size()) {
      throw new IllegalArgumentException("Invalid nightly: a step's name occurs twice");
    }
  }

  /** The nightly of every project. */
  public static Nightly standard() {
    return STANDARD;
  }

  /**
   * The same with one more step before another.
   *
   * @throws IllegalArgumentException when there is no step of that name
   */
  public Nightly with(Step step, String before) {
    int index = names().indexOf(before);
    if (index < 0) {
      throw new IllegalArgumentException(
          "Invalid step: %s (must be one of %s)".formatted(before, names()));
    }
    List<Step> all = new ArrayList<>(steps);
    all.add(index, step);
    return new Nightly(all, formats);
  }

  /** The same with one more source format. */
  public Nightly with(SourceFormat format) {
    return new Nightly(steps, formats.with(format));
  }

  public List<String> names() {
    return steps.stream().map(Step::name).toList();
  }

  /**
   * The steps that a name stands for: all of the nightly, or one.
   *
   * @throws TruecountException with a suggestion when no step has this name
   */
  public List<Step> named(String name) {
    if (name.equals(NAME)) {
      return steps;
    }
    return steps.stream()
        .filter(step -> step.name().equals(name))
        .findFirst()
        .map(List::of)
        .orElseThrow(() -> unknown(name));
  }

  private TruecountException unknown(String name) {
    List<String> known = new ArrayList<>(names());
    known.add(NAME);
    return TruecountException.invalid(
        Problem.of(
            "unknown step \"%s\"".formatted(name),
            "truecount run",
            Suggestion.remedy(name, known)));
  }

  boolean isFirst(Step step) {
    return steps.get(0).equals(step);
  }

  /** The steps before another that write a table, the first one first. */
  List<Step> writers(String table, Step before) {
    return steps.subList(0, steps.indexOf(before)).stream()
        .filter(step -> step.writes().names().contains(table))
        .toList();
  }

  /** A table as a step finds it: as the last step before it defines it. */
  Optional<TableDefinition> found(String table, Step by, Project project) {
    return writers(table, by).stream()
        .flatMap(step -> project.of(step.writes()).stream())
        .filter(definition -> definition.name().equals(table))
        .reduce((earlier, later) -> later);
  }

  Capabilities capabilities() {
    return new Capabilities(formats, TableSet.union(steps.stream().map(Step::writes).toList()));
  }

  /**
   * Reads a project that this nightly can run; starts no Spark.
   *
   * @throws TruecountException with every error found
   */
  public Project project(Path folder, Overrides overrides) {
    return Project.read(folder, overrides, capabilities());
  }

  /**
   * As {@link #project(Path, Overrides)}, for a run.
   *
   * @param asOf of the run: overrides that act then and contradict each other are errors too
   */
  public Project project(Path folder, Overrides overrides, Instant asOf) {
    return Project.read(folder, overrides, capabilities(), Optional.of(asOf));
  }
}
