package io.truecount.table;

import io.truecount.config.TableConfig;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/** Publishes that were begun: one small file per run below the warehouse. */
public final class PublishIntents {
  private final SmallFiles files;

  public PublishIntents(SparkSession spark, TableConfig config) {
    this.files =
        new SmallFiles(
            spark.sessionState().newHadoopConf(),
            new Path(config.warehouse(), "_staging"),
            ".publish.json");
  }

  void save(PublishIntent intent) {
    files.save(intent.runId(), intent.toJson());
  }

  void delete(PublishIntent intent) {
    files.delete(intent.runId());
  }

  List<PublishIntent> all() {
    return files.names().stream()
        .map(name -> PublishIntent.fromJson(files.find(name).orElseThrow()))
        .toList();
  }
}
