package io.truecount.jobs.command;

import io.truecount.audience.Audience;
import io.truecount.error.Outcome;
import io.truecount.error.Problem;
import io.truecount.error.TruecountException;
import io.truecount.jobs.cli.OutputFormat;
import io.truecount.jobs.cli.ProjectOptions;
import io.truecount.jobs.cli.Sessions;
import io.truecount.jobs.nightly.Nightly;
import io.truecount.jobs.release.AudienceDiff;
import io.truecount.jobs.release.ReleaseViews;
import io.truecount.metric.manifest.Manifest;
import io.truecount.metric.plan.Planner;
import io.truecount.project.Project;
import io.truecount.table.Release;
import java.io.IOException;
import java.nio.file.Path;
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

/** {@code truecount audiences diff NAME}: what a change of a definition does to the members. */
@Command(
    name = "diff",
    description =
        "Who enters and leaves: the definition of a commit and that of the project on the last"
            + " release, or the members of an older release and the definition of the project. Of"
            + " each customer the condition that decides now.")
final class AudiencesDiffCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "NAME", description = "Audience.")
  private String name = "";

  @Mixin private ProjectOptions options = new ProjectOptions();

  @Option(
      names = "--against",
      required = true,
      paramLabel = "GIT_REF|RELEASE",
      description = "A commit, branch or tag; or the number of a release.")
  private String against = "";

  @Option(
      names = "--sample",
      paramLabel = "N",
      defaultValue = "10",
      description =
          "Most customers that enter, and that leave, to show (default: 10); json and csv have all.")
  private int sample = 10;

  @Option(names = "--output", defaultValue = "text", description = "${COMPLETION-CANDIDATES}.")
  private OutputFormat output = OutputFormat.text;

  @Override
  public Integer call() throws IOException {
    if (sample < 0) {
      throw TruecountException.invalid(
          Problem.of("a sample below 0", "--sample " + sample, "write 0 or more"));
    }
    Project project = Nightly.standard().project(options.project(), options.overrides());
    Audience audience = AudienceNames.find(project, name, "truecount audiences diff");
    Optional<Earlier> earlier = isRelease() ? Optional.empty() : Optional.of(earlier(project));
    try (SparkSession spark = Sessions.start(project.config().table())) {
      Optional<Dataset<Row>> published =
          isRelease() ? Optional.of(published(spark, project)) : Optional.empty();
      Release last = ReleaseViews.register(spark, project, Optional.empty());
      Dataset<Row> before =
          published
              .map(members -> AudienceDiff.byIdsOfToday(spark, members))
              .orElseGet(() -> earlier.orElseThrow().members(spark, name, last));
      Dataset<Row> after =
          AudienceDiff.members(
              spark, audience, project.audiences(), project.planner(), last.asOf());
      AudienceChanges changes =
          new AudienceChanges(spark, project, audience, last, AudienceDiff.between(before, after));
      if (output == OutputFormat.text) {
        changes.text(isRelease() ? "release " + against : against, sample, System.out);
      } else {
        changes.all(output, System.out);
      }
    }
    return Outcome.DONE.exitCode();
  }

  private boolean isRelease() {
    return against.matches("\\d+");
  }

  private Dataset<Row> published(SparkSession spark, Project project) {
    ReleaseViews.register(spark, project, Optional.of(Long.valueOf(against)));
    return AudienceDiff.published(spark, name);
  }

  /** The definitions of a commit. */
  private record Earlier(List<Audience> audiences, Planner metrics) {
    /** None when the audience was not defined. */
    Dataset<Row> members(SparkSession spark, String name, Release release) {
      return audiences.stream()
          .filter(audience -> audience.name().equals(name))
          .findFirst()
          .map(a -> AudienceDiff.members(spark, a, audiences, metrics, release.asOf()))
          .orElseGet(() -> AudienceDiff.published(spark, name).limit(0));
    }
  }

  private Earlier earlier(Project project) {
    Path folder = options.project();
    Manifest manifest = GitMetrics.at(folder, against);
    return new Earlier(
        project.audiences(GitMetrics.audiences(folder, against), manifest),
        new Planner(manifest, project.semantics()));
  }
}
