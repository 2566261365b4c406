package io.truecount.jobs.command;

import static java.util.stream.Collectors.joining;

import io.truecount.identity.RecordReader;
import io.truecount.identity.rules.Edge;
import io.truecount.identity.rules.Evidence;
import io.truecount.identity.rules.Resolution.Refused;
import io.truecount.identity.trial.Trial;
import io.truecount.jobs.cli.TablePrinter;
import java.io.PrintStream;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A trial of identity rules for people. */
final class TrialText {
  private TrialText() {}

  static void print(Trial trial, PrintStream out) {
    title("customer", trial.customers().size(), out);
    trial.customers().forEach(customer -> out.println("  " + String.join(", ", customer)));
    title("refused link", trial.resolution().refused().size(), out);
    Evidence evidence = trial.evidence();
    trial.resolution().refused().forEach(link -> print(link, evidence.sides(link), out));
    title("quarantined record", trial.quarantined().size(), out);
    trial
        .quarantined()
        .forEach(
            record ->
                out.printf(
                    "  %s: %s (%s and %s)%n",
                    record.record().place(),
                    record.reason(),
                    record.clash().a(),
                    record.clash().b()));
    if (!trial.ignored().isEmpty()) {
      ignored(trial, out);
    }
    if (!trial.generic().isEmpty()) {
      generic(trial, out);
    }
  }

  /** One row for each identifier of a customer, refused link and quarantined record. */
  static TablePrinter table(Trial trial) {
    TablePrinter table =
        new TablePrinter("result", "number", "identifier", "other", "reason", "detail");
    List<List<String>> customers = trial.customers();
    for (int i = 0; i < customers.size(); i++) {
      int number = i + 1;
      customers.get(i).forEach(id -> table.row("customer", number, id, null, null, null));
    }
    List<Refused> refused = trial.resolution().refused();
    for (int i = 0; i < refused.size(); i++) {
      Refused link = refused.get(i);
      table.row(
          "refused",
          i + 1,
          link.edge().a().id().toString(),
          link.edge().b().id().toString(),
          link.conflict().reason().text(),
          link.conflict().words());
    }
    trial
        .quarantined()
        .forEach(
            record ->
                table.row(
                    "quarantined",
                    record.record().number(),
                    record.clash().a().toString(),
                    record.clash().b().toString(),
                    "several_values",
                    record.reason()));
    return table;
  }

  private static void print(Refused link, Evidence.Sides sides, PrintStream out) {
    out.printf("  %s: %s%n", text(link.edge()), link.conflict().words());
    Set<String> accepted = new TreeSet<>();
    Stream.of(sides.a(), sides.b()).flatMap(List::stream).forEach(edge -> accepted.add(text(edge)));
    if (!accepted.isEmpty()) {
      out.println("      accepted: " + String.join(", ", accepted));
    }
  }

  private static void ignored(Trial trial, PrintStream out) {
    title("ignored value", trial.ignored().size(), out);
    trial
        .ignored()
        .forEach(
            value ->
                out.printf(
                    "  %s: %s=%s (%s)%n",
                    value.record().place(),
                    value.identifier().type(),
                    value.identifier().value(),
                    reason(value.identifier())));
  }

  private static void generic(Trial trial, PrintStream out) {
    title("generic value", trial.generic().size(), out);
    trial.generic().forEach(value -> out.printf("  %s=%s%n", value.type(), value.value()));
  }

  private static String reason(RecordReader.Ignored ignored) {
    @Nullable String detail = ignored.detail();
    return detail == null ? ignored.reason() : "%s, %s".formatted(ignored.reason(), detail);
  }

  private static void title(String what, int number, PrintStream out) {
    out.printf("%d %s%s%n", number, what, number == 1 ? "" : "s");
  }

  private static String text(Edge edge) {
    return Stream.of(edge.a(), edge.b())
        .map(vertex -> vertex.id().toString())
        .collect(joining(" – "));
  }
}
