package io.truecount.jobs.release;

import io.truecount.error.TruecountException;
import io.truecount.metric.plan.Planner;
import io.truecount.metric.query.MetricQuery;
import io.truecount.project.AnalysisErrors;
import java.io.PrintStream;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Metrics over all time, as numbers. All of them are computed in one query; only when a table lacks
 * what one of them reads are they computed one by one, so that the others have their numbers.
 */
public final class MetricTotals {
  private final SparkSession spark;
  private final Planner planner;
  private final PrintStream notes;

  /**
   * @param notes where it is said which metric cannot be computed, and why
   */
  public MetricTotals(SparkSession spark, Planner planner, PrintStream notes) {
    this.spark = spark;
    this.planner = planner;
    this.notes = notes;
  }

  /** By name; without those that are not defined, have no total, or no number as their value. */
  public SortedMap<String, Double> of(Collection<String> names) {
    List<String> computable =
        names.stream()
            .filter(name -> planner.manifest().metric(name).isPresent())
            .filter(planner::canBeTotalled)
            .filter(this::isPlanned)
            .toList();
    SortedMap<String, Double> result = new TreeMap<>();
    if (!computable.isEmpty() && !add(computable, result, false)) {
      computable.forEach(name -> add(List.of(name), result, true));
    }
    return result;
  }

  /** Project of an earlier commit need not be valid. */
  private boolean isPlanned(String name) {
    try {
      planner.plan(MetricQuery.of(List.of(name), List.of()));
      return true;
    } catch (TruecountException e) {
      notes.printf("note: %s cannot be computed: %s%n", name, e.problems().get(0).what());
      return false;
    }
  }

  private boolean add(List<String> names, SortedMap<String, Double> result, boolean told) {
    Optional<AnalysisException> unresolved = AnalysisErrors.of(() -> add(names, result));
    unresolved
        .filter(e -> told)
        .ifPresent(
            e ->
                notes.printf(
                    "note: %s cannot be computed: %s%n", names.get(0), AnalysisErrors.line(e)));
    return unresolved.isEmpty();
  }

  private void add(List<String> names, SortedMap<String, Double> result) {
    Row row = QueryRun.rows(spark, planner, MetricQuery.of(names, List.of())).head();
    for (String name : names) {
      if (row.getAs(name) instanceof Number number) {
        result.put(name, number.doubleValue());
      }
    }
  }
}
