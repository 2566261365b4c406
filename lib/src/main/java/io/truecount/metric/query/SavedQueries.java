package io.truecount.metric.query;

import io.truecount.error.Problem;
import io.truecount.error.Suggestion;
import io.truecount.error.TruecountException;
import io.truecount.metric.manifest.Manifest;
import io.truecount.metric.manifest.SavedQuery;
import io.truecount.metric.query.MetricQuery.Group;
import io.truecount.metric.query.MetricQuery.Order;
import io.truecount.metric.query.MetricQuery.Requested;
import java.util.Optional;

/** Saved queries as queries. */
public final class SavedQueries {
  private SavedQueries() {}

  public static MetricQuery query(Manifest manifest, String name) {
    SavedQuery saved =
        manifest
            .savedQuery(name)
            .orElseThrow(
                () ->
                    TruecountException.invalid(
                        Problem.of(
                            "unknown saved query \"%s\"".formatted(name),
                            "query",
                            Suggestion.remedy(
                                name,
                                manifest.savedQueries().stream().map(SavedQuery::name).toList()))));
    return query(manifest, saved);
  }

  public static MetricQuery query(Manifest manifest, SavedQuery saved) {
    return new MetricQuery(
        saved.metrics().stream().map(m -> new Requested(m, Optional.empty())).toList(),
        saved.groupBy().stream().map(g -> group(g, saved, manifest)).toList(),
        saved.filters(),
        Optional.empty(),
        saved.orderBy().stream().map(o -> order(o, saved, manifest)).toList(),
        saved.limit(),
        false);
  }

  private static Group group(String text, SavedQuery saved, Manifest manifest) {
    if (Template.parse(text, saved.where(), manifest) instanceof Template.Item item) {
      return new Group(item.name(), Optional.empty());
    }
    throw TruecountException.invalid(
        Problem.of(
            "cannot group by \"%s\"".formatted(text),
            saved.where(),
            "use Dimension, TimeDimension or Entity"));
  }

  private static final Template.Cases<Order> ORDER =
      new Template.Cases<>() {
        @Override
        public Order item(Template.Item call) {
          return new Order(call.name().toString(), call.direction());
        }

        @Override
        public Order metric(Template.OfMetric call) {
          return new Order(call.metric(), call.direction());
        }
      };

  private static Order order(String text, SavedQuery saved, Manifest manifest) {
    if (!text.contains("(")) {
      return Order.parse(text);
    }
    return Template.parse(text, saved.where(), manifest).match(ORDER);
  }
}
