package io.truecount.jobs.command;

import io.truecount.config.CustomersConfig.Trait;
import io.truecount.customer.CustomerTables;
import io.truecount.identity.IdentityTables;
import io.truecount.jobs.cli.OutputFormat;
import io.truecount.jobs.cli.TablePrinter;
import io.truecount.jobs.release.CustomerRecord;
import java.io.PrintStream;
import java.sql.Timestamp;
import java.util.Locale;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** A customer for people. */
final class CustomerText {
  private CustomerText() {}

  static void print(CustomerRecord found, PrintStream out) {
    Row customer = found.customer();
    out.printf(
        "%s is %s in release %d: %,d events from %s to %s; the id was made as of %s.%n",
        text(customer, CustomerTables.CUSTOMER_ID),
        text(customer, CustomerTables.KIND),
        found.release().number(),
        customer.<Long>getAs(CustomerTables.EVENT_COUNT),
        text(customer, CustomerTables.FIRST_SEEN),
        text(customer, CustomerTables.LAST_SEEN),
        text(customer, CustomerTables.CREATED_AT));
    section("Identifiers", identifiers(found), out);
    section("Traits", traits(found), out);
    section("Refused links", refused(found), out);
    section("Overrides", overrides(found), out);
    section("Changes of the id", changes(found), out);
  }

  private static void section(String title, TablePrinter table, PrintStream out) {
    if (!table.isEmpty()) {
      out.println();
      out.println(title);
      table.print(OutputFormat.text, out);
    }
  }

  static TablePrinter identifiers(CustomerRecord found) {
    TablePrinter table =
        new TablePrinter("type", "value", "first_seen", "last_seen", "events", "anchor");
    for (Row row : found.identifiers()) {
      table.row(
          text(row, IdentityTables.TYPE),
          text(row, IdentityTables.VALUE),
          text(row, IdentityTables.FIRST_SEEN),
          text(row, IdentityTables.LAST_SEEN),
          row.<Long>getAs(IdentityTables.EVENT_COUNT),
          row.<Boolean>getAs(IdentityTables.IS_ANCHOR) ? "anchor" : null);
    }
    return table;
  }

  private static TablePrinter traits(CustomerRecord found) {
    TablePrinter table = new TablePrinter("trait", "value", "rule", "property", "sources");
    for (Trait trait : found.traits()) {
      table.row(
          trait.name(),
          text(found.customer(), trait.name()),
          rule(trait),
          trait.property(),
          trait.sources().isEmpty() ? "all" : String.join(" ", trait.sources()));
    }
    return table;
  }

  static String rule(Trait trait) {
    return trait.rule().name().toLowerCase(Locale.ROOT);
  }

  private static TablePrinter refused(CustomerRecord found) {
    TablePrinter table = new TablePrinter("link", "why");
    for (Row row : found.refused()) {
      table.row(
          "%s=%s – %s=%s"
              .formatted(
                  text(row, "a_type"),
                  text(row, "a_value"),
                  text(row, "b_type"),
                  text(row, "b_value")),
          text(row, "detail"));
    }
    return table;
  }

  private static TablePrinter overrides(CustomerRecord found) {
    TablePrinter table =
        new TablePrinter("action", "identifiers", "author", "reason", "expires", "state", "place");
    for (Row row : found.overrides()) {
      String first = text(row, "a_type") + "=" + text(row, "a_value");
      String second = text(row, "b_type") + "=" + text(row, "b_value");
      table.row(
          text(row, "action"),
          row.getAs("b_type") == null ? first : "%s – %s".formatted(first, second),
          text(row, "author"),
          text(row, "reason"),
          text(row, "expires"),
          text(row, IdentityTables.STATE),
          text(row, IdentityTables.PLACE));
    }
    return table;
  }

  private static TablePrinter changes(CustomerRecord found) {
    TablePrinter table = new TablePrinter("as_of", "change", "customer_id", "related_customer_id");
    for (Row row : found.changes()) {
      table.row(
          text(row, IdentityTables.AS_OF),
          text(row, "change"),
          text(row, IdentityTables.CUSTOMER_ID),
          text(row, "related_customer_id"));
    }
    return table;
  }

  /** A value for people and for JSON; times in UTC. */
  static @Nullable String text(Row row, String column) {
    Object value = row.getAs(column);
    if (value instanceof Timestamp time) {
      return time.toInstant().toString();
    }
    return value == null ? null : value.toString();
  }
}
