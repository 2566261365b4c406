package io.truecount.metric;

import io.truecount.metric.manifest.Manifest;
import io.truecount.metric.manifest.SavedQuery;
import io.truecount.metric.plan.Plan;
import io.truecount.metric.plan.Planner;
import io.truecount.metric.query.SavedQueries;
import io.truecount.metric.sql.Dialect;
import io.truecount.metric.sql.TableNames;
import io.truecount.table.ParquetFiles;
import io.truecount.table.Release;
import io.truecount.table.TableStore;
import io.truecount.table.ViewFiles;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Views over the tables of one release. */
public final class SavedViews {
  private SavedViews() {}

  /** The saved queries that are exported as views, by the name of the view. */
  public static SortedMap<String, Plan> plans(Planner planner) {
    SortedMap<String, Plan> views = new TreeMap<>();
    Manifest manifest = planner.manifest();
    for (SavedQuery saved : manifest.savedQueries()) {
      for (SavedQuery.Export export : saved.exports()) {
        if (export.view()) {
          views.put(export.alias(), planner.plan(SavedQueries.query(manifest, saved)));
        }
      }
    }
    return views;
  }

  /**
   * Writes every view for both engines. Each reads the versions of the release: Spark by version,
   * DuckDB by the Parquet files that hold it, so that a view changes only with the next release.
   * The files of a table are listed once, however many views read it.
   *
   * <p>Views that are not among these are removed.
   */
  public static void save(
      SortedMap<String, Plan> views, Release release, TableStore store, ViewFiles files) {
    TableNames tables = names(release.tables(), store);
    views.forEach(
        (name, plan) -> {
          files.save(name, "spark", plan.sql(Dialect.SPARK, tables));
          files.save(name, "duckdb", plan.sql(Dialect.DUCKDB, tables));
        });
    files.names().stream().filter(view -> !views.containsKey(view)).forEach(files::delete);
  }

  private static TableNames names(SortedMap<String, String> versions, TableStore store) {
    Map<String, String> listed = new HashMap<>();
    TableNames stored =
        (table, dialect) -> {
          String name = table.name();
          String version = versions.getOrDefault(name, "");
          return dialect == Dialect.SPARK
              ? store.sql(name, version)
              : listed.computeIfAbsent(
                  name,
                  n -> ParquetFiles.duckDb(store.dataFiles(n, version), store.read(n).schema()));
        };
    return CustomerEventsSql.over(stored);
  }
}
