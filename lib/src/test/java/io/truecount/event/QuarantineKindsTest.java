package io.truecount.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.testkit.SharedSpark;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

final class QuarantineKindsTest {
  private static final StructType SCHEMA =
      new StructType()
          .add("source", "string")
          .add("reason", "string")
          .add("detail", "string")
          .add("file", "string")
          .add("position", DataTypes.LongType);

  @Test
  void records_are_counted_by_what_is_wrong_and_not_by_their_values() {
    List<Row> quarantine =
        List.of(
            row("price: jane@x.y is no decimal", "b", 1),
            row("price: \"joe is none of a\" is no decimal", "a", 7),
            row("price: \"12\n50\" is no decimal", "a", 3),
            row("jane@x.y is no time", "a", 1),
            row("size: -3 is below 0", "a", 2),
            row("price is missing", "a", 4),
            row("size: 1e99 is out of range for a long", "a", 8),
            row("19.99995 has more than 4 digits after the point", "a", 9),
            row("a row has more than 5 columns", "a", 6),
            row("the header has two columns \"jane \"j\" doe\"", "a", 1),
            row("unclosed \"jane", "a", 5));
    assertThat(
            QuarantineKinds.of(SharedSpark.session().createDataFrame(quarantine, SCHEMA))
                .collectAsList())
        .extracting(row -> row.mkString("|"))
        .containsExactly(
            "s|contract|price: … is no decimal|3|a|3",
            "s|contract|a row has more than 5 columns|1|a|6",
            "s|contract|price is missing|1|a|4",
            "s|contract|size: … is below 0|1|a|2",
            "s|contract|size: … is out of range for a long|1|a|8",
            "s|contract|the header has two columns \"…\"|1|a|1",
            "s|contract|unclosed \"…\"|1|a|5",
            "s|contract|… has more than 4 digits after the point|1|a|9",
            "s|contract|… is no time|1|a|1");
  }

  private static Row row(String detail, String file, long position) {
    return RowFactory.create("s", "contract", detail, file, position);
  }
}
