package io.truecount.jobs.nightly;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.truecount.event.RecordCounts;
import io.truecount.jobs.cli.Numbers;
import io.truecount.jobs.cli.OutputFormat;
import io.truecount.jobs.cli.TablePrinter;
import io.truecount.quality.CheckResult;
import io.truecount.quality.Parity;
import io.truecount.table.Touched;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The last words of a run: as text for people, as one JSON object for programs. */
public final class SummaryPrinter {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final RunContext context;
  private final Summary summary;
  private final double seconds;
  private final Optional<Accuracy> accuracy;

  /**
   * @param accuracy of the identities, when the truth is known
   */
  public SummaryPrinter(RunContext context, double seconds, Optional<Accuracy> accuracy) {
    this.context = context;
    this.summary = Summary.of(context);
    this.seconds = seconds;
    this.accuracy = accuracy;
  }

  public void print(OutputFormat format, PrintStream out) {
    switch (format) {
      case json -> out.println(json().toPrettyString());
      case csv -> records().print(OutputFormat.csv, out);
      case text -> text(out);
    }
  }

  ObjectNode json() {
    ObjectNode root = JSON.createObjectNode();
    root.put("run", context.run().id());
    ObjectNode records = root.putObject("records");
    summary.records().forEach((source, counts) -> records.set(source, json(counts)));
    records.set("total", json(summary.totalRecords()));
    root.put("customers", summary.customers());
    accuracy.ifPresent(found -> root.set("identity", found.json()));
    if (!summary.identity().isEmpty()) {
      root.set("identity_quality", IdentityQualityText.json(summary.identity()));
    }
    ObjectNode metrics = root.putObject("metrics");
    summary.metrics().forEach(metrics::put);
    ObjectNode audiences = root.putObject("audiences");
    summary.audiences().forEach(audiences::put);
    summary.parity().forEach(parity -> root.withArray("parity").add(json(parity)));
    ArrayNode warnings = root.putArray("warnings");
    summary.warnings().forEach(check -> warnings.add(json(check)));
    summary.checks().stream()
        .filter(CheckResult::stops)
        .forEach(check -> root.withArray("refused_by").add(json(check)));
    summary.quarantine().forEach(reason -> root.withArray("quarantine").add(json(reason)));
    context.touches().sorted().forEach(touched -> root.withArray("touched").add(json(touched)));
    summary.release().ifPresent(release -> root.put("release", release.number()));
    context.dropped().forEach(root.withArray("dropped")::add);
    root.put("format", context.config().table().format().name().toLowerCase(Locale.ROOT));
    root.put("warehouse", context.config().table().warehouse());
    root.put("seconds", Math.round(seconds * 10) / 10.0);
    return root;
  }

  private void text(PrintStream out) {
    if (!summary.records().isEmpty()) {
      out.println();
      out.println("Records");
      records().print(OutputFormat.text, out);
    }
    if (summary.customers() > 0) {
      out.printf("%nCustomers  %s%n", Numbers.whole(summary.customers()));
      accuracy.ifPresent(found -> found.table().print(OutputFormat.text, out));
    }
    identity(out);
    Map<String, Double> metrics = new LinkedHashMap<>(summary.metrics());
    metrics.keySet().removeAll(summary.audiences().keySet()); // their sizes come next
    numbers("Metrics", metrics, out);
    numbers("Audiences", summary.audiences(), out);
    touched(out);
    quarantine(out);
    parity(out);
    warnings(out);
    summary
        .release()
        .ifPresent(
            release ->
                out.printf(
                    "%nRelease %d in %s (%s)%n",
                    release.number(),
                    context.config().table().warehouse(),
                    context.config().table().format().name().toLowerCase(Locale.ROOT)));
    if (!context.dropped().isEmpty()) {
      out.printf(
          "Dropped %s: the project no longer defines them; older releases still have them%n",
          String.join(", ", context.dropped()));
    }
  }

  private void identity(PrintStream out) {
    List<String> lines = IdentityQualityText.lines(summary.identity());
    if (!lines.isEmpty()) {
      out.printf("%nIdentity quality%n");
    }
    lines.forEach(line -> out.println("  " + line));
  }

  private TablePrinter records() {
    TablePrinter table =
        new TablePrinter("source", "read", "accepted", "duplicate", "conflict", "quarantined");
    summary.records().forEach((source, c) -> row(table, source, c));
    row(table, "total", summary.totalRecords());
    return table;
  }

  private void parity(PrintStream out) {
    if (summary.parity().isEmpty()) {
      return;
    }
    out.printf("%nParity%n");
    TablePrinter table = new TablePrinter("name", "metric", "audience", "DuckDB", "equal");
    for (Parity p : summary.parity()) {
      table.row(p.name(), p.metric(), p.audience(), duckdb(p), p.equal() ? "yes" : "NO");
    }
    table.print(OutputFormat.text, out);
  }

  /** What was computed again; the rest was taken over from the release before, if there was one. */
  private void touched(PrintStream out) {
    List<Touched> touched =
        context.touches().sorted().stream().filter(one -> !one.what().isDefinition()).toList();
    if (touched.isEmpty() || context.releases().base(context.run().id()).isEmpty()) {
      return;
    }
    out.printf("%nTouched%n");
    TablePrinter table = new TablePrinter("step", "what", "which", "number", "why");
    for (Touched one : touched) {
      Object number = one.count().isPresent() ? one.count().getAsLong() : "";
      table.row(one.step(), one.what().text().replace('_', ' '), one.value(), number, one.why());
    }
    table.print(OutputFormat.text, out);
  }

  private void quarantine(PrintStream out) {
    if (summary.quarantine().isEmpty()) {
      return;
    }
    out.printf("%nQuarantine%n");
    TablePrinter table = new TablePrinter("source", "reason", "detail", "records", "first at");
    summary
        .quarantine()
        .forEach(r -> table.row(r.source(), r.reason(), r.detail(), r.records(), r.place()));
    table.print(OutputFormat.text, out);
  }

  private void warnings(PrintStream out) {
    List<CheckResult> warnings = summary.warnings();
    if (!warnings.isEmpty()) {
      out.printf("%nWarnings%n");
    }
    for (CheckResult check : warnings) {
      out.printf(
          "  %s %s: %s (expected: %s)%n",
          check.check(), check.subject(), check.observed(), check.expected());
      if (!check.remedy().isEmpty()) {
        out.println("    -> " + check.remedy());
      }
    }
  }

  private static void numbers(
      String title, java.util.Map<String, ? extends Number> values, PrintStream out) {
    if (values.isEmpty()) {
      return;
    }
    out.printf("%n%s%n", title);
    TablePrinter table = new TablePrinter("name", "value");
    values.forEach(table::row);
    table.print(OutputFormat.text, out);
  }

  private static void row(TablePrinter table, String source, RecordCounts c) {
    table.row(source, c.read(), c.accepted(), c.duplicate(), c.conflict(), c.quarantined());
  }

  private static ObjectNode json(RecordCounts counts) {
    return JSON.createObjectNode()
        .put("read", counts.read())
        .put("accepted", counts.accepted())
        .put("duplicate", counts.duplicate())
        .put("conflict", counts.conflict())
        .put("quarantined", counts.quarantined());
  }

  private static ObjectNode json(CheckResult check) {
    return JSON.createObjectNode()
        .put("check", check.check())
        .put("subject", check.subject())
        .put("observed", check.observed())
        .put("expected", check.expected())
        .put("remedy", check.remedy());
  }

  private static ObjectNode json(QuarantineReason reason) {
    return JSON.createObjectNode()
        .put("source", reason.source())
        .put("reason", reason.reason())
        .put("detail", reason.detail())
        .put("records", reason.records())
        .put("file", reason.file())
        .put("position", reason.position());
  }

  private static ObjectNode json(Touched touched) {
    ObjectNode node =
        JSON.createObjectNode()
            .put("step", touched.step())
            .put("what", touched.what().text())
            .put("value", touched.value())
            .put("why", touched.why());
    touched.count().ifPresent(count -> node.put("count", count));
    return node;
  }

  private static ObjectNode json(Parity parity) {
    return JSON.createObjectNode()
        .put("name", parity.name())
        .put("metric", parity.metric())
        .put("audience", parity.audience())
        .put("duckdb", duckdb(parity))
        .put("equal", parity.equal());
  }

  private static @Nullable Double duckdb(Parity parity) {
    return parity.duckdb().isPresent() ? parity.duckdb().getAsDouble() : null;
  }
}
