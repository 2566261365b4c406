package io.truecount.identity.components;

import static io.truecount.identity.components.ComponentFinder.COMPONENT;
import static io.truecount.identity.components.ComponentFinder.ID;
import static io.truecount.identity.components.LabelIndex.COMPONENT_HIGH;
import static io.truecount.identity.components.LabelIndex.COMPONENT_LOW;
import static io.truecount.identity.components.LabelIndex.HIGH;
import static io.truecount.identity.components.LabelIndex.LABEL;
import static io.truecount.identity.components.LabelIndex.LOW;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.raise_error;

import java.util.Arrays;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * Looks labels up in a {@link LabelIndex} by joins, on all 128 bits. Of the index only rows that
 * {@link DigestFilter} leaves are shuffled, about as many as there are identifiers, and redirects.
 */
final class KnownLabels {
  private static final String NEXT_HIGH = "next_high";
  private static final String NEXT_LOW = "next_low";

  private KnownLabels() {}

  /** The labels (id, component) of those identifiers, column id, that the index has. */
  static Dataset<Row> of(LabelIndex index, Dataset<Row> identifiers, Digests digests) {
    Dataset<Row> wanted = DigestRows.named(identifiers.distinct(), digests);
    Dataset<Row> sorted = UniqueDigests.sorted(wanted).withColumnRenamed(LABEL, ID);
    Dataset<Row> stored = Checkpoints.materialise(sorted);
    Dataset<Row> found =
        stored.join(DigestFilter.near(index.members(), stored), columns(HIGH, LOW)).drop(HIGH, LOW);
    Dataset<Row> current =
        Checkpoints.materialise(step(found, flat(index.redirects())).toDF(ID, HIGH, LOW));
    Column label = coalesce(col(LABEL), raise_error(lit("the label index lacks a label")));
    return current
        .join(DigestFilter.near(index.components(), current), columns(HIGH, LOW), "left")
        .select(col(ID), label.as(COMPONENT));
  }

  /** Redirects that lead to the end: each round halves what is left of the longest way. */
  private static Dataset<Row> flat(Dataset<Row> redirects) {
    Dataset<Row> flat = redirects;
    while (!redirected(flat).isEmpty()) {
      flat = Checkpoints.materialise(step(flat, flat));
    }
    return flat;
  }

  private static Dataset<Row> redirected(Dataset<Row> redirects) {
    return redirects.join(next(redirects), columns(COMPONENT_HIGH, COMPONENT_LOW), "left_semi");
  }

  /** Rows whose component is where a redirect leads, where there is one. */
  private static Dataset<Row> step(Dataset<Row> rows, Dataset<Row> redirects) {
    return rows.join(next(redirects), columns(COMPONENT_HIGH, COMPONENT_LOW), "left")
        .withColumn(COMPONENT_HIGH, coalesce(col(NEXT_HIGH), col(COMPONENT_HIGH)))
        .withColumn(COMPONENT_LOW, coalesce(col(NEXT_LOW), col(COMPONENT_LOW)))
        .select(columns(rows));
  }

  private static Dataset<Row> next(Dataset<Row> redirects) {
    return redirects
        .select(HIGH, LOW, COMPONENT_HIGH, COMPONENT_LOW)
        .toDF(COMPONENT_HIGH, COMPONENT_LOW, NEXT_HIGH, NEXT_LOW);
  }

  private static Column[] columns(Dataset<Row> rows) {
    return Arrays.stream(rows.columns()).map(functions::col).toArray(Column[]::new);
  }

  private static String[] columns(String first, String second) {
    return new String[] {first, second};
  }
}
