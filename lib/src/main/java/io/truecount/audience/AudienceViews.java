package io.truecount.audience;

import static io.truecount.audience.AudienceTables.CUSTOMER_ID;

import io.truecount.metric.plan.Plan;
import io.truecount.metric.plan.Planner;
import io.truecount.metric.plan.Transform;
import io.truecount.metric.sql.Expr;
import io.truecount.metric.sql.Select.Named;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The definitions of audiences as views, for engines that evaluate them themselves. */
public final class AudienceViews {
  private static final String PREFIX = "audience_";

  private AudienceViews() {}

  /** The name of the view of an audience. */
  public static String name(Audience audience) {
    return PREFIX + audience.name();
  }

  /**
   * A view for each audience: the customers that meet its definition at as_of, in the one column
   * customer_id. What is taken out of its members later, such as a holdout, is in the view.
   *
   * @param audiences without problems, with every audience that one of them refers to
   * @param metrics of the project
   */
  public static SortedMap<String, Plan> plans(
      List<Audience> audiences, Planner metrics, Instant asOf) {
    SortedMap<String, Plan> views = new TreeMap<>();
    for (Audience audience : audiences) {
      Plan flags = AudiencePlanner.plan(List.of(audience), audiences, metrics, asOf);
      views.put(
          name(audience),
          new Plan(
              Transform.filtered(
                  "members of " + audience.name(),
                  flags.root(),
                  List.of(Named.same(CUSTOMER_ID)),
                  Optional.of(Expr.column(audience.name())))));
    }
    return views;
  }
}
