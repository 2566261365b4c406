package io.truecount.audience;

import io.truecount.audience.Condition.Metric;
import io.truecount.audience.Condition.Top;
import io.truecount.config.yaml.YamlNode;
import io.truecount.error.Suggestion;
import io.truecount.error.TruecountException;
import io.truecount.metric.manifest.WhereFilter;
import io.truecount.metric.plan.EntityMetrics;
import io.truecount.metric.plan.Planner;
import io.truecount.metric.query.Filter;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.types.DataTypes;

/** Reads conditions on metrics of a customer. */
final class MetricReader {
  private static final Pattern SHARE = Pattern.compile("(\\d{1,3}(?:\\.\\d{1,6})?)\\s*%");

  /** Whether a metric can be planned does not depend on the instant. */
  private static final Instant ANY_TIME = Instant.parse("2026-01-01T00:00:00Z");

  private static final TopSize STAND_IN = new TopSize.Count(1);

  private final Vocabulary vocabulary;
  private final ZoneId zone;

  MetricReader(Vocabulary vocabulary, ZoneId zone) {
    this.vocabulary = vocabulary;
    this.zone = zone;
  }

  Metric metric(YamlNode node) {
    return new Metric(
        value(node), ValueTestReader.ofMeasure(node, Optional.of(DataTypes.DoubleType)));
  }

  Top top(YamlNode node) {
    try (YamlNode top = node.child("top")) {
      if (!top.isMapping()) {
        top.problem("not the top of a metric", "write { metric: NAME, share: 10% }");
        return new Top(new MetricValue("", Optional.empty(), List.of()), STAND_IN, Top.Ties.ID);
      }
      top.required("metric");
      return new Top(
          value(top), size(top), top.optionalChoice("ties", Top.Ties.class).orElse(Top.Ties.ID));
    }
  }

  private static TopSize size(YamlNode node) {
    Optional<YamlNode> share = node.optional("share");
    Optional<YamlNode> count = node.optional("count");
    if (share.isPresent() == count.isPresent()) {
      node.problem(
          share.isPresent() ? "a share and a count" : "how many are at the top is missing",
          "give one of them: share: 10% or count: 1000");
      return STAND_IN;
    }
    return share.map(MetricReader::share).or(() -> count.map(MetricReader::count)).orElseThrow();
  }

  private static TopSize share(YamlNode node) {
    Matcher found = SHARE.matcher(node.text().strip());
    BigDecimal percent = found.matches() ? new BigDecimal(found.group(1)) : BigDecimal.ZERO;
    if (percent.signum() <= 0 || percent.compareTo(BigDecimal.valueOf(100)) > 0) {
      node.problem(
          "invalid share: \"%s\" (must be above 0% and at most 100%)".replace("%s", node.text()),
          "write such as 10% or 2.5%");
      return STAND_IN;
    }
    return new TopSize.Share(percent);
  }

  private static TopSize count(YamlNode node) {
    if (!node.text().strip().matches("0*[1-9]\\d{0,11}")) {
      node.problem(
          "invalid count: \"%s\" (must be a whole number above 0)".formatted(node.text()),
          "write such as 1000");
      return STAND_IN;
    }
    return new TopSize.Count(Long.parseLong(node.text().strip()));
  }

  private MetricValue value(YamlNode node) {
    String name = node.text("metric");
    Optional<YamlNode> within = node.optional("within");
    Optional<Window> window = within.map(n -> WindowReader.read(n, zone));
    MetricValue value = new MetricValue(name, window, filters(node));
    Planner planner = vocabulary.planner();
    List<String> known = planner.manifest().metricNames();
    if (vocabulary.traits().extent() == KnownTraits.Extent.SOME) {
      return value; // what is wrong with the metrics is reported there
    }
    if (known.contains(name)) {
      planned(node, within, value);
    } else if (node.has("metric")) {
      node.child("metric")
          .problem("unknown metric \"%s\"".formatted(name), Suggestion.remedy(name, known));
    }
    return value;
  }

  /** Whether the metric has a value for each customer, and within a window. */
  private void planned(YamlNode node, Optional<YamlNode> within, MetricValue value) {
    Planner planner = vocabulary.planner();
    EntityMetrics metrics = Customers.metrics(planner, ANY_TIME);
    metrics
        .problem(Customers.requested(value, planner, ANY_TIME))
        .ifPresent(p -> node.child("metric").problem(p.what(), p.remedy()));
    within.ifPresent(
        n -> metrics.windowProblem(value.metric()).ifPresent(p -> n.problem(p.what(), p.remedy())));
  }

  /** One filter, or a list of them. */
  private List<String> filters(YamlNode node) {
    List<String> filters = new ArrayList<>();
    Optional<YamlNode> where = node.optional("where");
    where.ifPresent(
        n -> {
          for (YamlNode each : n.isScalar() ? List.of(n) : n.items()) {
            filter(each).ifPresent(filters::add);
          }
        });
    return filters;
  }

  private Optional<String> filter(YamlNode node) {
    try {
      Filter.parse(new WhereFilter(node.text(), node.where()), vocabulary.planner().manifest());
      return Optional.of(node.text());
    } catch (TruecountException e) {
      e.problems().forEach(p -> node.problem(p.what(), p.remedy()));
      return Optional.empty();
    }
  }
}
