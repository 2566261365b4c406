package io.truecount.quality;

import static java.util.stream.Collectors.joining;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_distinct;
import static org.apache.spark.sql.functions.count_if;

import io.truecount.config.Severity;
import io.truecount.config.TableTest;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** What models promise in their headers, all promises of one model in one pass over its rows. */
public final class ModelTests {
  private ModelTests() {}

  /** Cost: one scan of the tested columns, and one shuffle of each unique one. */
  public static List<CheckResult> run(String table, List<TableTest> tests, Dataset<Row> rows) {
    if (tests.isEmpty()) {
      return List.of();
    }
    List<Column> violations = tests.stream().map(ModelTests::violations).toList();
    Row found =
        rows.agg(violations.get(0), violations.subList(1, tests.size()).toArray(Column[]::new))
            .collectAsList()
            .get(0);
    List<CheckResult> results = new ArrayList<>();
    for (int i = 0; i < tests.size(); i++) {
      results.add(result(table, tests.get(i), found.getLong(i)));
    }
    return results;
  }

  private static Column violations(TableTest test) {
    Column column = col(test.column());
    if (test instanceof TableTest.AcceptedValues accepted) {
      return count_if(column.isin(accepted.values().toArray()).equalTo(false));
    }
    return test instanceof TableTest.NotNull
        ? count_if(column.isNull())
        : count(column).minus(count_distinct(column));
  }

  private static CheckResult result(String table, TableTest test, long violations) {
    return new CheckResult(
        "model-test",
        table + "." + test.column(),
        Severity.STOP,
        violations == 0,
        "%d rows against it".formatted(violations),
        expected(test));
  }

  private static String expected(TableTest test) {
    if (test instanceof TableTest.AcceptedValues accepted) {
      return accepted.values().stream().collect(joining(", ", "one of: ", ""));
    }
    return test instanceof TableTest.NotNull ? "no NULL" : "no value twice";
  }
}
