package io.truecount.audience;

import static io.truecount.audience.AudienceTables.CUSTOMER_ID;
import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toMap;

import io.truecount.metric.plan.Plan;
import io.truecount.metric.plan.Planner;
import io.truecount.metric.plan.Transform;
import io.truecount.metric.sql.Select.Named;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * From audiences to the operations that find their members, in one pass over the customers, one
 * over the events that conditions measure, one over those of sequences, and one over each model of
 * the metrics. Events and rows at or after {@code as_of} never count; a condition that is unknown
 * makes no member.
 *
 * <pre>
 *   customers                customer_events               buyers (an order), staff (is_staff)
 *   customer_id | is_staff   customer_id | name            customer_id | buyers | staff
 *   c1          | false      c1          | Order           c1          | true   | false
 *   c2          | true                                     c2          | false  | true
 *   c3          | NULL                                     c3          | false  | false
 * </pre>
 */
public final class AudiencePlanner {
  private AudiencePlanner() {}

  /**
   * Plans audiences, all of them together.
   *
   * @param audiences without problems, with every audience that one of them refers to
   * @param metrics of the project
   * @return the columns are customer_id, then one boolean for each audience, never NULL
   */
  public static Plan plan(List<Audience> audiences, Planner metrics, Instant asOf) {
    return plan(audiences, audiences, metrics, asOf);
  }

  /**
   * Plans some audiences.
   *
   * @param queried those that get a column
   * @param defined with every audience that one of them refers to
   * @param metrics of the project
   * @return the columns are customer_id, then one boolean for each audience, never NULL
   */
  public static Plan plan(
      List<Audience> queried, List<Audience> defined, Planner metrics, Instant asOf) {
    return plan(queried, defined, metrics, EventSource.EVENTS, asOf);
  }

  /** As the other, with the events of conditions measured from {@code source}. */
  static Plan plan(
      List<Audience> queried,
      List<Audience> defined,
      Planner metrics,
      EventSource source,
      Instant asOf) {
    Map<String, Audience> byName = defined.stream().collect(toMap(Audience::name, a -> a));
    Map<String, Audience> used = new LinkedHashMap<>();
    queried.forEach(audience -> follow(audience, byName, used));
    ConditionColumns columns = ConditionColumns.of(byName, used.values(), metrics, source, asOf);
    List<Named> members = new ArrayList<>(List.of(Named.same(CUSTOMER_ID)));
    queried.forEach(a -> members.add(new Named(a.name(), MemberExpr.of(a, columns))));
    return new Plan(
        Transform.filtered(
            "members of each audience",
            columns.plan(used.values(), metrics),
            members,
            Optional.empty()));
  }

  /** An audience and those that it refers to, directly or not. */
  static List<Audience> used(Audience audience, Map<String, Audience> byName) {
    Map<String, Audience> used = new LinkedHashMap<>();
    follow(audience, byName, used);
    return List.copyOf(used.values());
  }

  private static void follow(
      Audience audience, Map<String, Audience> byName, Map<String, Audience> used) {
    if (used.put(audience.name(), audience) == null) {
      audience.where().match(ConditionParts.REFERENCES).stream()
          .map(name -> requireNonNull(byName.get(name)))
          .forEach(other -> follow(other, byName, used));
    }
  }
}
