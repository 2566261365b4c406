package io.truecount.metric;

import io.truecount.metric.manifest.Manifest;
import io.truecount.metric.manifest.SavedQuery;
import io.truecount.metric.plan.Planner;
import io.truecount.metric.query.SavedQueries;
import io.truecount.metric.sql.Dialect;
import io.truecount.metric.sql.TableNames;
import io.truecount.table.ParquetFiles;
import io.truecount.table.Release;
import io.truecount.table.TableStore;
import io.truecount.table.ViewFiles;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;

/** Saved queries that are exported as views, over the tables of one release. */
public final class SavedViews {
  private SavedViews() {}

  /**
   * Writes every view for both engines. Each reads the versions of the release: Spark by version,
   * DuckDB by the Parquet files that hold it, so that a view changes only with the next release.
   *
   * <p>Views that the project no longer defines are removed.
   */
  public static void save(Planner planner, Release release, TableStore store, ViewFiles files) {
    Set<String> names = new TreeSet<>();
    Manifest manifest = planner.manifest();
    for (SavedQuery saved : manifest.savedQueries()) {
      for (SavedQuery.Export export : saved.exports()) {
        if (export.view()) {
          var plan = planner.plan(SavedQueries.query(manifest, saved));
          TableNames tables = names(release.tables(), store);
          files.save(export.alias(), "spark", plan.sql(Dialect.SPARK, tables));
          files.save(export.alias(), "duckdb", plan.sql(Dialect.DUCKDB, tables));
          names.add(export.alias());
        }
      }
    }
    files.names().stream().filter(view -> !names.contains(view)).forEach(files::delete);
  }

  private static TableNames names(SortedMap<String, String> versions, TableStore store) {
    TableNames stored =
        (table, dialect) -> {
          String version = versions.getOrDefault(table.name(), "");
          return dialect == Dialect.SPARK
              ? store.sql(table.name(), version)
              : ParquetFiles.duckDb(
                  store.dataFiles(table.name(), version), store.read(table.name()).schema());
        };
    return CustomerEventsSql.over(stored);
  }
}
