package io.truecount.project;

import io.truecount.config.CustomersConfig;
import io.truecount.metric.manifest.Manifest;
import io.truecount.table.TableDefinition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.types.StructType;

/** Tables that depend on what a project declares. */
@FunctionalInterface
public interface TableSet {
  TableSet NONE = (customers, properties, manifest) -> List.of();

  /**
   * The tables of a project, in the order of the data. Their names are the same in all projects.
   *
   * @param customers its traits
   * @param properties the typed properties of all its sources together
   * @param manifest its metrics
   */
  List<TableDefinition> of(CustomersConfig customers, StructType properties, Manifest manifest);

  /** All of these; where two define one table, the later definition counts. */
  static TableSet union(List<TableSet> sets) {
    return (customers, properties, manifest) -> {
      Map<String, TableDefinition> tables = new LinkedHashMap<>();
      for (TableSet set : sets) {
        set.of(customers, properties, manifest).forEach(table -> tables.put(table.name(), table));
      }
      return new ArrayList<>(tables.values());
    };
  }

  /** The names of the tables. */
  default Set<String> names() {
    Set<String> names = new TreeSet<>();
    of(new CustomersConfig(List.of()), new StructType(), Manifest.NONE)
        .forEach(table -> names.add(table.name()));
    return names;
  }
}
