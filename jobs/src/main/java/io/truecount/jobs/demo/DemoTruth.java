package io.truecount.jobs.demo;

import static org.apache.spark.sql.functions.col;

import io.truecount.identity.IdentityTables;
import io.truecount.identity.PairwiseQuality;
import io.truecount.jobs.nightly.Accuracy;
import io.truecount.jobs.nightly.RunContext;
import io.truecount.source.PlainFiles;
import java.nio.file.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Compares the identities of a generated lake with the truth that was generated with it. */
final class DemoTruth {
  private DemoTruth() {}

  /**
   * Precision and recall over all pairs of identifiers that the truth and the identity map both
   * know. Cost: two joins and six aggregations of identifiers.
   */
  static Accuracy accuracy(RunContext context, Path lake) {
    Dataset<Row> truth =
        PlainFiles.read(
            context.spark(), lake.resolve("truth").resolve("identifiers-*.csv").toString());
    Dataset<Row> map = context.staging().read(IdentityTables.map().name());
    Dataset<Row> both =
        truth.join(
            map,
            truth
                .col("identifier_type")
                .equalTo(map.col(IdentityTables.TYPE))
                .and(truth.col("identifier_value").equalTo(map.col(IdentityTables.VALUE))));
    return new Accuracy(
        quality(both, IdentityTables.CUSTOMER_ID),
        quality(both, IdentityTables.CONNECTED_COMPONENT));
  }

  private static PairwiseQuality quality(Dataset<Row> both, String customer) {
    return PairwiseQuality.of(
        both.select(
            col("person").as(PairwiseQuality.TRUE), col(customer).as(PairwiseQuality.PREDICTED)));
  }
}
