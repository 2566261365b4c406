package io.truecount.jobs.command;

import static java.util.stream.Collectors.joining;
import static org.apache.spark.sql.functions.col;

import io.truecount.audience.Audience;
import io.truecount.audience.AudienceTables;
import io.truecount.audience.Dependents;
import io.truecount.audience.Explanation;
import io.truecount.audience.MemberExplanation;
import io.truecount.jobs.cli.Numbers;
import io.truecount.jobs.cli.OutputFormat;
import io.truecount.jobs.cli.TablePrinter;
import io.truecount.jobs.release.AudienceDiff;
import io.truecount.metric.sql.Dialect;
import io.truecount.metric.sql.TableNames;
import io.truecount.project.Project;
import io.truecount.table.Release;
import java.io.PrintStream;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Prints who enters and leaves an audience, each with the condition that decides now.
 *
 * @param release that the definition is evaluated on
 */
record AudienceChanges(
    SparkSession spark, Project project, Audience audience, Release release, AudienceDiff diff) {
  private static final int MOST_REASONS = 2;

  /** For people: the numbers, a sample of the customers, and what else changes. */
  void text(String against, int sample, PrintStream out) {
    AudienceDiff.Counts counts = diff.counts();
    out.printf(
        "%s: %s against the project, on release %d as of %s.%n%n",
        audience.name(), against, release.number(), release.asOf());
    new TablePrinter("before", "after", "entered", "left")
        .row(counts.before(), counts.after(), counts.entered(), counts.left())
        .print(OutputFormat.text, out);
    TablePrinter customers = explained(sampled(sample));
    if (!customers.isEmpty()) {
      out.println();
      customers.print(OutputFormat.text, out);
    }
    shown("enter", counts.entered(), sample, out);
    shown("leave", counts.left(), sample, out);
    List<String> dependents =
        Dependents.of(audience.name(), project.manifest(), project.audiences());
    if (!dependents.isEmpty()) {
      out.printf("%nUsed by %s.%n", String.join(", ", dependents));
    }
  }

  private static void shown(String what, long all, int sample, PrintStream out) {
    if (all > sample) {
      out.printf(
          "%d of %s that %s: --sample shows more, --output csv all.%n",
          sample, Numbers.whole(all), what);
    }
  }

  /** Every customer, for programs. */
  void all(OutputFormat output, PrintStream out) {
    explained(diff.changes()).print(output, out);
  }

  private Dataset<Row> sampled(int sample) {
    return first(AudienceTables.ENTERED, sample).unionByName(first(AudienceTables.LEFT, sample));
  }

  private Dataset<Row> first(String change, int sample) {
    return diff.changes()
        .where(col(AudienceDiff.CHANGE).equalTo(change))
        .orderBy(AudienceTables.CUSTOMER_ID)
        .limit(sample);
  }

  private TablePrinter explained(Dataset<Row> changes) {
    MemberExplanation explanation =
        MemberExplanation.of(audience, project.audiences(), project.planner(), release.asOf());
    Dataset<Row> rows = spark.sql(explanation.plan().sql(Dialect.SPARK, TableNames.bare()));
    TablePrinter table = new TablePrinter("change", "customer_id", "reason");
    Iterator<Row> found =
        changes
            .join(rows, new String[] {AudienceTables.CUSTOMER_ID}, "left")
            .orderBy(AudienceDiff.CHANGE, AudienceTables.CUSTOMER_ID)
            .toLocalIterator();
    while (found.hasNext()) {
      Row row = found.next();
      table.row(
          row.getAs(AudienceDiff.CHANGE),
          row.getAs(AudienceTables.CUSTOMER_ID),
          reason(explanation, row));
    }
    return table;
  }

  private static String reason(MemberExplanation explanation, Row row) {
    if (row.isNullAt(row.fieldIndex(MemberExplanation.MEMBER))) {
      return "the customer is no more";
    }
    return explanation.of(row).deciding().stream()
        .limit(MOST_REASONS)
        .map(AudienceChanges::reason)
        .collect(joining("; "));
  }

  private static String reason(Explanation decided) {
    return "%s: %s%s"
        .formatted(
            decided.truth().name().toLowerCase(Locale.ROOT),
            decided.condition(),
            decided.measures() ? ", measured " + decided.value().orElse("nothing") : "");
  }
}
