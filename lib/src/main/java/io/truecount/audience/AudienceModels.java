package io.truecount.audience;

import static io.truecount.audience.AudienceTables.AS_OF;
import static io.truecount.audience.AudienceTables.AUDIENCE;
import static io.truecount.audience.AudienceTables.CHANGE;
import static io.truecount.audience.AudienceTables.CUSTOMER_ID;
import static io.truecount.audience.AudienceTables.ENTERED;
import static io.truecount.audience.AudienceTables.REASON;

import io.truecount.metric.manifest.Aggregation;
import io.truecount.metric.manifest.Dimension;
import io.truecount.metric.manifest.Entity;
import io.truecount.metric.manifest.EntityType;
import io.truecount.metric.manifest.Grain;
import io.truecount.metric.manifest.Manifest;
import io.truecount.metric.manifest.Measure;
import io.truecount.metric.manifest.MeasureInput;
import io.truecount.metric.manifest.Metric;
import io.truecount.metric.manifest.MetricHeader;
import io.truecount.metric.manifest.SemanticModel;
import io.truecount.metric.manifest.TableName;
import java.util.List;
import java.util.Optional;

/**
 * What the metric layer knows of audiences: each is a boolean dimension of the customer, and a
 * metric, its size.
 *
 * <pre>
 *   customer_audiences              audience_changes
 *   customer_id | buyers | staff    as_of | audience | customer_id | change
 *   c1          | true   | false    1 May | buyers   | c1          | entered
 *   c2          | false  | false    1 May | buyers   | c2          | entered
 *                                   2 May | buyers   | c2          | left
 *
 *   Dimension('customer__buyers') of c1 is true
 *   buyers is 2 by metric_time__day on 1 May, 1 on 2 May, and 1 without a time
 * </pre>
 */
public final class AudienceModels {
  /** The semantic model with one boolean dimension for each audience. */
  public static final String FLAGS = "customer_audiences";

  /** The semantic model whose rows add up to the sizes. */
  public static final String CHANGES = "audience_changes";

  /** The entity that audiences are dimensions of. */
  public static final String CUSTOMER = "customer";

  private AudienceModels() {}

  /** The semantic models and the metrics of these audiences; nothing when there are none. */
  public static Manifest of(List<AudienceHeader> audiences) {
    if (audiences.isEmpty()) {
      return Manifest.NONE;
    }
    return new Manifest(
        List.of(flags(audiences), changes(audiences)),
        audiences.stream().<Metric>map(AudienceModels::size).toList(),
        List.of(),
        List.of());
  }

  /** The audiences that a manifest knows, in its order. */
  public static List<String> names(Manifest manifest) {
    return manifest.model(FLAGS).stream()
        .flatMap(model -> model.dimensions().stream())
        .map(Dimension::name)
        .toList();
  }

  private static SemanticModel flags(List<AudienceHeader> audiences) {
    String where = audiences.get(0).place();
    return new SemanticModel(
        FLAGS,
        new TableName("", AudienceTables.FLAGS),
        Optional.empty(),
        Optional.empty(),
        List.of(new Entity(CUSTOMER, EntityType.PRIMARY, Optional.of(CUSTOMER_ID), where)),
        audiences.stream().map(AudienceModels::flag).toList(),
        List.of(),
        "Customers as of the run, with the audiences that each is a member of.",
        where);
  }

  private static Dimension flag(AudienceHeader audience) {
    return new Dimension(
        audience.name(),
        Optional.empty(),
        Optional.empty(),
        false,
        Dimension.Validity.NONE,
        "Member as of the run: " + audience.description(),
        audience.place());
  }

  private static SemanticModel changes(List<AudienceHeader> audiences) {
    String where = audiences.get(0).place();
    return new SemanticModel(
        CHANGES,
        new TableName("", AudienceTables.changes().name()),
        Optional.of("audience_change"),
        Optional.of(AS_OF),
        List.of(new Entity(CUSTOMER, EntityType.FOREIGN, Optional.of(CUSTOMER_ID), where)),
        List.of(
            dimension(AS_OF, Optional.of(Grain.SECOND), where),
            dimension(AUDIENCE, Optional.empty(), where),
            dimension(CHANGE, Optional.empty(), where),
            dimension(REASON, Optional.empty(), where)),
        audiences.stream().map(AudienceModels::change).toList(),
        "Customers that entered or left an audience, by run.",
        where);
  }

  private static Dimension dimension(String name, Optional<Grain> grain, String where) {
    return new Dimension(name, Optional.empty(), grain, false, Dimension.Validity.NONE, "", where);
  }

  /** 1 for each customer that entered, -1 for each that left. */
  private static Measure change(AudienceHeader audience) {
    return new Measure(
        audience.name() + "_change",
        Aggregation.SUM,
        Optional.of(
            "CASE WHEN %s = '%s' THEN CASE WHEN %s = '%s' THEN 1 ELSE -1 END END"
                .formatted(AUDIENCE, audience.name(), CHANGE, ENTERED)),
        Measure.Percentile.NONE,
        Optional.empty(),
        Optional.empty(),
        false,
        "Customers that entered %s, less those that left.".formatted(audience.name()),
        audience.place());
  }

  private static Metric size(AudienceHeader audience) {
    MeasureInput input =
        new MeasureInput(CHANGES, change(audience), List.of(), Optional.of("0"), false);
    MetricHeader header =
        new MetricHeader(
            audience.name(),
            audience.description(),
            "",
            List.of(),
            Optional.empty(),
            audience.place());
    return new Metric.Cumulative(
        header, input, Optional.empty(), Optional.empty(), Metric.PeriodAggregation.LAST);
  }
}
