package io.truecount.identity.linkage;

import static io.truecount.identity.linkage.ComparedPairs.LEVELS;
import static io.truecount.identity.linkage.LinkageRecords.FREQUENCIES;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.get;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.log2;
import static org.apache.spark.sql.functions.pow;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.truecount.config.LinkageConfig;
import io.truecount.config.LinkageConfig.Comparison;
import io.truecount.config.LinkageConfig.Level;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;

/** Match weights of compared pairs, and the tables of both. */
final class ScoredPairs {
  private static final String MISSING = "missing";
  private static final String OTHER = "other";

  private final LinkageConfig linkage;
  private final LinkageModel model;

  ScoredPairs(LinkageConfig linkage, LinkageModel model) {
    this.linkage = linkage;
    this.model = model;
  }

  /**
   * The pairs whose probability is that of a link, in the shape of {@link LinkTables#scoredLinks}.
   *
   * @param compared as {@link ComparedPairs} gives them
   */
  Dataset<Row> links(Dataset<Row> compared) {
    List<Column> parts = new ArrayList<>();
    for (int i = 0; i < linkage.comparisons().size(); i++) {
      parts.add(part(i));
    }
    Column weight = lit(model.priorWeight());
    for (int i = 0; i < parts.size(); i++) {
      Column one = get(col(LinkTables.COMPARISONS), lit(i));
      weight =
          weight
              .plus(one.getField(LinkTables.WEIGHT))
              .plus(one.getField(LinkTables.FREQUENCY_WEIGHT));
    }
    return LinkTables.scoredLinks()
        .select(
            compared
                .withColumn(LinkTables.COMPARISONS, array(parts.toArray(Column[]::new)))
                .withColumn(LinkTables.MATCH_WEIGHT, weight)
                .withColumn(
                    LinkTables.SCORE,
                    lit(1)
                        .divide(
                            lit(1).plus(pow(lit(2.0), col(LinkTables.MATCH_WEIGHT).multiply(-1)))))
                .where(col(LinkTables.SCORE).geq(linkage.threshold()))
                .withColumn(LinkTables.PRIOR_WEIGHT, lit(model.priorWeight()))
                .withColumn(LinkTables.SOURCE, lit(LinkTables.LINKAGE))
                .withColumn("a_type", lit(linkage.record()))
                .withColumn("b_type", lit(linkage.record())));
  }

  /** One bar of the waterfall: {@link LinkTables#PART}. */
  private Column part(int position) {
    Comparison comparison = linkage.comparisons().get(position);
    List<Column> weights = new ArrayList<>();
    List<Column> words = new ArrayList<>();
    for (int level = 0; level <= comparison.levels().size(); level++) {
      weights.add(lit(model.weight(position, level)));
      words.add(lit(words(comparison, level)));
    }
    Column level = get(col(LEVELS), lit(position));
    Column isMissing = level.equalTo(Comparer.NULL);
    Column at = level.plus(1);
    return struct(
        lit(comparison.name()).as(LinkTables.COMPARISON),
        level.as(LinkTables.LEVEL),
        when(isMissing, MISSING)
            .otherwise(element_at(array(words.toArray(Column[]::new)), at))
            .as(LinkTables.AGREEMENT),
        when(isMissing, 0.0)
            .otherwise(element_at(array(weights.toArray(Column[]::new)), at))
            .as(LinkTables.WEIGHT),
        frequencyWeight(position, level).as(LinkTables.FREQUENCY_WEIGHT));
  }

  /** Values that agree by chance as often as this one does, in place of the average one. */
  private Column frequencyWeight(int position, Column level) {
    Comparison comparison = linkage.comparisons().get(position);
    if (!comparison.termFrequency()) {
      return lit(0.0);
    }
    int exact = comparison.levels().size() - comparison.levels().indexOf(Level.EXACT);
    double average = model.u().get(position).get(exact);
    return when(
            level.equalTo(exact), log2(lit(average).divide(get(col(FREQUENCIES), lit(position)))))
        .otherwise(0.0);
  }

  /** In the shape of {@link LinkTables#linkageWeights}. */
  Dataset<Row> weights(SparkSession spark) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < linkage.comparisons().size(); i++) {
      Comparison comparison = linkage.comparisons().get(i);
      for (int level = 0; level <= comparison.levels().size(); level++) {
        rows.add(
            RowFactory.create(
                comparison.name(),
                level,
                words(comparison, level),
                model.m().get(i).get(level),
                model.u().get(i).get(level),
                model.weight(i, level)));
      }
    }
    return spark.createDataFrame(rows, LinkTables.linkageWeights().schema());
  }

  private static String words(Comparison comparison, int level) {
    int size = comparison.levels().size();
    return level == Comparer.ELSE ? OTHER : comparison.levels().get(size - level).words();
  }
}
