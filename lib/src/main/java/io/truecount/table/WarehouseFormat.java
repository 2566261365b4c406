package io.truecount.table;

import io.truecount.config.TableConfig;
import io.truecount.config.TableFormat;
import io.truecount.error.Problem;
import io.truecount.error.TruecountException;
import java.io.IOException;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Keeps a warehouse from being taken for an empty one because its tables are of another format. */
final class WarehouseFormat {
  private WarehouseFormat() {}

  static void check(Configuration hadoop, TableConfig config) {
    TableFormat other =
        config.format() == TableFormat.DELTA ? TableFormat.ICEBERG : TableFormat.DELTA;
    if (isPublished(hadoop, config, other) && !isPublished(hadoop, config, config.format())) {
      throw TruecountException.invalid(
          new Problem(
              "the warehouse holds %s tables, not %s".formatted(name(other), name(config.format())),
              config.warehouse(),
              "a second set of tables beside them would have releases of its own",
              "say --format %s, or name another warehouse".formatted(name(other))));
    }
  }

  private static boolean isPublished(Configuration hadoop, TableConfig config, TableFormat format) {
    Path table = new Path(config.warehouse(), config.namespace() + "/" + Releases.TABLE.name());
    try {
      FileSystem files = table.getFileSystem(hadoop);
      return switch (format) {
        case DELTA -> new DeltaFolder(files, table).isTable();
        case ICEBERG -> files.exists(new Path(table, "metadata"));
      };
    } catch (IOException e) {
      throw SmallFiles.failed("cannot read", table, e);
    }
  }

  private static String name(TableFormat format) {
    return format.name().toLowerCase(Locale.ROOT);
  }
}
