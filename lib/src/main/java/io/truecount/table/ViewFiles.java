package io.truecount.table;

import io.truecount.config.TableConfig;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/**
 * SQL views as text files below the warehouse: {@code views/NAME.spark.sql} and {@code
 * views/NAME.duckdb.sql}, each a statement that creates a temporary view. Path-based tables have no
 * catalog to hold a view, and no catalog holds one that two engines can read.
 */
public final class ViewFiles {
  private static final String IN_UTC =
      "-- The session's time zone must be UTC, as all times are.\n";
  private static final String SET_UTC = IN_UTC + "SET TimeZone = 'UTC';\n";

  private final SparkSession spark;
  private final Path folder;

  public ViewFiles(SparkSession spark, TableConfig config) {
    this.spark = spark;
    this.folder = new Path(config.warehouse(), "views");
  }

  /** Names of all views, sorted. */
  public List<String> names() {
    return files("spark").names();
  }

  /** Removes a view's statements. */
  public void delete(String view) {
    files("duckdb").delete(view);
    files("spark").delete(view);
  }

  private SmallFiles files(String engine) {
    return new SmallFiles(
        spark.sparkContext().hadoopConfiguration(), folder, ".%s.sql".formatted(engine));
  }

  /** Replaces the view's statement for one engine. */
  public void save(String view, String engine, String select) {
    boolean spark = engine.equals("spark");
    String quoted = spark ? Quoting.sparkName(view) : Quoting.standardName(view);
    String statement = "CREATE OR REPLACE TEMPORARY VIEW %s AS\n%s".formatted(quoted, select);
    files(engine).save(view, (spark ? IN_UTC : SET_UTC) + statement);
  }
}
