package io.truecount.event;

import static java.util.stream.Collectors.toMap;

import io.truecount.config.SourceConfig;
import io.truecount.source.SourceFiles;
import io.truecount.source.record.InputFile;
import io.truecount.source.scan.UnreadFiles;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.spark.sql.SparkSession;

/**
 * Ingest in spite of files that prove damaged only while they are read: these are looked for when
 * the first pass has failed, and refused by name in another one. So whole files cost nothing.
 */
public final class DamagedFiles {
  private DamagedFiles() {}

  /**
   * Makes a first pass, and once more when damaged files were the cause of its failure.
   *
   * @param pass reads all records of a context
   * @throws RuntimeException that of the pass, when no file is damaged
   */
  public static <T> T refused(
      SparkSession spark, Ingest.Context context, Function<Ingest.Context, T> pass) {
    try {
      return pass.apply(context);
    } catch (Exception e) { // Spark throws checked ones from methods that declare none
      Map<String, String> damaged = UnreadFiles.isCauseOf(e) ? damaged(spark, context) : Map.of();
      if (damaged.isEmpty()) {
        throw e;
      }
      return pass.apply(context.without(damaged));
    }
  }

  private static Map<String, String> damaged(SparkSession spark, Ingest.Context context) {
    SourceFiles lake = new SourceFiles(spark.sparkContext().hadoopConfiguration(), context.lake());
    Map<String, String> damaged = new TreeMap<>();
    for (SourceConfig source : context.sources()) {
      damaged.putAll(
          context
              .formats()
              .reader(source)
              .damaged(spark, source, lake.list(source, context.interval()))
              .stream()
              .collect(toMap(InputFile::uri, file -> String.valueOf(file.damage()), (a, b) -> a)));
    }
    return damaged;
  }
}
