package io.truecount.table;

import io.truecount.config.TableConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

  /** Whether a publish has begun and not ended. Cost: one listing. */
  public boolean isEmpty() {
    return files.names().isEmpty();
  }

  /**
   * All of them. One that cannot be read was cut off while it was written, before any table moved,
   * and is deleted.
   */
  List<PublishIntent> all() {
    List<PublishIntent> intents = new ArrayList<>();
    for (String name : files.names()) {
      Optional<PublishIntent> intent = files.find(name).flatMap(PublishIntent::fromJson);
      intent.ifPresentOrElse(intents::add, () -> files.delete(name));
    }
    return intents;
  }
}
