package io.truecount.identity.linkage;

import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.createArrayType;

import io.truecount.identity.IdentityTables;
import io.truecount.table.Column;
import io.truecount.table.TableDefinition;
import java.util.List;
import org.apache.spark.sql.types.StructType;

/** The tables of probabilistic links. */
public final class LinkTables {
  public static final String SOURCE = "source";
  public static final String SCORE = IdentityTables.SCORE;
  public static final String MATCH_WEIGHT = "match_weight";
  public static final String PRIOR_WEIGHT = "prior_weight";
  public static final String COMPARISONS = "comparisons";
  public static final String COMPARISON = "comparison";
  public static final String LEVEL = "level";
  public static final String AGREEMENT = "agreement";
  public static final String WEIGHT = "weight";
  public static final String FREQUENCY_WEIGHT = "frequency_weight";

  /** The source of the links that identity.linkage finds. */
  public static final String LINKAGE = "linkage";

  /** One bar of a waterfall chart. */
  static final StructType PART =
      new StructType()
          .add(COMPARISON, StringType)
          .add(LEVEL, IntegerType)
          .add(AGREEMENT, StringType)
          .add(WEIGHT, DoubleType)
          .add(FREQUENCY_WEIGHT, DoubleType);

  private LinkTables() {}

  /** Links that customers follow from, where the rules allow them; see identity_edges. */
  public static TableDefinition scoredLinks() {
    return new TableDefinition(
        "scored_links",
        "one pair of identifiers that one matcher finds likely to be of one customer",
        List.of("a", "b", SOURCE),
        List.of(
            new Column("a", LongType, "key of one identifier, the smaller of the two"),
            new Column("b", LongType, "key of the other identifier"),
            new Column("a_type", StringType, "type of a"),
            new Column("a_value", StringType, "normalised value of a"),
            new Column("b_type", StringType, "type of b"),
            new Column("b_value", StringType, "normalised value of b"),
            new Column(
                SOURCE, StringType, "linkage, or the name of a table in identity.scored-links"),
            new Column(
                SCORE,
                DoubleType,
                "the order in which links are taken, highest first; of linkage the probability that"
                    + " both are one customer"),
            new Column(
                MATCH_WEIGHT,
                DoubleType,
                "binary logarithm of the odds of that: prior_weight and all weights together; NULL"
                    + " of other matchers"),
            new Column(
                PRIOR_WEIGHT,
                DoubleType,
                "match weight of two records before they are compared; NULL of other matchers"),
            new Column(
                COMPARISONS,
                createArrayType(PART),
                "of each comparison its level (-1 where a value is missing, 0 where no level fits),"
                    + " that level in words, its weight, and the weight that a rare or common value"
                    + " adds; NULL of other matchers")));
  }

  /** What the weights of linkage follow from. */
  public static TableDefinition linkageWeights() {
    return new TableDefinition(
        "linkage_weights",
        "one level of one comparison of identity.linkage",
        List.of(COMPARISON, LEVEL),
        List.of(
            new Column(COMPARISON, StringType, "comparison as configured"),
            new Column(LEVEL, IntegerType, "level, the closest one highest; 0 where none fits"),
            new Column(AGREEMENT, StringType, "the level in words"),
            new Column("m", DoubleType, "probability of the level among pairs of one customer"),
            new Column("u", DoubleType, "probability of the level among pairs of two customers"),
            new Column(WEIGHT, DoubleType, "binary logarithm of m / u")));
  }

  public static List<TableDefinition> all() {
    return List.of(scoredLinks(), linkageWeights());
  }
}
