package io.truecount.audience;

import static java.util.stream.Collectors.joining;

import io.truecount.audience.Condition.All;
import io.truecount.audience.Condition.Any;
import io.truecount.audience.Condition.Event;
import io.truecount.audience.Condition.Not;
import io.truecount.audience.Condition.Reference;
import io.truecount.audience.Condition.Trait;
import java.util.Collection;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A definition as text that means one definition only: {@code not(trait("kind" = "known"))}. It is
 * written out here and not taken from {@code toString}, so that a field with another name in the
 * code leaves every stored hash as it is. A change of this text needs a new {@link #VERSION}.
 *
 * @param referenced the text of another audience, by its name
 * @param metrics the text of a metric, by its name
 */
record DefinitionText(UnaryOperator<String> referenced, UnaryOperator<String> metrics)
    implements Condition.Cases<String> {
  static final int VERSION = 1;

  @Override
  public String all(All all) {
    return "all" + conditions(all.conditions());
  }

  @Override
  public String any(Any any) {
    return "any" + conditions(any.conditions());
  }

  @Override
  public String not(Not not) {
    return "not(%s)".formatted(not.condition().match(this));
  }

  @Override
  public String trait(Trait trait) {
    return "trait(%s %s)".formatted(quoted(trait.name()), test(trait.test()));
  }

  @Override
  public String event(Event event) {
    return "event(%s within %s where %s %s(%s) %s)"
        .formatted(
            values(event.names()),
            window(event.within()),
            event.where().map(DefinitionText::quoted).orElse("true"),
            event.measure().kind(),
            quoted(event.measure().column()),
            test(event.test()));
  }

  @Override
  public String reference(Reference reference) {
    return "audience(%s)".formatted(referenced.apply(reference.audience()));
  }

  @Override
  public String dimension(Condition.Dimension dimension) {
    return "dimension(%s %s)".formatted(quoted(dimension.name()), test(dimension.test()));
  }

  @Override
  public String metric(Condition.Metric metric) {
    return "metric(%s %s)".formatted(value(metric.value()), test(metric.test()));
  }

  @Override
  public String sequence(Condition.Sequence sequence) {
    return sequence.steps().stream()
        .map(DefinitionText::step)
        .collect(joining(", ", "sequence(", " within %s)".formatted(window(sequence.within()))));
  }

  private static String step(SequenceStep step) {
    String kind =
        switch (step.kind()) {
          case OCCURS -> "then";
          case ABSENT -> "not";
        };
    return "%s %s within %s where %s"
        .formatted(
            kind,
            values(step.names()),
            window(step.within()),
            step.where().map(DefinitionText::quoted).orElse("true"));
  }

  @Override
  public String top(Condition.Top top) {
    String size =
        top.size()
            .match(
                new TopSize.Cases<>() {
                  @Override
                  public String share(TopSize.Share share) {
                    return "share " + share.percent().toPlainString();
                  }

                  @Override
                  public String count(TopSize.Count count) {
                    return "count " + count.customers();
                  }
                });
    return "top(%s %s ties %s)".formatted(value(top.value()), size, top.ties());
  }

  private String value(MetricValue value) {
    return "%s within %s where %s"
        .formatted(metrics.apply(value.metric()), window(value.within()), values(value.where()));
  }

  private static String window(Optional<? extends Window> window) {
    return window.map(Window::text).orElse("all time");
  }

  private String conditions(Collection<Condition> conditions) {
    return conditions.stream().map(c -> c.match(this)).collect(joining(", ", "(", ")"));
  }

  private static String test(ValueTest test) {
    return test.match(
        new ValueTest.Cases<>() {
          @Override
          public String compare(ValueTest.Compare compare) {
            return compare.operator().symbol() + " " + value(compare.value());
          }

          @Override
          public String in(ValueTest.In in) {
            return (in.negated() ? "not in " : "in ") + values(in.values());
          }

          @Override
          public String exists(ValueTest.Exists exists) {
            return exists.wanted() ? "is not null" : "is null";
          }

          @Override
          public String contains(ValueTest.Contains contains) {
            return "contains " + value(contains.value());
          }

          @Override
          public String within(ValueTest.Within within) {
            return "within " + within.window().text();
          }
        });
  }

  private static String values(Collection<?> values) {
    return values.stream().map(DefinitionText::value).collect(joining(", ", "[", "]"));
  }

  /** With its type, as the text "1" is another value than the number 1. */
  private static String value(Object value) {
    return value instanceof String text
        ? quoted(text)
        : "%s:%s".formatted(value.getClass().getSimpleName(), value);
  }

  static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
