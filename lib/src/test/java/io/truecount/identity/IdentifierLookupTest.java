package io.truecount.identity;

import static io.truecount.testkit.RowsAssert.assertThat;
import static org.apache.spark.sql.functions.col;

import io.truecount.config.IdentityConfig;
import io.truecount.config.IdentityConfig.Blocked;
import io.truecount.config.IdentityConfig.IdentifierType;
import io.truecount.config.IdentityConfig.Level;
import io.truecount.testkit.SharedSpark;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

final class IdentifierLookupTest {
  private static final Instant DAY = Instant.parse("2026-03-01T00:00:00Z");

  private static final IdentityConfig CONFIG =
      new IdentityConfig(
          "native",
          "DE",
          List.of(
              new IdentifierType("email", Level.PERSON, 1, "email"),
              new IdentifierType("phone", Level.PERSON, 2, "phone"),
              new IdentifierType("user", Level.PERSON, 3, "trim")),
          new Blocked(true, List.of(), List.of()));

  private static final Dataset<Row> MAP =
      rows(
          IdentityTables.map().schema(),
          identifier("email", "jane@shop.example", "jane"),
          identifier("email", HashedValues.hash("joe@shop.example"), "joe"),
          identifier("phone", "+4930123456", "jane"),
          identifier("user", "jane@shop.example", "other"));

  @Test
  void identifiers_are_found_however_they_are_spelled() {
    assertFound("email", " Jane@Shop.Example", "jane@other.example", "no mail", "null", null)
        .hasRows(" Jane@Shop.Example|jane");
    assertFound("phone", "030/123456", "+49 30 123456")
        .hasRows("+49 30 123456|jane", "030/123456|jane");
    assertFound("user", "jane@shop.example").hasRows("jane@shop.example|other");
  }

  @Test
  void a_hash_finds_the_customer_of_the_clear_value_and_of_the_hash() {
    String jane = HashedValues.hash("jane@shop.example");
    String joe = HashedValues.hash("joe@shop.example");
    assertFound("email", jane.toUpperCase(java.util.Locale.ROOT), joe)
        .hasRows(joe + "|joe", jane.toUpperCase(java.util.Locale.ROOT) + "|jane");
  }

  @Test
  void old_ids_are_those_of_the_customers_of_today() {
    Dataset<Row> redirects =
        rows(
            IdentityTables.redirects().schema(),
            RowFactory.create("old", "new", DAY),
            RowFactory.create("gone", null, DAY));
    assertThat(IdentifierLookup.byId(texts("old", "new", "gone", null), col("text"), redirects))
        .columns("text", "customer_id")
        .hasRows("new|new", "old|new");
  }

  private static io.truecount.testkit.RowsAssert assertFound(String type, String... texts) {
    return assertThat(IdentifierLookup.byIdentifier(texts(texts), col("text"), type, CONFIG, MAP))
        .columns("text", "customer_id");
  }

  private static Dataset<Row> texts(String... texts) {
    return rows(
        new StructType().add("text", DataTypes.StringType),
        Stream.of(texts).map(t -> RowFactory.create(t)).toArray(Row[]::new));
  }

  private static Row identifier(String type, String value, String customer) {
    return RowFactory.create(0L, type, value, customer, DAY, DAY, 1L, true, DAY);
  }

  private static Dataset<Row> rows(StructType schema, Row... rows) {
    return SharedSpark.session().createDataFrame(List.of(rows), schema);
  }
}
