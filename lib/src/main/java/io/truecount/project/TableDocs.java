package io.truecount.project;

import io.truecount.audience.AudienceTables;
import io.truecount.customer.CustomerTables;
import io.truecount.model.Model;
import io.truecount.quality.Ledger;
import io.truecount.table.Column;
import io.truecount.table.Releases;
import io.truecount.table.TableDefinition;
import java.util.ArrayList;
import java.util.List;

/** docs/tables.md, from the definitions that the tables are made of. */
public final class TableDocs {
  private static final String HEAD =
      """
      # Tables
      Made from the table definitions by `bin/truecount tables > docs/tables.md`; do not edit.

      All tables live in one namespace (default `cdp`): as Delta in `<warehouse>/cdp/<table>`, as Iceberg in the catalog `truecount`, `truecount.cdp.<table>`. Timestamps are UTC with microseconds. Every column may be NULL in storage; where NULL has a meaning, the column says so. `customer_events` is a view for models; elsewhere it is `SELECT e.*, a.customer_id FROM events e LEFT JOIN identity_attributions a ON a.identifiers = e.identifiers AND (a.valid_from IS NULL OR e.occurred_at >= a.valid_from) AND (a.valid_to IS NULL OR e.occurred_at < a.valid_to)`.
      """;

  private TableDocs() {}

  /** All tables of a project: its properties and traits are columns too. */
  public static String markdown(Project project) {
    StringBuilder text = new StringBuilder(HEAD);
    List<TableDefinition> tables = new ArrayList<>(project.tables());
    tables.add(CustomerTables.customerEvents(project.config().properties()));
    tables.add(AudienceTables.measures());
    tables.addAll(List.of(Releases.TABLE, Ledger.RUNS, Ledger.CHECKS, Ledger.TABLE_STATS));
    tables.forEach(table -> table(table, text));
    text.append("\n## Models\nOne table a model, named like its file in `models/`.\n\n");
    text.append("| model | one row is |\n|---|---|\n");
    for (Model model : project.models().models()) {
      text.append("| %s | %s |\n".formatted(model.name(), model.description()));
    }
    return text.toString();
  }

  private static void table(TableDefinition table, StringBuilder text) {
    text.append("\n## %s\nOne row is %s.".formatted(table.name(), table.grain()));
    if (!table.key().isEmpty()) {
      text.append(" Key: %s.".formatted(String.join(", ", table.key())));
    }
    text.append("\n\n| column | type | meaning |\n|---|---|---|\n");
    for (Column column : table.columns()) {
      text.append(
          "| %s | %s | %s |\n"
              .formatted(
                  column.name(),
                  column.type().sql().toLowerCase(java.util.Locale.ROOT),
                  escaped(column.doc())));
    }
  }

  private static String escaped(String text) {
    return text.replace("|", "\\|");
  }
}
