package io.truecount.identity;

import static java.util.stream.Collectors.joining;
import static org.apache.spark.sql.types.DataTypes.BooleanType;
import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.TimestampType;
import static org.apache.spark.sql.types.DataTypes.createArrayType;

import io.truecount.config.IdentityOverride;
import io.truecount.event.EventTables;
import io.truecount.identity.rules.Conflict;
import io.truecount.table.Column;
import io.truecount.table.TableDefinition;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * The tables of identity resolution. An identifier's key is {@code xxhash64(type, value)} of its
 * normalised form; that two identifiers never share one is checked in every run.
 */
public final class IdentityTables {
  public static final String KEY = "identifier_key";
  public static final String TYPE = "type";
  public static final String VALUE = "value";
  public static final String FIRST_SEEN = "first_seen";
  public static final String LAST_SEEN = "last_seen";
  public static final String EVENT_COUNT = "event_count";
  public static final String FIRST_RECORD = "first_record";
  public static final String SCORE = "score";
  public static final String CUSTOMER_ID = "customer_id";
  public static final String IS_ANCHOR = "is_anchor";
  public static final String PREVIOUS_CUSTOMER_ID = "previous_customer_id";
  public static final String CONNECTED_COMPONENT = "connected_component";
  public static final String CREATED_AT = "customer_created_at";
  public static final String AS_OF = "as_of";
  public static final String RUN_ID = "run_id";
  public static final String IDENTIFIERS_HASH = "identifiers_hash";
  public static final String LOAD_SPAN = "load_span";
  public static final String HAS_REFUSED = "has_refused";
  public static final String VALID_FROM = "valid_from";
  public static final String VALID_TO = "valid_to";
  public static final String PLACE = "place";
  public static final String STATE = "state";
  public static final String IDENTIFIERS = EventTables.IDENTIFIERS;

  private IdentityTables() {}

  /** What later runs resolve from in place of the events. */
  public static TableDefinition lists() {
    return new TableDefinition(
        "identity_lists",
        "one list of identifiers, as the events of one source spell it, in one span of load time",
        List.of(LOAD_SPAN, EventTables.SOURCE, IDENTIFIERS_HASH),
        List.of(
            new Column(
                LOAD_SPAN,
                StringType,
                "START/END of the load times of these events; a repeated load replaces its span"),
            new Column(EventTables.SOURCE, StringType, "source as configured"),
            new Column(IDENTIFIERS_HASH, LongType, "xxhash64(events.identifiers)"),
            new Column(
                IDENTIFIERS,
                createArrayType(EventTables.IDENTIFIER, false),
                "the list, equal to events.identifiers"),
            new Column(
                KEY,
                LongType,
                "key of the best identifier of the list; NULL when none of them may link"),
            new Column(HAS_REFUSED, BooleanType, "whether some value of the list links no records"),
            new Column(FIRST_SEEN, TimestampType, "earliest event"),
            new Column(LAST_SEEN, TimestampType, "latest event"),
            new Column(EVENT_COUNT, LongType, "events that have the list"),
            new Column(FIRST_RECORD, LongType, "record key of the earliest event")));
  }

  public static TableDefinition edges() {
    return new TableDefinition(
        "identity_edges",
        "one pair of identifiers that one record holds, of a value and its SHA-256, that a matcher"
            + " scored, or that an override links",
        List.of("a", "b"),
        List.of(
            new Column("a", LongType, "key of one identifier, the smaller of the two"),
            new Column("b", LongType, "key of the other identifier"),
            new Column("a_type", StringType, "type of a"),
            new Column("b_type", StringType, "type of b"),
            new Column(FIRST_SEEN, TimestampType, "earliest occurrence"),
            new Column(LAST_SEEN, TimestampType, "latest occurrence"),
            new Column(
                EVENT_COUNT,
                LongType,
                "events that hold the pair; 0 for one that only its SHA-256, its score or an override"
                    + " joins"),
            new Column("sources", createArrayType(StringType), "sources of these events, sorted"),
            new Column(FIRST_RECORD, LongType, "record key of the earliest event; NULL for none"),
            new Column(
                SCORE,
                DoubleType,
                "score of a probabilistic link, see scored_links; NULL for none, and in rows older"
                    + " than this column")));
  }

  /** Edges that are in {@link #edges()} too. */
  public static TableDefinition rejections() {
    return new TableDefinition(
        "identity_rejections",
        "one edge whose identifiers a rule keeps in two customers",
        List.of("a", "b"),
        List.of(
            new Column("a", LongType, "key of one identifier, the smaller of the two"),
            new Column("b", LongType, "key of the other identifier"),
            new Column("a_type", StringType, "type of a"),
            new Column("a_value", StringType, "normalised value of a"),
            new Column("b_type", StringType, "type of b"),
            new Column("b_value", StringType, "normalised value of b"),
            new Column("reason", StringType, Conflict.Reason.words()),
            new Column("detail", StringType, "the rule and the values that broke it, for people"),
            new Column(
                "conflicting",
                createArrayType(StringType),
                "identifiers that cannot be one customer's, as type=value; empty for a size"),
            new Column(FIRST_SEEN, TimestampType, "earliest event that holds both"),
            new Column(LAST_SEEN, TimestampType, "latest event that holds both"),
            new Column(EVENT_COUNT, LongType, "events that hold both")));
  }

  public static TableDefinition map() {
    return new TableDefinition(
        "identity_map",
        "one identifier; each belongs to exactly one customer",
        List.of(TYPE, VALUE),
        List.of(
            new Column(KEY, LongType, "key of the identifier, unique as well"),
            new Column(TYPE, StringType, "type, such as email"),
            new Column(VALUE, StringType, "normalised value"),
            new Column(CUSTOMER_ID, StringType, "customer"),
            new Column(FIRST_SEEN, TimestampType, "earliest event that holds the identifier"),
            new Column(LAST_SEEN, TimestampType, "latest event that holds the identifier"),
            new Column(EVENT_COUNT, LongType, "events that hold the identifier"),
            new Column(IS_ANCHOR, BooleanType, "the customer's id follows this identifier"),
            new Column(
                CONNECTED_COMPONENT,
                LongType,
                "smallest key of the identifiers that records connect with this one, refused edges"
                    + " included"),
            new Column(CREATED_AT, TimestampType, "as_of of the run that made the customer's id")));
  }

  public static TableDefinition redirects() {
    return new TableDefinition(
        "identity_redirects",
        "one customer id that is no longer in use",
        List.of(CUSTOMER_ID),
        List.of(
            new Column(CUSTOMER_ID, StringType, "the id that went"),
            new Column(
                "current_customer_id",
                StringType,
                "the id in use today, never redirected itself; NULL when no identifier is left"),
            new Column("redirected_at", TimestampType, "as_of of the run that retired the id")));
  }

  public static TableDefinition blocked() {
    return new TableDefinition(
        "blocked_identifiers",
        "one value that links no records, as a source spells it",
        List.of(TYPE, VALUE),
        List.of(
            new Column(TYPE, StringType, "type of identifier"),
            new Column(VALUE, StringType, "value as the source spells it"),
            new Column(
                "reason",
                StringType,
                Arrays.stream(Refusal.values())
                    .map(refusal -> "%s (%s)".formatted(refusal.text(), refusal.meaning()))
                    .collect(joining(", "))),
            new Column(
                "detail", StringType, "who has blocked it, and why; NULL without an override"),
            new Column(FIRST_SEEN, TimestampType, "earliest event that holds the value"),
            new Column(LAST_SEEN, TimestampType, "latest event that holds the value"),
            new Column(EVENT_COUNT, LongType, "events that hold the value")));
  }

  /** Values that are next to many persons, and so may be of no single one. */
  public static TableDefinition generic() {
    return new TableDefinition(
        "generic_identifiers",
        "one value that records have with more persons than identity.generic.above",
        List.of(TYPE, VALUE),
        List.of(
            new Column(TYPE, StringType, "type of identifier"),
            new Column(VALUE, StringType, "normalised value"),
            new Column(
                "neighbour_type",
                StringType,
                "type of the persons that are counted, of several" + " the one with most"),
            new Column(
                "neighbours",
                LongType,
                "distinct values of that type that have an edge of records with the value, blocked"
                    + " or not"),
            new Column("above", IntegerType, "the setting: so many are not too many"),
            new Column(
                "examples", createArrayType(StringType), "the first three of them, as type=value"),
            new Column(FIRST_SEEN, TimestampType, "earliest event that holds the value"),
            new Column(
                "action",
                StringType,
                "proposed (it links, as before) | blocked (it links no records)")));
  }

  /** What people have decided, over what records and rules say. */
  public static TableDefinition overrides() {
    return new TableDefinition(
        "identity_overrides",
        "one override of the project's files, as of this run",
        List.of(PLACE),
        List.of(
            new Column(PLACE, StringType, "FILE:LINE, the file as the project's folder has it"),
            new Column(
                "action",
                StringType,
                Arrays.stream(IdentityOverride.Action.values())
                    .map(IdentityOverride.Action::text)
                    .collect(joining(" | "))),
            new Column("a_type", StringType, "type of the identifier, of two the smaller"),
            new Column("a_value", StringType, "normalised value"),
            new Column("b_type", StringType, "type of the other identifier; NULL of a block"),
            new Column("b_value", StringType, "normalised value; NULL of a block"),
            new Column("author", StringType, "who has decided"),
            new Column("reason", StringType, "why"),
            new Column(
                "expires",
                TimestampType,
                "runs as of then or later pass it over; NULL for one that does not expire"),
            new Column(STATE, StringType, OverrideTable.State.words())));
  }

  /** Which customer the events with these identifiers belong to: what attribution joins with. */
  public static TableDefinition attributions() {
    return new TableDefinition(
        "identity_attributions",
        "one list of identifiers, as events spell them, during one validity",
        List.of(IDENTIFIERS_HASH, VALID_FROM),
        Set.of(VALID_FROM),
        List.of(
            new Column(
                IDENTIFIERS_HASH, LongType, "xxhash64(events.identifiers), which Spark joins by"),
            new Column(
                IDENTIFIERS,
                createArrayType(EventTables.IDENTIFIER, false),
                "the list, equal to events.identifiers, which other engines join by; NULL in tables"
                    + " older than this column"),
            new Column(KEY, LongType, "key of the identifier that decides, the best of the list"),
            new Column(
                CUSTOMER_ID,
                StringType,
                "customer that the events belong to; NULL when the attribution of the device names"
                    + " none"),
            new Column(FIRST_SEEN, TimestampType, "earliest event of the row"),
            new Column(LAST_SEEN, TimestampType, "latest event of the row"),
            new Column(EVENT_COUNT, LongType, "events of the row"),
            new Column(
                VALID_FROM,
                TimestampType,
                "occurred_at of events from then on; NULL for no start, as in nearly all rows"),
            new Column(
                VALID_TO, TimestampType, "occurred_at of events before then; NULL for no end")));
  }

  public static List<TableDefinition> all() {
    return List.of(
        lists(),
        edges(),
        rejections(),
        map(),
        IdentityRunTables.mapHistory(),
        IdentityRunTables.changes(),
        redirects(),
        blocked(),
        overrides(),
        generic(),
        attributions(),
        IdentityRunTables.counts(),
        IdentityQuality.table(),
        IdentityRunTables.touchedCustomers(),
        IdentityRunTables.reattributions());
  }
}
