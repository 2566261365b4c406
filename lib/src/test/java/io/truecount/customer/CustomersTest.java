package io.truecount.customer;

import static io.truecount.testkit.RowsAssert.assertThat;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.types.DataTypes.BooleanType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.config.CustomersConfig;
import io.truecount.config.CustomersConfig.Rule;
import io.truecount.config.CustomersConfig.Trait;
import io.truecount.config.IdentityConfig;
import io.truecount.config.IdentityConfig.Blocked;
import io.truecount.config.IdentityConfig.IdentifierType;
import io.truecount.config.IdentityConfig.Level;
import io.truecount.config.Interval;
import io.truecount.config.Run;
import io.truecount.error.Problem;
import io.truecount.error.Problems;
import io.truecount.identity.Resolve;
import io.truecount.identity.ResolveResult;
import io.truecount.identity.components.NativeComponents;
import io.truecount.testkit.EventRows;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

final class CustomersTest {
  private static final StructType PROPERTIES =
      new StructType().add("city", StringType).add("age", LongType).add("staff", BooleanType);
  private static final IdentityConfig IDENTITY =
      new IdentityConfig(
          "native",
          "DE",
          List.of(
              new IdentifierType("user_id", Level.PERSON, 1, "trim"),
              new IdentifierType("anon", Level.DEVICE, 2, "trim")),
          new Blocked(true, List.of(), List.of()));

  private static final EventRows EVENTS =
      new EventRows(PROPERTIES)
          .add("crm", "x", "2026-03-01T08:00:00Z", "user_id=u1", "Bonn", 30L, null)
          .add("web", "x", "2026-03-01T09:00:00Z", "user_id=u1", "Ulm", 31L, false)
          .add("web", "x", "2026-03-01T10:00:00Z", "user_id=u1", "Bonn", null, true)
          .add("web", "x", "2026-03-01T11:00:00Z", "user_id=u1", "Köln", 29L, false)
          .add("app", "x", "2026-03-01T11:00:00Z", "user_id=u1", "Aachen", null, null)
          .add("web", "x", "2026-03-01T12:00:00Z", "user_id=u1")
          .add("web", "x", "2026-03-01T12:00:00Z", "anon=a1")
          .add("web", "x", "2026-03-01T13:00:00Z", "");

  @Test
  void every_rule_lets_its_value_survive() {
    Dataset<Row> customers =
        customers(
                trait("recent", "city", Rule.MOST_RECENT),
                trait("recent_crm", "city", Rule.MOST_RECENT, "crm"),
                trait("first", "city", Rule.FIRST),
                trait("frequent", "city", Rule.MOST_FREQUENT),
                trait("trusted", "city", Rule.SOURCE_PRIORITY, "shop", "crm", "web"),
                trait("trusted_age", "age", Rule.SOURCE_PRIORITY, "app", "web"),
                trait("youngest", "age", Rule.MIN),
                trait("oldest", "age", Rule.MAX),
                trait("staff", "staff", Rule.ANY_TRUE),
                trait("cities", "city", Rule.SET_UNION))
            .where(col("kind").equalTo("known"));
    assertThat(customers)
        .columns(
            "recent",
            "recent_crm",
            "first",
            "frequent",
            "trusted",
            "trusted_age",
            "youngest",
            "oldest",
            "staff",
            "cities")
        .hasRows("Köln|Bonn|Bonn|Bonn|Bonn|29|29|31|true|[Aachen,Bonn,Köln,Ulm]");
  }

  @Test
  void customers_have_kind_counts_and_nulls_where_nothing_was_said() {
    assertThat(
            customers(
                trait("city", "city", Rule.MOST_RECENT), trait("all", "city", Rule.SET_UNION)))
        .columns("kind", "event_count", "first_seen", "last_seen", "city", "all", "identifiers")
        .hasRows(
            "anonymous|1|2026-03-01T12:00:00Z|2026-03-01T12:00:00Z|NULL|NULL|[{anon,a1}]",
            "known|6|2026-03-01T08:00:00Z|2026-03-01T12:00:00Z|Köln|[Aachen,Bonn,Köln,Ulm]"
                + "|[{user_id,u1}]");
  }

  @Test
  void events_without_an_identifier_have_no_customer_and_none_is_lost() {
    try (ResolveResult resolved = resolved()) {
      Dataset<Row> events = CustomerEvents.attribute(EVENTS.dataset(), resolved.attributions());
      assertThat(events.columns())
          .containsExactlyInAnyOrderElementsOf(
              CustomerTables.customerEvents(PROPERTIES).columnNames());
      assertThat(events.count()).isEqualTo(EVENTS.size());
      assertThat(events.where(col("customer_id").isNull())).columns("event_id").hasRows("e007");
    }
  }

  @Test
  void what_cannot_be_is_reported_with_place_and_remedy() {
    Problems problems = new Problems();
    Traits.check(
        new CustomersConfig(
            List.of(
                trait("kind", "city", Rule.FIRST),
                trait("adult", "age", Rule.ANY_TRUE),
                trait("staff", "staff", Rule.ANY_TRUE))),
        PROPERTIES,
        problems);
    assertThat(problems.list().stream().map(Problem::toString))
        .containsExactly(
            "f:1: trait kind has the name of a column that every customer has\n    -> choose another name",
            "f:1: any_true needs a boolean, and age is bigint\n    -> declare the property as boolean, or choose another rule");
  }

  private static Dataset<Row> customers(Trait... traits) {
    ResolveResult resolved = resolved();
    return Customers.of(
        CustomerEvents.attribute(EVENTS.dataset(), resolved.attributions()),
        resolved.map(),
        resolved.attributions(),
        new CustomersConfig(List.of(traits)),
        IDENTITY);
  }

  private static ResolveResult resolved() {
    return Resolve.resolve(
        EVENTS.dataset(),
        Optional.empty(),
        IDENTITY,
        Run.of(
            Interval.parse("2026-03-01/2026-03-02"),
            Instant.parse("2026-03-02T00:00:00Z"),
            "config",
            "code"),
        new NativeComponents());
  }

  private static Trait trait(String name, String property, Rule rule, String... sources) {
    return new Trait(name, property, rule, List.of(sources), "f:1");
  }
}
