package io.truecount.audience;

import static java.util.stream.Collectors.joining;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** A condition in a line for people, without those that it is made of. */
final class ConditionLabel implements Condition.Cases<String>, ValueTest.Cases<String> {
  private static final ConditionLabel LABEL = new ConditionLabel();

  static final String KNOWN = of(ConditionNode.KNOWN);

  private ConditionLabel() {}

  static String of(Condition condition) {
    return condition.match(LABEL);
  }

  @Override
  public String all(Condition.All all) {
    return "all of";
  }

  @Override
  public String any(Condition.Any any) {
    return "any of";
  }

  @Override
  public String not(Condition.Not not) {
    return "not";
  }

  @Override
  public String reference(Condition.Reference reference) {
    return "audience " + reference.audience();
  }

  @Override
  public String trait(Condition.Trait trait) {
    return "trait %s %s".formatted(trait.name(), trait.test().match(this));
  }

  @Override
  public String dimension(Condition.Dimension dimension) {
    return "dimension %s %s".formatted(dimension.name(), dimension.test().match(this));
  }

  @Override
  public String event(Condition.Event event) {
    return "event %s%s%s: %s %s"
        .formatted(
            String.join(" or ", event.names()),
            within(event.within()),
            where(event.where()),
            (event.measure().kind().name().toLowerCase(Locale.ROOT).replace('_', ' ')
                    + " "
                    + event.measure().column())
                .strip(),
            event.test().match(this));
  }

  @Override
  public String metric(Condition.Metric metric) {
    return "metric %s: value %s".formatted(value(metric.value()), metric.test().match(this));
  }

  @Override
  public String top(Condition.Top top) {
    String size =
        top.size()
            .match(
                new TopSize.Cases<>() {
                  @Override
                  public String share(TopSize.Share share) {
                    return share.percent().toPlainString() + " %";
                  }

                  @Override
                  public String count(TopSize.Count count) {
                    return String.valueOf(count.customers());
                  }
                });
    return "top %s by metric %s".formatted(size, value(top.value()));
  }

  private static String value(MetricValue value) {
    return value.metric()
        + within(value.within())
        + value.where().stream().map(sql -> " where " + sql).collect(joining());
  }

  @Override
  public String sequence(Condition.Sequence sequence) {
    return sequence.steps().stream()
        .map(ConditionLabel::step)
        .collect(joining(", then ", "sequence ", within(sequence.within())));
  }

  private static String step(SequenceStep step) {
    String names = String.join(" or ", step.names());
    return switch (step.kind()) {
          case OCCURS -> names;
          case ABSENT -> "no " + names;
        }
        + where(step.where())
        + within(step.within());
  }

  private static String where(Optional<String> sql) {
    return sql.map(text -> " where " + text.strip()).orElse("");
  }

  private static String within(Optional<? extends Window> window) {
    return window.map(w -> " within " + w.words()).orElse("");
  }

  @Override
  public String compare(ValueTest.Compare compare) {
    return "%s %s".formatted(compare.operator().symbol(), compare.value());
  }

  @Override
  public String in(ValueTest.In in) {
    return (in.negated() ? "not in " : "in ") + values(in.values());
  }

  @Override
  public String exists(ValueTest.Exists exists) {
    return exists.wanted() ? "has a value" : "has no value";
  }

  @Override
  public String contains(ValueTest.Contains contains) {
    return "contains " + contains.value();
  }

  @Override
  public String within(ValueTest.Within within) {
    return "within " + within.window().words();
  }

  private static String values(Collection<?> values) {
    return values.stream().map(String::valueOf).collect(joining(", ", "[", "]"));
  }
}
