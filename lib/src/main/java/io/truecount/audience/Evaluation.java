package io.truecount.audience;

import static io.truecount.audience.AudienceTables.AUDIENCE;
import static io.truecount.audience.AudienceTables.CUSTOMER_ID;
import static io.truecount.customer.CustomerTables.KIND;
import static io.truecount.customer.CustomerTables.KNOWN;
import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toMap;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
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
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** Finds the members of audiences at as_of. */
public final class Evaluation {
  private final Map<String, Audience> audiences;
  private final Instant asOf;
  private final EventColumns events;

  private Evaluation(List<Audience> audiences, Instant asOf) {
    this.audiences = audiences.stream().collect(toMap(Audience::name, a -> a));
    this.asOf = asOf;
    Set<Event> conditions = new LinkedHashSet<>();
    audiences.forEach(a -> conditions.addAll(EventConditions.of(a.where())));
    this.events = new EventColumns(conditions, asOf);
  }

  /**
   * Evaluates all audiences in one pass over the events and one over the customers. Events at or
   * after {@code asOf} never count; a customer for whom a condition is unknown is no member.
   *
   * <pre>
   *   audiences   buyers { event: Order, count: ">= 2" }, berlin { trait: city, equals: Berlin }
   *   customers   customer_id | kind  | city        customerEvents   customer_id | name
   *               C1          | known | Berlin                       C1          | Order
   *               C2          | known | NULL                         C1          | Order
   *                                                                  C2          | Order
   *   members     audience | customer_id
   *               buyers   | C1
   *               berlin   | C1
   * </pre>
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

  /** True or false, never unknown. */
  private Column isMember(Audience audience) {
    Column member = coalesce(audience.where().match(new Holds()), lit(false));
    return audience.anonymous() ? member : col(KIND).equalTo(KNOWN).and(member);
  }

  /** Whether a condition holds for a row of customers and their measures; NULL for unknown. */
  private final class Holds implements Condition.Cases<Column> {
    @Override
    public Column all(All all) {
      return all.conditions().stream().map(c -> c.match(this)).reduce(lit(true), Column::and);
    }

    @Override
    public Column any(Any any) {
      return any.conditions().stream().map(c -> c.match(this)).reduce(lit(false), Column::or);
    }

    @Override
    public Column not(Not negated) {
      return functions.not(coalesce(negated.condition().match(this), lit(false)));
    }

    @Override
    public Column trait(Trait trait) {
      return trait.test().match(new Passes(col(trait.name()), asOf));
    }

    @Override
    public Column event(Event event) {
      return event.test().match(new Passes(events.value(event), asOf));
    }

    @Override
    public Column reference(Reference reference) {
      return isMember(requireNonNull(audiences.get(reference.audience())));
    }
  }
}
