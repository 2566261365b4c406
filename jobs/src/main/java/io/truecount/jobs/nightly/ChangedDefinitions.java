package io.truecount.jobs.nightly;

import io.truecount.config.Interval;
import io.truecount.config.Run;
import io.truecount.jobs.cli.Version;
import io.truecount.jobs.release.Warehouse;
import io.truecount.jobs.release.Warehouses;
import io.truecount.project.Project;
import io.truecount.table.Release;
import io.truecount.table.Touched;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/**
 * What the next run computes as a whole because the project defines it otherwise than the project
 * of the newest release did: what the run's table {@code touched} will say, without counts. What is
 * recomputed every night, whatever is defined, is left out.
 *
 * @param release that the project is compared with; empty when there is none
 * @param again in the order of the steps
 */
public record ChangedDefinitions(Optional<Release> release, List<Touched> again) {
  public ChangedDefinitions {
    again = List.copyOf(again);
  }

  /**
   * Compares a project with the newest release of its warehouse. Cost: metadata, and a few rows of
   * {@code touched}.
   */
  public static ChangedDefinitions of(SparkSession spark, Project project) {
    if (!Warehouses.exists(spark.sessionState().newHadoopConf(), project.config().table())) {
      return new ChangedDefinitions(Optional.empty(), List.of());
    }
    Optional<Release> last = Warehouse.read(spark, project).releases().last();
    return new ChangedDefinitions(
        last, last.map(release -> again(next(spark, project, release), release)).orElse(List.of()));
  }

  /** The night after a release. */
  private static RunContext next(SparkSession spark, Project project, Release last) {
    Interval day = new Interval(last.asOf(), last.asOf().plus(1, ChronoUnit.DAYS));
    Run run = Run.of(day, day.end(), project.config().hash(), Version.current());
    return new RunContext(spark, project, run, InstantSource.system());
  }

  private static List<Touched> again(RunContext context, Release base) {
    return IngestJob.everything(context)
        .map(why -> List.of(Touched.everything(IngestJob.NAME, why)))
        .orElseGet(() -> new Comparison(context, base).again());
  }

  /** For people, one line each. */
  public List<String> lines() {
    if (release.isEmpty()) {
      return List.of("nothing has been published: the first run computes everything");
    }
    String which = "release " + release.get().number();
    return again.isEmpty()
        ? List.of("the next run takes over all that it does not touch of " + which)
        : again.stream().map(one -> line(one, which)).toList();
  }

  private static String line(Touched one, String release) {
    String what = one.value().isEmpty() ? "everything" : one.value();
    return "against %s, %s computes %s again: %s".formatted(release, one.step(), what, one.why());
  }
}
