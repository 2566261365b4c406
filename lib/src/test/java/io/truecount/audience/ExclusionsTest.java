package io.truecount.audience;

import static io.truecount.testkit.RowsAssert.assertThat;

import io.truecount.config.Interval;
import io.truecount.config.Run;
import io.truecount.testkit.SharedSpark;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

final class ExclusionsTest {
  private static final Instant AS_OF = Instant.parse("2026-03-02T00:00:00Z");
  private static final Run RUN = Run.of(Interval.parse("2026-03-01/2026-03-02"), AS_OF, "", "");

  private static final StructType PAIRS =
      new StructType()
          .add("audience", DataTypes.StringType)
          .add("customer_id", DataTypes.StringType);

  private static final StructType SUPPRESSED =
      new StructType()
          .add("list", DataTypes.StringType)
          .add("rank", DataTypes.IntegerType)
          .add("detail", DataTypes.StringType)
          .add("audience", DataTypes.StringType)
          .add("customer_id", DataTypes.StringType);

  private final Dataset<Row> members =
      pairs("a|held", "a|both", "a|listed", "a|free", "b|held", "b|both", "b|listed");

  private final Dataset<Row> holdouts =
      rows(
          Holdouts.table().schema(),
          arm("a", "now", "held", "holdout"),
          arm("a", "now", "both", "holdout"),
          arm("a", "now", "free", "treatment"),
          arm("a", "now", "left", "holdout"),
          arm("a", "before", "free", "holdout"));

  private final Dataset<Row> suppressed =
      rows(
          SUPPRESSED,
          RowFactory.create("second", 1, "two", null, "listed"),
          RowFactory.create("first", 0, "z", "b", "listed"),
          RowFactory.create("first", 0, "y", "b", "listed"),
          RowFactory.create("second", 1, "two", null, "both"),
          RowFactory.create("second", 1, "two", null, "stranger"));

  @Test
  void a_member_is_excluded_once_by_its_holdout_or_the_first_list() {
    assertThat(exclusions())
        .columns("audience", "customer_id", "reason", "list", "detail")
        .hasRows(
            "a|both|holdout|now|NULL",
            "a|held|holdout|now|NULL",
            "a|listed|suppressed|second|two",
            "b|both|suppressed|second|two",
            "b|listed|suppressed|first|y");
  }

  @Test
  void members_are_recipients_and_exclusions() {
    assertThat(Exclusions.counts(members, exclusions()))
        .columns("audience", "members", "recipients", "holdout", "suppressed")
        .hasRows("a|4|1|2|1", "b|3|1|0|2");
  }

  @Test
  void an_excluded_stranger_and_a_second_exclusion_are_counted_too_many() {
    Dataset<Row> wrong =
        rows(
            Exclusions.table().schema(),
            RowFactory.create("a", "stranger", "r", "holdout", "now", null),
            RowFactory.create("b", "held", "r", "holdout", "now", null),
            RowFactory.create("b", "held", "r", "suppressed", "first", "x"));
    assertThat(Exclusions.counts(members, wrong))
        .columns("audience", "members", "recipients", "holdout", "suppressed")
        .hasRows("a|4|4|1|0", "b|3|2|1|1");
  }

  private Dataset<Row> exclusions() {
    AudienceSettings settings =
        new AudienceSettings(
            Optional.of(
                new Holdout(Holdout.Function.SHA256, BigDecimal.ZERO, Optional.of("salt"), "now")),
            AudienceSettings.NONE.size());
    Condition all = new Condition.All(List.of());
    return Exclusions.of(
        members,
        holdouts,
        suppressed,
        List.of(
            new Audience("a", "", "", false, all, "h", settings),
            new Audience("b", "", "", false, all, "h")),
        RUN);
  }

  private static Row arm(String audience, String experiment, String customer, String arm) {
    return RowFactory.create(audience, experiment, customer, arm, AS_OF, "run", false, "rule");
  }

  private static Dataset<Row> pairs(String... pairs) {
    return rows(
        PAIRS,
        Stream.of(pairs)
            .map(p -> RowFactory.create((Object[]) p.split("\\|", -1)))
            .toArray(Row[]::new));
  }

  private static Dataset<Row> rows(StructType schema, Row... rows) {
    return SharedSpark.session().createDataFrame(List.of(rows), schema);
  }
}
