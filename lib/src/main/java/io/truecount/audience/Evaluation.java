package io.truecount.audience;

import static io.truecount.audience.AudienceTables.AUDIENCE;
import static io.truecount.audience.AudienceTables.CUSTOMER_ID;
import static io.truecount.customer.CustomerTables.KIND;
import static io.truecount.customer.CustomerTables.KNOWN;
import static java.util.stream.Collectors.toMap;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.array_contains;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import io.truecount.audience.Condition.All;
import io.truecount.audience.Condition.Any;
import io.truecount.audience.Condition.Event;
import io.truecount.audience.Condition.Not;
import io.truecount.audience.Condition.Reference;
import io.truecount.audience.Condition.Trait;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Who is a member at as_of. */
public final class Evaluation {
  private final Map<String, Audience> audiences;
  private final Instant asOf;
  private final EventColumns events;

  private Evaluation(List<Audience> audiences, Instant asOf) {
    this.audiences = audiences.stream().collect(toMap(Audience::name, a -> a));
    this.asOf = asOf;
    Set<Event> conditions = new LinkedHashSet<>();
    audiences.forEach(a -> collect(a.where(), conditions));
    this.events = new EventColumns(conditions, asOf);
  }

  /**
   * Evaluates all audiences in one pass over the events and one over the customers. Events at or
   * after {@code asOf} never count; a condition that is unknown makes no member.
   *
   * @param audiences without problems, as {@link Audiences#read} gives them
   * @return columns audience and customer_id, each pair once
   */
  public static Dataset<Row> members(
      List<Audience> audiences, Dataset<Row> customers, Dataset<Row> customerEvents, Instant asOf) {
    Evaluation evaluation = new Evaluation(audiences, asOf);
    Optional<Dataset<Row>> measured = evaluation.events.measure(customerEvents);
    Dataset<Row> known =
        measured.map(m -> customers.join(m, new String[] {CUSTOMER_ID}, "left")).orElse(customers);
    Column[] names =
        audiences.stream()
            .map(a -> when(evaluation.isMember(a), lit(a.name())))
            .toArray(Column[]::new);
    return known.select(explode(array_compact(array(names))).as(AUDIENCE), col(CUSTOMER_ID));
  }

  private void collect(Condition condition, Set<Event> found) {
    if (condition instanceof All all) {
      all.conditions().forEach(c -> collect(c, found));
    } else if (condition instanceof Any any) {
      any.conditions().forEach(c -> collect(c, found));
    } else if (condition instanceof Not not) {
      collect(not.condition(), found);
    } else if (condition instanceof Event event) {
      found.add(event);
    }
  }

  /** True or false, never unknown. */
  private Column isMember(Audience audience) {
    Column member = coalesce(holds(audience.where()), lit(false));
    return audience.anonymous() ? member : col(KIND).equalTo(KNOWN).and(member);
  }

  private Column holds(Condition condition) {
    if (condition instanceof All all) {
      return all.conditions().stream().map(this::holds).reduce(lit(true), Column::and);
    }
    if (condition instanceof Any any) {
      return any.conditions().stream().map(this::holds).reduce(lit(false), Column::or);
    }
    if (condition instanceof Not negated) {
      return not(coalesce(holds(negated.condition()), lit(false)));
    }
    if (condition instanceof Reference reference) {
      return isMember(Objects.requireNonNull(audiences.get(reference.audience())));
    }
    if (condition instanceof Event event) {
      return passes(events.value(event), event.test());
    }
    Trait trait = (Trait) condition;
    return passes(col(trait.name()), trait.test());
  }

  private Column passes(Column value, ValueTest test) {
    if (test instanceof ValueTest.Compare compare) {
      return compared(value, compare);
    }
    if (test instanceof ValueTest.In in) {
      Column found = value.isin(in.values().toArray());
      return in.negated() ? not(found) : found;
    }
    if (test instanceof ValueTest.Exists exists) {
      return exists.wanted() ? value.isNotNull() : value.isNull();
    }
    if (test instanceof ValueTest.Contains contains) {
      return array_contains(value, contains.value());
    }
    Window window = ((ValueTest.Within) test).window();
    return value.geq(lit(window.start(asOf))).and(value.lt(lit(asOf)));
  }

  private static Column compared(Column value, ValueTest.Compare compare) {
    Column other = lit(compare.value());
    return switch (compare.operator()) {
      case EQUAL -> value.equalTo(other);
      case NOT_EQUAL -> value.notEqual(other);
      case LESS -> value.lt(other);
      case LESS_OR_EQUAL -> value.leq(other);
      case GREATER -> value.gt(other);
      case GREATER_OR_EQUAL -> value.geq(other);
    };
  }
}
