package io.truecount.identity;

import static io.truecount.identity.IdentityTables.AS_OF;
import static io.truecount.identity.IdentityTables.CUSTOMER_ID;
import static io.truecount.identity.IdentityTables.FIRST_SEEN;
import static io.truecount.identity.IdentityTables.IDENTIFIERS_HASH;
import static io.truecount.identity.IdentityTables.KEY;
import static io.truecount.identity.IdentityTables.LAST_SEEN;
import static io.truecount.identity.IdentityTables.PREVIOUS_CUSTOMER_ID;
import static io.truecount.identity.IdentityTables.RUN_ID;
import static io.truecount.identity.IdentityTables.TYPE;
import static io.truecount.identity.IdentityTables.VALUE;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.TimestampType;

import io.truecount.event.EventTables;
import io.truecount.table.Column;
import io.truecount.table.TableDefinition;
import java.util.List;

/** The tables of what each run, or the last one, made of the identities. */
public final class IdentityRunTables {
  private IdentityRunTables() {}

  /** The map of any run is the last row until then of each identifier, where it has a customer. */
  public static TableDefinition mapHistory() {
    return new TableDefinition(
        "identity_map_history",
        "one identifier that came, went or got another customer in one run",
        List.of(KEY, RUN_ID),
        List.of(
            new Column(KEY, LongType, "key of the identifier"),
            new Column(TYPE, StringType, "type, such as email"),
            new Column(VALUE, StringType, "normalised value"),
            new Column(
                CUSTOMER_ID, StringType, "customer from this run on; NULL once no event has it"),
            new Column(
                PREVIOUS_CUSTOMER_ID, StringType, "customer until this run; NULL for a new one"),
            new Column(AS_OF, TimestampType, "as_of of the run"),
            new Column(RUN_ID, StringType, "run")));
  }

  public static TableDefinition changes() {
    return new TableDefinition(
        "identity_changes",
        "one change to one customer id by one run",
        List.of(), // rows older than run_id have none
        List.of(
            new Column(AS_OF, TimestampType, "as_of of the run"),
            new Column("change", StringType, "created | split | merged | retired"),
            new Column(CUSTOMER_ID, StringType, "the customer id that came or went"),
            new Column(
                "related_customer_id",
                StringType,
                "merged: into this one; split: from this one; else NULL"),
            new Column(RUN_ID, StringType, "run; NULL in rows older than this column")));
  }

  /** What became of the identifiers of a run's records; the type {@code *} is all types. */
  public static TableDefinition counts() {
    return new TableDefinition(
        "identifier_counts",
        "one type of identifier in the records that one run accepted of one source",
        List.of(RUN_ID, EventTables.SOURCE, TYPE),
        List.of(
            new Column(RUN_ID, StringType, "run"),
            new Column(EventTables.SOURCE, StringType, "source as configured"),
            new Column(TYPE, StringType, "type of identifier; * for all types together"),
            new Column("records", LongType, "records that hold a value of the type; * all records"),
            new Column("linked", LongType, "of these, records with a value that is an identifier"),
            new Column("given", LongType, "values, each once a record"),
            new Column("hashed", LongType, "of these, SHA-256 in place of clear values"),
            new Column("invalid", LongType, "of these, refused as impossible for the type"),
            new Column("blocked", LongType, "of these, placeholders and others that are blocked")));
  }

  /** The customers that steps after the resolution compute again. */
  public static TableDefinition touchedCustomers() {
    return new TableDefinition(
        "touched_customers",
        "one customer of the run, or of the release before, that has new events, or is new, merged,"
            + " split or gone",
        List.of(CUSTOMER_ID),
        List.of(new Column(CUSTOMER_ID, StringType, "customer")));
  }

  /**
   * What steps after the resolution bring up to date; the rows of one run replace those of the run
   * before.
   */
  public static TableDefinition reattributions() {
    return new TableDefinition(
        "identity_reattributions",
        "one list of identifiers whose events belong to another customer since the release before",
        List.of(IDENTIFIERS_HASH),
        List.of(
            new Column(IDENTIFIERS_HASH, LongType, "xxhash64(events.identifiers)"),
            new Column(FIRST_SEEN, TimestampType, "earliest event of the list"),
            new Column(LAST_SEEN, TimestampType, "latest event of the list")));
  }
}
