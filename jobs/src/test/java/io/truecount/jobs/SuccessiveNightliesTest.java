package io.truecount.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.config.Overrides;
import io.truecount.config.TableFormat;
import io.truecount.jobs.cli.Sessions;
import io.truecount.jobs.demo.generate.DemoLake;
import io.truecount.jobs.nightly.MetricQueries;
import io.truecount.jobs.nightly.Nightly;
import io.truecount.jobs.release.ReleaseViews;
import io.truecount.metric.LongForm;
import io.truecount.metric.manifest.Manifest;
import io.truecount.metric.manifest.SavedQuery;
import io.truecount.metric.plan.Planner;
import io.truecount.metric.query.MetricQuery;
import io.truecount.metric.query.SavedQueries;
import io.truecount.metric.sql.Dialect;
import io.truecount.metric.sql.TableNames;
import io.truecount.project.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * After every nightly of several, late data and merged customers among them, what is stored is what
 * the definitions give when they are computed from the tables of the release in full. A nightly
 * whose checks fail keeps the last release, exits 3 and says why, and cannot be published without
 * them; one that is repeated changes nothing, and one of before is refused.
 */
final class SuccessiveNightliesTest {
  private static final Path CONF = Path.of(System.getProperty("truecount.root"), "conf");
  private static final String FIRST = "2026-01-01/2026-02-14";
  private static final String SECOND = "2026-02-14/2026-03-02";

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(TableFormat.class)
  void each_release_is_that_of_a_full_recompute_or_is_not_made(TableFormat format)
      throws IOException, SQLException {
    DemoLake.write(new DemoLake.Options(40, 5, folder.resolve("lake")));
    succeeds(format, FIRST);
    check(format);
    refused(format, SECOND);
    succeeds(format, SECOND);
    check(format);
    Map<String, List<String>> before = Tables.of(warehouse(), format).contents();
    succeeds(format, SECOND);
    refusedAsOlder(format, FIRST);
    Tables again = Tables.of(warehouse(), format);
    assertThat(again.contents()).isEqualTo(before);
    assertThat(again.query("SELECT max(release) FROM releases")).containsExactly("2");
    assertThat(
            again.query("SELECT count(*) > 0 FROM audience_members WHERE audience = 'high_value'"))
        .containsExactly("true");
    if (format == TableFormat.DELTA) {
      MetricsDiff.check(CONF, folder.resolve("shop"), warehouse());
    }
  }

  private void succeeds(TableFormat format, String interval) {
    Cli run = nightly(format, CONF, interval);
    assertThat(run.exitCode()).as(run.err()).isZero();
  }

  private void refused(TableFormat format, String interval) throws IOException, SQLException {
    Map<String, List<String>> before = Tables.of(warehouse(), format).contents();
    Cli refused = nightly(format, strict(), interval);
    assertThat(refused.exitCode()).isEqualTo(3);
    assertThat(refused.err())
        .contains("check rows failed", "customers", "at least 1000000", "the last release stands");
    Tables after = Tables.of(warehouse(), format);
    assertThat(after.contents()).isEqualTo(before);
    assertThat(
            after.query(
                "SELECT string_agg(status, ' ' ORDER BY status) FROM runs WHERE step IN ('check', 'publish')"))
        .containsExactly("refused succeeded succeeded");
    Cli unchecked = run("publish", format, strict(), interval);
    assertThat(unchecked.exitCode()).isEqualTo(3);
    assertThat(unchecked.err()).contains("not checked since it was staged: ", "customers");
  }

  /** It would make last month's customers the newest ones. */
  private void refusedAsOlder(TableFormat format, String interval) {
    Cli older = nightly(format, CONF, interval);
    assertThat(older.exitCode()).isEqualTo(2);
    assertThat(older.err())
        .contains("as of 2026-02-14T00:00:00Z, release 2 is as of 2026-03-02T00:00:00Z already")
        .contains("--interval 2026-01-01T00:00:00Z/2026-03-02T00:00:00Z");
  }

  private Cli nightly(TableFormat format, Path project, String interval) {
    return run("nightly", format, project, interval);
  }

  private Cli run(String step, TableFormat format, Path project, String interval) {
    return Cli.run(
        "run",
        step,
        "--project",
        project.toString(),
        "--lake",
        folder.resolve("lake").toString(),
        "--warehouse",
        warehouse().toString(),
        "--interval",
        interval,
        "--format",
        name(format));
  }

  /** The example project without models and metrics, and with a check that cannot hold. */
  private Path strict() throws IOException {
    Path project = Files.createDirectories(folder.resolve("strict"));
    String text = Files.readString(CONF.resolve("truecount.conf"));
    Files.writeString(
        project.resolve("truecount.conf"),
        text.replace("customers { min = 1 }", "customers { min = 1000000 }")
            .replaceAll("(?m)^  parity .*$", ""));
    return project;
  }

  private void check(TableFormat format) throws IOException {
    Project project =
        Nightly.standard()
            .project(
                CONF,
                new Overrides(
                    Optional.empty(), Optional.of(warehouse().toString()), Optional.of(format)));
    Manifest manifest = project.manifest();
    try (SparkSession spark = Sessions.start(project.config().table())) {
      ReleaseViews.register(spark, project, Optional.empty());
      Dataset<Row> metrics = spark.table("metrics");
      List<String> names = manifest.metricNames();
      same(
          metrics.filter("grain = 'all'"),
          LongForm.whole(full(spark, manifest, names, List.of()), names));
      List<String> daily = MetricQueries.daily(project.planner());
      same(
          metrics.filter("grain = 'day'"),
          LongForm.daily(
              full(spark, manifest, daily, List.of(MetricQueries.DAY)), daily, MetricQueries.DAY));
      for (SavedQuery saved : manifest.savedQueries()) {
        saved(spark, manifest, saved);
      }
    }
  }

  private static void saved(SparkSession spark, Manifest manifest, SavedQuery saved) {
    Dataset<Row> full = full(spark, manifest, SavedQueries.query(manifest, saved));
    switch (saved.use()) {
      case TABLE -> same(spark.table(saved.name()), full);
      case PER_UNIT -> same(spark.table(saved.name()), LongForm.perUnit(full, saved.metrics()));
      case TRAITS ->
          same(
              spark
                  .table("customers")
                  .filter(saved.metrics().get(0) + " IS NOT NULL")
                  .selectExpr(columns("customer_id", saved.metrics())),
              full.filter("customer IS NOT NULL").selectExpr(columns("customer", saved.metrics())));
    }
  }

  private static String[] columns(String key, List<String> metrics) {
    return java.util.stream.Stream.concat(
            java.util.stream.Stream.of(key),
            metrics.stream().map(m -> "CAST(%s AS DOUBLE)".formatted(m)))
        .toArray(String[]::new);
  }

  private static Dataset<Row> full(
      SparkSession spark, Manifest manifest, List<String> metrics, List<String> by) {
    return full(spark, manifest, MetricQueries.query(metrics, by, manifest));
  }

  private static Dataset<Row> full(SparkSession spark, Manifest manifest, MetricQuery query) {
    return spark.sql(Planner.plan(manifest, query).sql(Dialect.SPARK, TableNames.bare()));
  }

  private static void same(Dataset<Row> stored, Dataset<Row> full) {
    List<String> expected = texts(full);
    assertThat(expected).isNotEmpty();
    assertThat(texts(stored)).isEqualTo(expected);
  }

  /** Sums of reals depend on their order in the last digits. */
  private static List<String> texts(Dataset<Row> rows) {
    return Arrays.stream((Row[]) rows.collect())
        .map(
            row -> {
              StringBuilder text = new StringBuilder();
              for (int i = 0; i < row.size(); i++) {
                Object value = row.isNullAt(i) ? "NULL" : row.get(i);
                text.append(
                        value instanceof Double real
                            ? String.format(Locale.ROOT, "%.6f", real)
                            : value.toString())
                    .append('|');
              }
              return text.toString();
            })
        .sorted()
        .toList();
  }

  private static String name(TableFormat format) {
    return format.name().toLowerCase(Locale.ROOT);
  }

  private Path warehouse() {
    return folder.resolve("warehouse");
  }
}
