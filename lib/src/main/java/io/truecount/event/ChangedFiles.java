package io.truecount.event;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;

import io.truecount.config.SourceConfig;
import io.truecount.error.Problem;
import io.truecount.error.TruecountException;
import io.truecount.source.SourceFiles;
import io.truecount.source.record.InputFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/**
 * Finds files that were written while a run read them. A run reads each file twice, so that a
 * decision of the first pass could apply to another record in the second one.
 */
public final class ChangedFiles {
  private static final int MOST = 20;

  private ChangedFiles() {}

  /**
   * Compares sizes and times of modification with those that the input was listed with. To be
   * called when all passes are made. Cost: one listing of the interval.
   *
   * @throws TruecountException failed, with the first files that have changed
   */
  public static void refuse(SparkSession spark, Ingest.Context context, Ingest.Input input) {
    SourceFiles lake = new SourceFiles(spark.sparkContext().hadoopConfiguration(), context.lake());
    List<Problem> changed = new ArrayList<>();
    input.files().forEach((source, files) -> changed.addAll(changed(lake, source, files, context)));
    if (!changed.isEmpty()) {
      throw TruecountException.failed(changed.subList(0, Math.min(MOST, changed.size())));
    }
  }

  /** A file that is gone was there for all passes, or one of them has failed. */
  private static List<Problem> changed(
      SourceFiles lake, SourceConfig source, List<InputFile> files, Ingest.Context context) {
    Map<String, InputFile> now =
        lake.list(source, context.interval()).stream()
            .collect(toMap(InputFile::uri, identity(), (a, b) -> a));
    return files.stream()
        .filter(file -> !file.isSame(now.getOrDefault(file.uri(), file)))
        .map(ChangedFiles::problem)
        .toList();
  }

  private static Problem problem(InputFile file) {
    return new Problem(
        "the file was written while the run read it",
        file.name(),
        "a run reads a file twice, and must find the same records both times",
        "run again when the file is complete; deliver files under another name, and rename them when they are");
  }
}
