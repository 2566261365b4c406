package io.truecount.table;

import static org.apache.spark.sql.types.DataTypes.BooleanType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;

import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import scala.Console;

/**
 * Delta's VACUUM of named files. It keeps what the newest version has, whatever it is given. Its
 * own times of retention know nothing of releases: they would delete files that a release needs,
 * and keep others. So they are switched off, and the files are chosen beforehand.
 */
final class DeltaVacuum {
  private static final String VIEW = "inventory";
  private static final StructType INVENTORY =
      new StructType()
          .add("path", StringType)
          .add("length", LongType)
          .add("isDir", BooleanType)
          .add("modificationTime", LongType);

  /** Logging would give the table two more versions, without any change of its rows. */
  private static final Map<String, String> SETTINGS =
      Map.of(
          "spark.databricks.delta.retentionDurationCheck.enabled", "false",
          "spark.databricks.delta.vacuum.logging.enabled", "false");

  private DeltaVacuum() {}

  /** Deletes those of the files that the newest version does not have. Cost: a job of a listing. */
  static void delete(SparkSession spark, Path table, List<LocatedFileStatus> files) {
    SparkSession own = spark.newSession();
    SETTINGS.forEach(own.conf()::set);
    own.createDataFrame(files.stream().map(DeltaVacuum::row).toList(), INVENTORY)
        .createOrReplaceTempView(VIEW);
    String vacuum =
        "VACUUM delta.%s USING INVENTORY (SELECT * FROM %s) RETAIN 0 HOURS"
            .formatted(Quoting.sparkName(table.toString()), VIEW);
    // it prints what it has deleted on standard output, which is for the results of a command
    Console.withOut(OutputStream.nullOutputStream(), () -> own.sql(vacuum));
  }

  private static Row row(LocatedFileStatus file) {
    return RowFactory.create(
        file.getPath().toString(), file.getLen(), false, file.getModificationTime());
  }
}
