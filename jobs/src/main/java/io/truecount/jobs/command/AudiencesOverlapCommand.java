package io.truecount.jobs.command;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.truecount.audience.Overlaps;
import io.truecount.error.Outcome;
import io.truecount.error.Problem;
import io.truecount.error.TruecountException;
import io.truecount.jobs.cli.OutputFormat;
import io.truecount.jobs.cli.ProjectOptions;
import io.truecount.jobs.cli.ResultPrinter;
import io.truecount.jobs.cli.Sessions;
import io.truecount.jobs.nightly.Nightly;
import io.truecount.jobs.release.AudienceOverlap;
import io.truecount.jobs.release.ReleaseViews;
import io.truecount.project.Project;
import io.truecount.table.Release;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code truecount audiences overlap [NAME…]}: how many members audiences share. */
@Command(
    name = "overlap",
    description =
        "How many members every two audiences share in the last release. One name shows its overlaps"
            + " with all others, several those among them; json and csv have every pair.")
final class AudiencesOverlapCommand implements Callable<Integer> {
  private static final String WHERE = "truecount audiences overlap";

  @Parameters(paramLabel = "NAME", arity = "0..*", description = "Audiences (default: all).")
  private List<String> names = List.of();

  @Mixin private ProjectOptions options = new ProjectOptions();

  @Option(names = "--output", defaultValue = "text", description = "${COMPLETION-CANDIDATES}.")
  private OutputFormat output = OutputFormat.text;

  @Override
  public Integer call() throws IOException {
    Project project = Nightly.standard().project(options.project(), options.overrides());
    names.forEach(name -> AudienceNames.find(project, name, WHERE));
    List<String> requested = names.stream().distinct().toList();
    try (SparkSession spark = Sessions.start(project.config().table())) {
      Release release = ReleaseViews.register(spark, project, Optional.empty());
      if (!release.tables().containsKey(Overlaps.table().name())) {
        throw nothing(release);
      }
      AudienceOverlap overlap = AudienceOverlap.newest(spark);
      if (output == OutputFormat.text) {
        text(overlap, requested, release);
      } else {
        ResultPrinter.print(pairs(overlap, requested), output, System.out);
      }
    }
    return Outcome.DONE.exitCode();
  }

  private static void text(AudienceOverlap overlap, List<String> requested, Release release) {
    if (requested.size() == 1) {
      OverlapText.list(overlap, requested.get(0), release, System.out);
    } else {
      OverlapText.matrix(overlap, requested, release, System.out);
    }
  }

  private static Dataset<Row> pairs(AudienceOverlap overlap, List<String> requested) {
    Dataset<Row> pairs =
        requested.size() == 1
            ? overlap.of(requested.get(0))
            : requested.isEmpty() ? overlap.pairs() : overlap.among(requested);
    return pairs
        .select(
            col("audience"),
            col(Overlaps.OTHER),
            col(Overlaps.INTERSECTION),
            col(Overlaps.SHARE),
            col(Overlaps.SHARE_OF_OTHER),
            lit(overlap.runId()).as("run_id"))
        .orderBy("audience", Overlaps.OTHER);
  }

  private static TruecountException nothing(Release release) {
    return TruecountException.invalid(
        Problem.of(
            "release %d has no overlaps of audiences".formatted(release.number()),
            WHERE,
            "they are counted by the nightly of a project with two audiences or more"));
  }
}
