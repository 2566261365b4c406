package io.truecount.audience;

import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.audience.Condition.All;
import io.truecount.audience.Condition.Any;
import io.truecount.audience.Condition.Event;
import io.truecount.audience.Condition.Measure;
import io.truecount.audience.Condition.Not;
import io.truecount.audience.Condition.Reference;
import io.truecount.audience.Condition.Trait;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Stored tables hold hashes of definitions, so that a definition keeps its hash from version to
 * version. When a test of this class fails, the text has changed: raise {@link
 * DefinitionText#VERSION} on purpose, or undo the change.
 */
final class DefinitionHashTest {
  private static final Condition EVERY_KIND =
      new All(
          List.of(
              new Trait("kind", new ValueTest.In(List.of("known", "a \"b\" \\"), true)),
              new Any(
                  List.of(
                      new Event(
                          List.of("Order Completed", "Order, Paid"),
                          Optional.of(new Window.Rolling(Duration.ofDays(30))),
                          Optional.of("properties.revenue > 0"),
                          new Measure(Measure.Kind.SUM, "properties.revenue"),
                          new ValueTest.Compare(ValueTest.Operator.GREATER_OR_EQUAL, 9.5)),
                      new Event(
                          List.of("Page Viewed"),
                          Optional.empty(),
                          Optional.empty(),
                          new Measure(Measure.Kind.COUNT, ""),
                          new ValueTest.Compare(ValueTest.Operator.EQUAL, 1L)))),
              new Not(new Reference("staff")),
              new Trait("tags", new ValueTest.Contains("vip")),
              new Trait("country", new ValueTest.Exists(true)),
              new Trait(
                  "signed_up_at",
                  new ValueTest.Within(
                      new Window.Calendar(Period.ofMonths(2), ZoneId.of("Europe/Berlin")))),
              new Trait(
                  "signed_up_at",
                  new ValueTest.Compare(
                      ValueTest.Operator.LESS, Instant.parse("2026-03-01T00:00:00Z")))));

  @Test
  void the_text_of_every_kind_of_condition_stays_as_it_is() {
    assertThat(
            EVERY_KIND.match(new DefinitionText(name -> "hash of " + name, DefinitionText::quoted)))
        .isEqualTo(
            "all(trait(\"kind\" not in [\"known\", \"a \\\"b\\\" \\\\\"]),"
                + " any(event([\"Order Completed\", \"Order, Paid\"] within rolling PT720H"
                + " where \"properties.revenue > 0\" SUM(\"properties.revenue\") >= Double:9.5),"
                + " event([\"Page Viewed\"] within all time where true COUNT(\"\") = Long:1)),"
                + " not(audience(hash of staff)), trait(\"tags\" contains \"vip\"),"
                + " trait(\"country\" is not null),"
                + " trait(\"signed_up_at\" within calendar P2M in Europe/Berlin),"
                + " trait(\"signed_up_at\" < Instant:2026-03-01T00:00:00Z))");
  }

  @Test
  void the_text_of_conditions_on_metrics_dimensions_and_sequences_stays_as_it_is() {
    MetricValue revenue =
        new MetricValue(
            "revenue", Optional.of(new Window.Rolling(Duration.ofDays(365))), List.of("a > 1"));
    Condition condition =
        new All(
            List.of(
                new Condition.Dimension("customer__vip", new ValueTest.Exists(false)),
                new Condition.Metric(revenue, new ValueTest.Exists(true)),
                new Condition.Top(
                    revenue, new TopSize.Share(new BigDecimal("10.50")), Condition.Top.Ties.ID),
                new Condition.Top(
                    new MetricValue("orders", Optional.empty(), List.of()),
                    new TopSize.Count(1000),
                    Condition.Top.Ties.INCLUDE),
                new Condition.Sequence(
                    List.of(
                        new SequenceStep(
                            SequenceStep.Kind.OCCURS,
                            List.of("A"),
                            Optional.of("x"),
                            Optional.empty()),
                        new SequenceStep(
                            SequenceStep.Kind.ABSENT,
                            List.of("B", "C"),
                            Optional.empty(),
                            Optional.of(new Window.Rolling(Duration.ofHours(2))))),
                    Optional.empty())));
    assertThat(condition.match(new DefinitionText(name -> "", DefinitionText::quoted)))
        .isEqualTo(
            "all(dimension(\"customer__vip\" is null),"
                + " metric(\"revenue\" within rolling PT8760H where [\"a > 1\"] is not null),"
                + " top(\"revenue\" within rolling PT8760H where [\"a > 1\"] share 10.5 ties ID),"
                + " top(\"orders\" within all time where [] count 1000 ties INCLUDE),"
                + " sequence(then [\"A\"] within all time where \"x\","
                + " not [\"B\", \"C\"] within rolling PT2H where true within all time))");
  }

  @Test
  void the_hash_of_a_definition_is_pinned() {
    assertThat(
            DefinitionHash.of(false, EVERY_KIND, name -> "hash of " + name, DefinitionText::quoted))
        .isEqualTo("ff9677fde40cf6cc691301c01125f7f11f57ca4f7bf39959c67e3e4709e9938e");
  }

  @Test
  void definitions_that_differ_in_one_place_have_other_hashes() {
    Condition text = new Trait("orders", new ValueTest.In(List.of("1"), false));
    Condition number = new Trait("orders", new ValueTest.In(List.of(1L), false));
    assertThat(List.of(hash(false, text), hash(true, text), hash(false, number)))
        .doesNotHaveDuplicates();
  }

  private static String hash(boolean anonymous, Condition where) {
    return DefinitionHash.of(anonymous, where, name -> "", DefinitionText::quoted);
  }
}
