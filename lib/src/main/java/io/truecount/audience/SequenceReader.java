package io.truecount.audience;

import io.truecount.audience.Condition.Sequence;
import io.truecount.audience.SequenceStep.Kind;
import io.truecount.config.yaml.YamlNode;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads sequences of events. */
final class SequenceReader {
  private final EventReader events;
  private final ZoneId zone;

  SequenceReader(EventReader events, ZoneId zone) {
    this.events = events;
    this.zone = zone;
  }

  Sequence read(YamlNode node) {
    YamlNode list = node.child("sequence");
    List<YamlNode> items = list.items();
    if (items.size() < 2) {
      list.problem(
          "a sequence has two steps or more", "add a step, or write a condition on one event");
    }
    Optional<Window> within = node.optional("within").map(n -> WindowReader.read(n, zone));
    List<SequenceStep> steps = new ArrayList<>();
    for (YamlNode item : items) {
      SequenceStep step = step(item, steps.isEmpty());
      within.ifPresent(whole -> reportLonger(item, step, whole));
      reportImpossible(item, step, steps);
      steps.add(step);
    }
    return new Sequence(steps, within);
  }

  private SequenceStep step(YamlNode item, boolean first) {
    if (!item.isMapping() || !(item.has("event") || item.has("not"))) {
      item.problem(
          "not a step of a sequence",
          "write { event: NAME, within: 7 days }, or { not: { event: NAME } }");
      return new SequenceStep(Kind.OCCURS, List.of(), Optional.empty(), Optional.empty());
    }
    if (item.has("event")) {
      return step(item, Kind.OCCURS, first);
    }
    if (first) {
      item.problem(
          "the first step is a not, and no step is before it", "begin with an event that occurs");
    }
    try (item) {
      return step(item.child("not"), Kind.ABSENT, false);
    }
  }

  private SequenceStep step(YamlNode node, Kind kind, boolean first) {
    try (node) {
      Optional<YamlNode> within = node.optional("within");
      within
          .filter(n -> first)
          .ifPresent(
              n ->
                  n.problem(
                      "the first step has a window, and no step is before it",
                      "give the window to the whole sequence, beside sequence:"));
      return new SequenceStep(
          kind,
          EventReader.names(node),
          events.where(node),
          within.filter(n -> !first).map(WindowReader::length));
    }
  }

  private static void reportLonger(YamlNode item, SequenceStep step, Window whole) {
    Duration longest = whole.match(LONGEST);
    step.within()
        .filter(window -> window.length().compareTo(longest) > 0)
        .ifPresent(
            window ->
                item.problem(
                    "the window of a step is longer than that of the sequence",
                    "shorten it, or lengthen the window of the sequence"));
  }

  /** No window holds more: months differ by 3 days, and the day of as_of belongs to it. */
  private static final Window.Cases<Duration> LONGEST =
      new Window.Cases<>() {
        @Override
        public Duration rolling(Window.Rolling window) {
          return window.length();
        }

        @Override
        public Duration calendar(Window.Calendar window) {
          LocalDate end = LocalDate.EPOCH;
          return Duration.ofDays(end.toEpochDay() - end.minus(window.length()).toEpochDay() + 4);
        }
      };

  /** An event cannot follow a step after which it must be absent for longer. */
  private static void reportImpossible(
      YamlNode item, SequenceStep step, List<SequenceStep> before) {
    for (int i = before.size() - 1; i >= 0; i--) {
      SequenceStep earlier = before.get(i);
      if (step.kind() == Kind.ABSENT || earlier.kind() == Kind.OCCURS) {
        return;
      }
      if (excludes(earlier, step)) {
        item.problem(
            "the steps cannot be in this order: %s must be absent after the step before"
                .formatted(String.join(", ", step.names())),
            "take one of the two steps out, or give the not a window that ends earlier");
        return;
      }
    }
  }

  private static boolean excludes(SequenceStep absent, SequenceStep step) {
    boolean all = !step.names().isEmpty() && absent.names().containsAll(step.names());
    boolean any = absent.where().isEmpty() || absent.where().equals(step.where());
    boolean throughout =
        absent.within().isEmpty()
            || step.within()
                .filter(w -> w.length().compareTo(absent.within().get().length()) < 0)
                .isPresent();
    return all && any && throughout;
  }
}
