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

/** Checks the tests in the headers of models, all tests of one model in one pass over its rows. */
public final class ModelTests {
  private ModelTests() {}

  /** Cost: one scan of the tested columns, and one shuffle of each unique one. */
  public static List<CheckResult> run(String table, List<TableTest> tests, Dataset<Row> rows) {
    if (tests.isEmpty()) {
      return List.of();
    }
    List<Column> violations = tests.stream().map(test -> test.match(new Violations())).toList();
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

  /** How many rows break a test. */
  private static final class Violations implements TableTest.Cases<Column> {
    @Override
    public Column notNull(TableTest.NotNull test) {
      return count_if(col(test.column()).isNull());
    }

    @Override
    public Column unique(TableTest.Unique test) {
      return count(col(test.column())).minus(count_distinct(col(test.column())));
    }

    @Override
    public Column acceptedValues(TableTest.AcceptedValues test) {
      return count_if(col(test.column()).isin(test.values().toArray()).equalTo(false));
    }
  }

  /** What a test expects, in words. */
  private static final class Expected implements TableTest.Cases<String> {
    @Override
    public String notNull(TableTest.NotNull test) {
      return "no NULL";
    }

    @Override
    public String unique(TableTest.Unique test) {
      return "no value twice";
    }

    @Override
    public String acceptedValues(TableTest.AcceptedValues test) {
      return test.values().stream().collect(joining(", ", "one of: ", ""));
    }
  }

  private static CheckResult result(String table, TableTest test, long violations) {
    return new CheckResult(
        "model-test",
        table + "." + test.column(),
        Severity.STOP,
        violations == 0,
        "%d rows against it".formatted(violations),
        test.match(new Expected()));
  }
}
