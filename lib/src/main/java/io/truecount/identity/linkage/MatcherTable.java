package io.truecount.identity.linkage;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.substring_index;
import static org.apache.spark.sql.functions.when;

import io.truecount.config.IdentityConfig;
import io.truecount.config.ScoredLinksConfig;
import io.truecount.error.Problem;
import io.truecount.error.Problems;
import io.truecount.error.Suggestion;
import io.truecount.error.TruecountException;
import io.truecount.identity.NormalizedIdentifiers;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;

/**
 * The links of a matcher's table.
 *
 * <pre>
 *   rows   a             | b             | score   threshold 0.9   links   user_id=u1 – user_id=u2
 *          user_id=u1    | user_id=U2    | 0.97
 *          user_id=u1    | user_id=u3    | 0.4
 *          user_id=(nil) | user_id=u3    | 0.99    a placeholder
 * </pre>
 *
 * Identifiers are normalised as those of records are. Rows whose score is no number, with a value
 * that links no records, or with one identifier twice are left out.
 */
public final class MatcherTable {
  private MatcherTable() {}

  /**
   * The links, in the shape of {@link LinkTables#scoredLinks}; of several rows of one pair that
   * with the highest score.
   *
   * @throws TruecountException invalid, when a column is not there
   */
  public static Dataset<Row> links(
      Dataset<Row> rows, ScoredLinksConfig matcher, IdentityConfig config) {
    refuseMissing(List.of(rows.columns()), matcher);
    Dataset<Row> read =
        rows.select(
                rows.col(quoted(matcher.a())).cast(DataTypes.StringType).as("l"),
                rows.col(quoted(matcher.b())).cast(DataTypes.StringType).as("r"),
                rows.col(quoted(matcher.score())).cast(DataTypes.StringType).as("s"))
            .where(col("l").isNotNull().and(col("r").isNotNull()))
            .select(
                identifier(col("l"), matcher, config).as("left"),
                identifier(col("r"), matcher, config).as("right"),
                expr("try_cast(s AS DOUBLE)").as(LinkTables.SCORE))
            .where(
                col("left")
                    .isNotNull()
                    .and(col("right").isNotNull())
                    .and(col("left.identifier_key").notEqual(col("right.identifier_key")))
                    .and(col(LinkTables.SCORE).geq(matcher.threshold()))
                    .and(col(LinkTables.SCORE).leq(Double.MAX_VALUE)));
    return ordered(read, matcher.name());
  }

  private static Dataset<Row> ordered(Dataset<Row> pairs, String source) {
    Column inOrder = col("left.identifier_key").lt(col("right.identifier_key"));
    Column a = when(inOrder, col("left")).otherwise(col("right"));
    Column b = when(inOrder, col("right")).otherwise(col("left"));
    Dataset<Row> best =
        pairs
            .groupBy(
                a.getField("identifier_key").as("a"),
                b.getField("identifier_key").as("b"),
                a.getField("type").as("a_type"),
                a.getField("value").as("a_value"),
                b.getField("type").as("b_type"),
                b.getField("value").as("b_value"))
            .agg(max(LinkTables.SCORE).as(LinkTables.SCORE));
    Column none = lit(null).cast(DataTypes.DoubleType);
    return LinkTables.scoredLinks()
        .select(
            best.withColumn(LinkTables.SOURCE, lit(source))
                .withColumn(LinkTables.MATCH_WEIGHT, none)
                .withColumn(LinkTables.PRIOR_WEIGHT, none)
                .withColumn(
                    LinkTables.COMPARISONS,
                    lit(null).cast(DataTypes.createArrayType(LinkTables.PART))));
  }

  private static Column identifier(Column text, ScoredLinksConfig matcher, IdentityConfig config) {
    if (!matcher.type().isEmpty()) {
      return NormalizedIdentifiers.of(lit(matcher.type()), text, config);
    }
    Column type = substring_index(text, "=", 1);
    Column value = text.substr(length(type).plus(2), length(text));
    return NormalizedIdentifiers.of(type, value, config);
  }

  private static void refuseMissing(List<String> columns, ScoredLinksConfig matcher) {
    Problems problems = new Problems();
    for (String column : List.of(matcher.a(), matcher.b(), matcher.score())) {
      if (!columns.contains(column)) {
        problems.add(
            new Problem(
                "the table of identity.scored-links.%s has no column %s"
                    .formatted(matcher.name(), column),
                matcher.where(),
                "a scored link is two identifiers and a score",
                Suggestion.remedy(column, columns)));
      }
    }
    problems.throwIfAny();
  }

  private static String quoted(String column) {
    return "`" + column.replace("`", "``") + "`";
  }
}
