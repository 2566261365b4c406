package io.truecount.jobs.command;

import io.truecount.audience.Explanation;
import io.truecount.table.Release;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/**
 * Prints an explanation for people: the verdict, the conditions that decided, and all of them.
 *
 * <pre>
 *   c1 is a member of buyers, as of 2026-03-02T00:00:00Z in release 7.
 *   Decided by
 *     event Order within 30 days: count &gt;= 1    measured 2
 * </pre>
 */
final class ExplanationText {
  private final CustomerExplanation explained;
  private final PrintStream out;

  private ExplanationText(CustomerExplanation explained, PrintStream out) {
    this.explained = explained;
    this.out = out;
  }

  static void print(CustomerExplanation explained, Release release, PrintStream out) {
    ExplanationText text = new ExplanationText(explained, out);
    text.verdict(release);
    out.println();
    out.println("Decided by");
    explained.tree().deciding().forEach(condition -> text.line(condition, "  "));
    out.println();
    out.println("All conditions; > marks those that decided");
    text.tree(explained.tree(), 1);
  }

  private void verdict(Release release) {
    out.printf(
        "%s %s of %s, as of %s in release %d.%n",
        explained.customer(),
        explained.member() ? "is a member" : "is no member",
        explained.audience().name(),
        explained.asOf(),
        release.number());
    explained
        .published()
        .since()
        .ifPresentOrElse(
            since -> out.printf("Published as a member since %s.%n", since),
            () -> out.println("Published as no member."));
    explained.published().excluded().ifPresent(why -> out.printf("Not sent to: %s.%n", why));
    if (explained.isRedefined()) {
      out.println("The definition has changed since it was published.");
    }
  }

  private void tree(Explanation condition, int depth) {
    String indent = (condition.decides() ? "> " : "  ") + "  ".repeat(depth);
    line(condition, indent);
    List<CustomerExplanation.Event> events =
        explained.events().getOrDefault(condition.id(), List.of());
    events.forEach(event -> event(event, " ".repeat(indent.length() + 10)));
    condition.conditions().forEach(child -> tree(child, depth + 1));
  }

  private void line(Explanation condition, String indent) {
    String measured =
        condition.measures() ? "   measured " + condition.value().orElse("nothing") : "";
    out.printf(
        "%s%-7s  %s%s%n",
        indent, condition.truth().name().toLowerCase(Locale.ROOT), condition.condition(), measured);
  }

  private void event(CustomerExplanation.Event event, String indent) {
    out.printf(
        "%s%s  %s %s  %s%s%n",
        indent,
        event.occurredAt(),
        event.source(),
        event.id(),
        event.name(),
        event.measured().map(value -> "  " + value).orElse(""));
  }
}
