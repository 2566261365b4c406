package io.truecount.jobs.nightly;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.truecount.identity.PairwiseQuality;
import io.truecount.jobs.cli.TablePrinter;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * The identities of a run against a known truth, beside what they would be without identity rules.
 *
 * @param withRules the customers of the run
 * @param withoutRules every connected component as one customer
 */
public record Accuracy(PairwiseQuality withRules, PairwiseQuality withoutRules) {
  /** As {@code {"precision": …, "recall": …, "f1": …, "without_rules": {…}}}. */
  ObjectNode json() {
    ObjectNode json = json(withRules);
    json.set("without_rules", json(withoutRules));
    return json;
  }

  private static ObjectNode json(PairwiseQuality quality) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    quality.precision().ifPresent(share -> json.put("precision", share));
    quality.recall().ifPresent(share -> json.put("recall", share));
    quality.f1().ifPresent(share -> json.put("f1", share));
    return json;
  }

  /** A line for each. */
  TablePrinter table() {
    return new TablePrinter("against the truth", "precision", "recall")
        .row("with the rules", text(withRules.precision()), text(withRules.recall()))
        .row("without rules", text(withoutRules.precision()), text(withoutRules.recall()));
  }

  private static String text(OptionalDouble share) {
    return share.isEmpty() ? "none" : String.format(Locale.ROOT, "%.4f", share.getAsDouble());
  }
}
