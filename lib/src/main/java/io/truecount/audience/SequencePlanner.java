package io.truecount.audience;

import static io.truecount.audience.AudienceTables.CUSTOMER_ID;
import static io.truecount.event.EventTables.EVENT_ID;
import static io.truecount.event.EventTables.OCCURRED_AT;
import static io.truecount.event.EventTables.SOURCE;

import io.truecount.audience.Condition.Sequence;
import io.truecount.audience.SequenceStep.Kind;
import io.truecount.metric.manifest.Aggregation;
import io.truecount.metric.manifest.Grain;
import io.truecount.metric.plan.Aggregate;
import io.truecount.metric.plan.PlanNode;
import io.truecount.metric.plan.Transform;
import io.truecount.metric.sql.Aggregator;
import io.truecount.metric.sql.Direction;
import io.truecount.metric.sql.Expr;
import io.truecount.metric.sql.Frame;
import io.truecount.metric.sql.Next;
import io.truecount.metric.sql.Operator;
import io.truecount.metric.sql.Over;
import io.truecount.metric.sql.Select.Named;
import io.truecount.metric.sql.TimeExpr;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the customers whose events are the steps of a sequence. Step by step, an event that matches
 * is reached when the latest event that the step before reached lies before it, not longer than the
 * step's window; that latest one is the best there is, so that no combination is missed. An event
 * that must not be followed by another is reached only when the next such event is absent or comes
 * after the window.
 *
 * <pre>
 *   View, then Order within 7 days        reached by step 1 | by step 2
 *   c1 | 1 May  | View                    1 May             |
 *   c1 | 20 May | View                    20 May            |
 *   c1 | 22 May | Order                                     | 22 May
 * </pre>
 *
 * Cost: one pass over the events that match any step of any sequence, one sort of them by customer
 * and time, one aggregation; windows of all sequences and steps use the same sort.
 */
final class SequencePlanner {
  private static final List<String> KEYS = List.of(CUSTOMER_ID, OCCURRED_AT, SOURCE, EVENT_ID);
  private static final Expr TIME = Expr.column(OCCURRED_AT);

  private final List<Sequence> sequences;
  private final Instant asOf;
  private final List<EventMatch> matches;

  /** A step that occurs, and those that must be absent after it. */
  private record Stage(SequenceStep step, List<SequenceStep> absent) {}

  SequencePlanner(Collection<Audience> audiences, Instant asOf) {
    this.sequences =
        audiences.stream()
            .flatMap(a -> a.where().match(ConditionParts.SEQUENCES).stream())
            .distinct()
            .toList();
    this.asOf = asOf;
    Set<EventMatch> all = new LinkedHashSet<>();
    sequences.forEach(sequence -> sequence.steps().forEach(step -> all.add(match(sequence, step))));
    this.matches = List.copyOf(all);
  }

  private static EventMatch match(Sequence sequence, SequenceStep step) {
    return new EventMatch(step.names(), step.where(), sequence.within());
  }

  /** Whether a customer has events of a sequence; never unknown. */
  Expr holds(Sequence sequence) {
    return Expr.isNotNull(Expr.column(column(sequence)));
  }

  private String column(Sequence sequence) {
    return "__sequence_" + (sequences.indexOf(sequence) + 1);
  }

  /** One row for each customer with an event of some step; empty when there is no sequence. */
  Optional<CustomerColumns> plan() {
    if (sequences.isEmpty()) {
      return Optional.empty();
    }
    PlanNode events = events();
    int stages = sequences.stream().mapToInt(s -> stages(s).size()).max().orElse(0);
    for (int stage = 0; stage < stages; stage++) {
      events = reached(events, stage);
    }
    List<Named> last = new ArrayList<>();
    for (Sequence sequence : sequences) {
      Expr time = Expr.column(reached(sequence, stages(sequence).size() - 1));
      last.add(new Named(column(sequence), aggregate(time)));
    }
    return Optional.of(
        new CustomerColumns(
            "customers and their sequences",
            new Aggregate("last step of each sequence", events, List.of(CUSTOMER_ID), last),
            CUSTOMER_ID));
  }

  /** The events of any step, each with its time in the columns of what it matches. */
  private PlanNode events() {
    List<Named> columns = new ArrayList<>(Named.of("src", KEYS));
    List<Expr> any = new ArrayList<>();
    for (EventMatch match : matches) {
      Expr condition = match.at(asOf);
      any.add(condition);
      columns.add(
          new Named(
              column(match), new Expr.Case(List.of(condition, Expr.column("src", OCCURRED_AT)))));
    }
    return EventMatch.read("events of sequences", columns, any);
  }

  private String column(EventMatch match) {
    return "__match_" + (matches.indexOf(match) + 1);
  }

  /** Adds, for each sequence with such a stage, the time of events that reach it. */
  private PlanNode reached(PlanNode events, int stage) {
    List<Named> columns = new ArrayList<>(Named.same(KEYS));
    events.columns().stream()
        .filter(column -> !KEYS.contains(column))
        .forEach(column -> columns.add(Named.same(column)));
    for (Sequence sequence : sequences) {
      if (stage < stages(sequence).size()) {
        Expr reached = Expr.and(conditions(sequence, stage));
        columns.add(new Named(reached(sequence, stage), new Expr.Case(List.of(reached, TIME))));
      }
    }
    return Transform.filtered(
        "events that reach step %d".formatted(stage + 1), events, columns, Optional.empty());
  }

  private String reached(Sequence sequence, int stage) {
    return "%s_step_%d".formatted(column(sequence), stage + 1);
  }

  private List<Expr> conditions(Sequence sequence, int stage) {
    Stage at = stages(sequence).get(stage);
    List<Expr> all = new ArrayList<>();
    all.add(Expr.isNotNull(Expr.column(column(match(sequence, at.step())))));
    if (stage > 0) {
      Expr before = over(aggregate(Expr.column(reached(sequence, stage - 1))), Frame.BEFORE);
      all.add(
          at.step()
              .within()
              .map(w -> Expr.infix(before, Operator.GREATER_OR_EQUAL, moved(w, -1)))
              .orElseGet(() -> Expr.isNotNull(before)));
    }
    at.absent().forEach(absent -> all.add(isAbsent(sequence, absent)));
    return all;
  }

  private Expr isAbsent(Sequence sequence, SequenceStep absent) {
    Expr next = over(new Next(Expr.column(column(match(sequence, absent)))), Frame.DEFAULT);
    return absent
        .within()
        .map(w -> Expr.infix(next, Operator.GREATER_OR_EQUAL, moved(w, 1)))
        .map(later -> Expr.infix(Expr.isNull(next), Operator.OR, later))
        .orElseGet(() -> Expr.isNull(next));
  }

  private static Expr moved(Window.Rolling window, int direction) {
    Duration length = window.length();
    boolean hours = length.toMinutes() % 60 == 0;
    int count = Math.toIntExact(hours ? length.toHours() : length.toMinutes());
    return new TimeExpr.Shift(TIME, direction * count, hours ? Grain.HOUR : Grain.MINUTE);
  }

  private static Expr over(Expr function, Frame frame) {
    return new Over(
        function,
        List.of(Expr.column(CUSTOMER_ID)),
        List.of(TIME, Expr.column(SOURCE), Expr.column(EVENT_ID)),
        Direction.ASCENDING,
        frame);
  }

  private static Expr aggregate(Expr time) {
    return new Expr.Aggregate(Aggregator.of(Aggregation.MAX), time, Optional.empty());
  }

  private static List<Stage> stages(Sequence sequence) {
    List<Stage> stages = new ArrayList<>();
    for (SequenceStep step : sequence.steps()) {
      if (step.kind() == Kind.OCCURS) {
        stages.add(new Stage(step, new ArrayList<>()));
      } else {
        stages.get(stages.size() - 1).absent().add(step);
      }
    }
    return stages;
  }
}
