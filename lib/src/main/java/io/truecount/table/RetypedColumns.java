package io.truecount.table;

import java.util.List;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.spark.SparkSchemaUtil;
import org.apache.spark.sql.types.StructType;

/**
 * Columns of an Iceberg table that get another type while all of its rows are written to a branch.
 * A column of another type is another column of the same name. Iceberg's writers know a table's
 * current schema only, so it has the new columns for as long as the rows are written; a reader of
 * the newest state finds NULL in these columns meanwhile, one of a snapshot finds that snapshot's
 * columns. From then on the published schema is current again, until the branch is published.
 */
final class RetypedColumns {
  private RetypedColumns() {}

  /** Writes with the wanted types; changes no schema when they are the stored ones. */
  static void during(Table table, StructType wanted, Runnable write) {
    int published = table.schema().schemaId();
    List<Schemas.Retyped> retyped =
        Schemas.retyped(SparkSchemaUtil.convert(table.schema()), wanted);
    if (!retyped.isEmpty()) {
      UpdateSchema update = table.updateSchema();
      retyped.forEach(column -> replace(update, column));
      update.commit();
    }
    try {
      write.run();
    } finally {
      setCurrent(table, published);
    }
  }

  private static void replace(UpdateSchema update, Schemas.Retyped column) {
    List<String> path = column.path();
    int last = path.size() - 1;
    StructType one = new StructType().add("column", column.wanted());
    var type = SparkSchemaUtil.convert(one).findField("column").type();
    update.deleteColumn(String.join(".", path));
    if (last == 0) {
      update.addColumn(path.get(0), type, column.comment());
    } else {
      update.addColumn(
          String.join(".", path.subList(0, last)), path.get(last), type, column.comment());
    }
  }

  /** The schema that the branch was written with becomes current, before readers see its rows. */
  static void publish(Table table, String branch) {
    TableMetadata now = ((HasTableOperations) table).operations().refresh();
    setCurrent(table, schema(now, table.snapshot(branch).snapshotId()));
  }

  /** The schema that a snapshot was written with; the current one where that was not noted. */
  static int schema(TableMetadata metadata, long snapshot) {
    Integer noted = metadata.snapshot(snapshot).schemaId();
    return noted == null ? metadata.currentSchemaId() : noted;
  }

  private static void setCurrent(Table table, int schema) {
    TableOperations operations = ((HasTableOperations) table).operations();
    TableMetadata now = operations.refresh();
    if (now.currentSchemaId() != schema) {
      operations.commit(now, TableMetadata.buildFrom(now).setCurrentSchema(schema).build());
      table.refresh();
    }
  }
}
