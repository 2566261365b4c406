package io.truecount.identity.components;

import static io.truecount.identity.components.ComponentFinder.COMPONENT;
import static io.truecount.identity.components.ComponentFinder.ID;
import static org.apache.spark.sql.functions.col;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/**
 * Stored labels in a form of fixed width, which {@link IncrementalComponents} looks identifiers up
 * in: a scan of three numbers a row instead of two strings. Made once from labels and kept up to
 * date with {@link #plus}; rows are only ever added.
 *
 * <p>Identifiers and components are named by digest, 128 bits of SHA-256 (longs by themselves). Two
 * identifiers of one digest would be one, so {@link #of} refuses labels where that happens, as does
 * an update for its new identifiers. Between a stored and a new identifier it goes unseen; by
 * chance that has a probability below 10⁻²³ for 55 million identifiers, and to aim at a stored one
 * of n takes 2¹²⁸/n hashes.
 *
 * @param members one row for each identifier: columns high, low (its digest, unique),
 *     component_high, component_low (digest of the component's label when the row was made)
 * @param components one row for each label there is or was, and for other identifiers at will:
 *     columns high, low (its digest, unique) and label
 * @param redirects one row for each label that is part of another component now: columns high, low
 *     (its digest, unique), component_high, component_low (the label that took it in, which may be
 *     redirected in its turn). Made anew from labels there are none
 */
public record LabelIndex(Dataset<Row> members, Dataset<Row> components, Dataset<Row> redirects) {
  /** First word of the digest of an identifier or label. */
  public static final String HIGH = "high";

  /** Second word of that digest. */
  public static final String LOW = "low";

  /** First word of the digest of a component's label. */
  public static final String COMPONENT_HIGH = "component_high";

  /** Second word of that digest. */
  public static final String COMPONENT_LOW = "component_low";

  /** The smallest identifier of a component. */
  public static final String LABEL = "label";

  /** The columns of members and of redirects. */
  public static StructType numbers() {
    return DigestRows.pairs();
  }

  /** The columns of components whose identifiers are of this type. */
  public static StructType labels(DataType type) {
    return DigestRows.named(type);
  }

  /**
   * The index of labels, sorted by digest. Cost: two digests for each label, and a shuffle of 32
   * bytes each, which is where a digest that occurs twice is found: writing the members fails then.
   *
   * @param labels columns id (unique) and component, the smallest id of each
   */
  public static LabelIndex of(Dataset<Row> labels) {
    return of(labels, Digests.WHOLE);
  }

  static LabelIndex of(Dataset<Row> labels, Digests digests) {
    Dataset<Row> members = DigestRows.pairs(labels.select(ID, COMPONENT), digests);
    Dataset<Row> own = labels.where(col(ID).equalTo(col(COMPONENT))).select(ID);
    return new LabelIndex(
        UniqueDigests.sorted(members),
        UniqueDigests.sorted(DigestRows.named(own, digests)),
        members.limit(0));
  }

  /**
   * This index after an update that was computed from it. Columns of the update's files are read
   * where they are.
   */
  public LabelIndex plus(ComponentUpdate update) {
    return new LabelIndex(
        members.union(numbers(update.added())),
        components.union(update.added().select(HIGH, LOW, ID)),
        redirects.union(numbers(update.merged())));
  }

  private static Dataset<Row> numbers(Dataset<Row> update) {
    return update.select(HIGH, LOW, COMPONENT_HIGH, COMPONENT_LOW);
  }
}
