package io.truecount.audience;

import io.truecount.config.yaml.YamlNode;
import io.truecount.customer.CustomerTables;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds conditions that no customer can meet: alone, or together with others of one {@code all}.
 *
 * @param anonymous whether the audience includes anonymous customers
 */
record Impossible(boolean anonymous) {
  /** A condition, and the node that it was read from. */
  record Placed(Condition condition, YamlNode node) {}

  /** Reports a condition that no customer can meet. */
  void report(Condition condition, YamlNode node) {
    Tested.of(condition)
        .filter(tested -> values(List.of(tested)).areNone())
        .ifPresent(
            tested -> {
              switch (tested.kind()) {
                case COUNT ->
                    node.problem(
                        "no customer can meet this condition: a count is 0, 1, 2, …",
                        "correct the value");
                case CUSTOMER_KIND ->
                    node.problem(
                        "no customer can meet this condition: the audience is of %s customers"
                            .formatted(anonymous ? "known and anonymous" : "known"),
                        anonymous ? "test one of the two" : "add include_anonymous: true");
                case ANY ->
                    node.problem("no customer can meet this condition", "correct the value");
              }
            });
  }

  /** Reports conditions of one {@code all} that exclude those before them. */
  void reportTogether(List<Placed> all) {
    Map<Object, List<Tested>> seen = new HashMap<>();
    Map<Object, String> places = new HashMap<>();
    for (Placed placed : all) {
      for (Condition condition : Tested.together(placed.condition())) {
        Optional<Tested> tested = Tested.of(condition).filter(t -> !values(List.of(t)).areNone());
        tested.ifPresent(
            t -> {
              List<Tested> tests = seen.computeIfAbsent(t.value(), v -> new ArrayList<>());
              boolean before = values(tests).areNone();
              tests.add(t);
              if (!before && values(tests).areNone()) {
                placed
                    .node()
                    .problem(
                        "no customer can meet this condition and those before it, from %s on"
                            .formatted(places.getOrDefault(t.value(), "")),
                        "correct one of them, or list them under any:");
              }
              places.putIfAbsent(t.value(), placed.node().where());
            });
      }
    }
  }

  private PossibleValues values(List<Tested> tests) {
    PossibleValues values = tests.isEmpty() ? new PossibleValues() : known(tests.get(0).kind());
    for (Tested tested : tests) {
      tested.test().match(values);
    }
    return values;
  }

  private PossibleValues known(Tested.Kind kind) {
    return switch (kind) {
      case ANY -> new PossibleValues();
      case COUNT -> PossibleValues.counts();
      case CUSTOMER_KIND ->
          PossibleValues.of(
              anonymous
                  ? List.of(CustomerTables.KNOWN, CustomerTables.ANONYMOUS)
                  : List.of(CustomerTables.KNOWN));
    };
  }
}
