package io.truecount.identity.linkage;

import io.truecount.config.IdentityConfig;
import io.truecount.config.LinkageConfig;
import io.truecount.event.EventTables;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/**
 * Records of people that are likely one person, found by the model of Fellegi and Sunter.
 *
 * <pre>
 *   events    crm_id=c1  Jane Smith   1970-02-03  50667      links   c1 – c2  score 0.9998
 *             crm_id=c2  Jane Smyth   1970-02-03  50667
 *             crm_id=c3  John Miller  1980-04-05  10115
 * </pre>
 *
 * The same for every order and partitioning of the events. The driver gets counts of patterns of
 * levels, and no record. Cost: see {@link LinkageRecords}, {@link Blocks} and {@link
 * ComparedPairs}.
 *
 * @param links in the shape of {@link LinkTables#scoredLinks}
 * @param weights in the shape of {@link LinkTables#linkageWeights}
 * @param records how many were compared
 * @param pairs how many were compared
 * @param skipped blocks that were too large
 * @param shared datasets that are persisted
 */
public record Linkage(
    Dataset<Row> links,
    Dataset<Row> weights,
    LinkageModel model,
    long records,
    long pairs,
    List<Blocks.Skipped> skipped,
    List<Dataset<Row>> shared)
    implements AutoCloseable {

  public Linkage {
    skipped = List.copyOf(skipped);
    shared = List.copyOf(shared);
  }

  /**
   * Links the records of some events.
   *
   * @param events in the shape of {@link EventTables#events}
   */
  public static Linkage of(Dataset<Row> events, IdentityConfig config, LinkageConfig linkage) {
    Dataset<Row> records = kept(LinkageRecords.of(events, config, linkage));
    long size = records.count();
    Blocks blocks = Blocks.of(records, linkage);
    Dataset<Row> compared = kept(ComparedPairs.of(blocks.pairs(), records, linkage));
    List<PatternCount> patterns = ComparedPairs.counted(compared);
    LinkageModel model =
        LinkageModel.estimate(
            linkage,
            ComparedPairs.random(records, size, linkage),
            patterns,
            size * (size - 1.0) / 2);
    ScoredPairs scored = new ScoredPairs(linkage, model);
    return new Linkage(
        scored.links(compared),
        scored.weights(events.sparkSession()),
        model,
        size,
        patterns.stream().mapToLong(PatternCount::pairs).sum(),
        blocks.skipped().stream().filter(one -> one.blocks() > 0).toList(),
        List.of(records, compared));
  }

  private static Dataset<Row> kept(Dataset<Row> rows) {
    return rows.persist(StorageLevel.MEMORY_AND_DISK());
  }

  /** Releases what is persisted, once the links are written. */
  @Override
  public void close() {
    shared.forEach(Dataset::unpersist);
  }
}
