package io.truecount.audience;

import static org.apache.spark.sql.types.DataTypes.BooleanType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.TimestampType;

import io.truecount.metric.manifest.Manifest;
import io.truecount.table.Column;
import io.truecount.table.TableDefinition;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.types.StructType;

/**
 * The tables of audiences: who is in them, how they changed and overlap, and who is held out of
 * them.
 */
public final class AudienceTables {
  public static final String AUDIENCE = "audience";
  public static final String CUSTOMER_ID = "customer_id";
  public static final String ENTERED_AT = "entered_at";
  public static final String LEFT_AT = "left_at";
  public static final String REASON = "reason";
  public static final String DEFINITION_HASH = "definition_hash";
  public static final String RUN_ID = "run_id";
  public static final String LEFT_RUN_ID = "left_run_id";
  public static final String AS_OF = "as_of";
  public static final String SIZE = "size";
  public static final String CHANGE = "change";
  public static final String ENTERED = "entered";
  public static final String LEFT = "left";

  /** Partial aggregates of events by customer and UTC day; its columns follow the definitions. */
  public static final String MEASURES = "customer_measures";

  /** The name of {@link #flags}. */
  public static final String FLAGS = "customer_audiences";

  private AudienceTables() {}

  public static TableDefinition members() {
    return new TableDefinition(
        "audience_members",
        "one stay of one customer in one audience; a customer that comes back has a new row",
        List.of(AUDIENCE, CUSTOMER_ID, ENTERED_AT, RUN_ID),
        List.of(
            new Column(AUDIENCE, StringType, "audience"),
            new Column(CUSTOMER_ID, StringType, "customer"),
            new Column(
                ENTERED_AT,
                TimestampType,
                "as_of of the run that found the member; after a merge the earliest of the merged"),
            new Column(LEFT_AT, TimestampType, "as_of of the run that found it gone; else NULL"),
            new Column(
                REASON,
                StringType,
                "why it ended: condition | definition (changed) | merged | retired | removed"
                    + " (audience); NULL while it lasts"),
            new Column(DEFINITION_HASH, StringType, "definition that the customer last met"),
            new Column(RUN_ID, StringType, "run that found the member"),
            new Column(LEFT_RUN_ID, StringType, "run that found it gone; NULL while it lasts")));
  }

  public static TableDefinition changes() {
    return new TableDefinition(
        "audience_changes",
        "one customer that entered or left one audience in one run",
        List.of(AUDIENCE, RUN_ID, CUSTOMER_ID),
        List.of(
            new Column(AUDIENCE, StringType, "audience"),
            new Column(RUN_ID, StringType, "run"),
            new Column(AS_OF, TimestampType, "as_of of the run"),
            new Column(CUSTOMER_ID, StringType, "customer"),
            new Column(CHANGE, StringType, "entered | left"),
            new Column(
                REASON,
                StringType,
                "condition | definition | merged | retired | removed, as in audience_members")));
  }

  public static TableDefinition sizes() {
    return new TableDefinition(
        "audience_sizes",
        "one audience in one run",
        List.of(AUDIENCE, RUN_ID),
        List.of(
            new Column(AUDIENCE, StringType, "audience"),
            new Column(RUN_ID, StringType, "run"),
            new Column(AS_OF, TimestampType, "as_of of the run"),
            new Column(SIZE, LongType, "members at as_of"),
            new Column(ENTERED, LongType, "members that this run found"),
            new Column(LEFT, LongType, "members that this run found gone"),
            new Column(DEFINITION_HASH, StringType, "definition that was evaluated")));
  }

  /**
   * The customers with one boolean for each audience.
   *
   * @param audiences their names
   */
  public static TableDefinition flags(List<String> audiences) {
    List<Column> columns = new ArrayList<>();
    columns.add(new Column(CUSTOMER_ID, StringType, "customer"));
    audiences.forEach(
        name -> columns.add(new Column(name, BooleanType, "member as of the run; never NULL")));
    return new TableDefinition(FLAGS, "one customer", List.of(CUSTOMER_ID), columns);
  }

  /**
   * Partial aggregates of events, from which the windows of event conditions are put together. The
   * columns that follow the conditions of a project are one here.
   */
  public static TableDefinition measures() {
    return new TableDefinition(
        MEASURES,
        "one customer and one UTC day with an event that a condition of some audience matches",
        List.of(CUSTOMER_ID, DayMeasures.DAY),
        List.of(
            new Column(CUSTOMER_ID, StringType, "customer"),
            new Column(DayMeasures.DAY, TimestampType, "start of the day"),
            new Column(
                "m_hash",
                LongType,
                "one column for each distinct aggregate of conditions, named by a hash of it: a"
                    + " count, sum, least or greatest value, the first or last value with the order"
                    + " of its event, or a set of values; NULL when no event of the day counts")));
  }

  /**
   * The same with the columns of a project.
   *
   * @param columns customer_id, day, and one for each distinct aggregate
   */
  public static TableDefinition measures(StructType columns) {
    TableDefinition general = measures();
    return TableDefinition.of(general.name(), general.grain(), general.key(), columns);
  }

  /**
   * All tables of audiences.
   *
   * @param manifest knows the names of the audiences
   */
  public static List<TableDefinition> all(Manifest manifest) {
    return List.of(
        flags(AudienceModels.names(manifest)),
        members(),
        changes(),
        sizes(),
        Overlaps.table(),
        Holdouts.table(),
        Exclusions.table());
  }
}
