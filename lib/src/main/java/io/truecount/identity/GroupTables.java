package io.truecount.identity;

import static org.apache.spark.sql.types.DataTypes.BooleanType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.TimestampType;

import io.truecount.table.Column;
import io.truecount.table.TableDefinition;
import java.util.List;
import java.util.stream.Stream;

/** The tables of the levels above customers. */
public final class GroupTables {
  public static final String LEVEL = "level";
  public static final String GROUP_ID = "group_id";
  public static final String CUSTOMERS = "customers";
  public static final String CREATED_AT = "group_created_at";

  static final String CURRENT = "current_group_id";

  private static final Column OF_LEVEL =
      new Column(LEVEL, StringType, "level as configured, such as household");

  private GroupTables() {}

  /** What models and other tools join customers with. */
  public static TableDefinition customers() {
    return new TableDefinition(
        "customer_groups",
        "one customer in a group of one level; a customer without any key of the level is in none",
        List.of(LEVEL, IdentityTables.CUSTOMER_ID),
        List.of(
            OF_LEVEL,
            new Column(IdentityTables.CUSTOMER_ID, StringType, "customer"),
            new Column(GROUP_ID, StringType, "household, account or other group"),
            new Column(CUSTOMERS, LongType, "customers of the group")));
  }

  public static TableDefinition map() {
    return new TableDefinition(
        "group_map",
        "one customer or key of one level; each belongs to exactly one group",
        List.of(LEVEL, IdentityTables.TYPE, IdentityTables.VALUE),
        List.of(
            OF_LEVEL,
            new Column(IdentityTables.KEY, LongType, "key of the member, unique in its level"),
            new Column(IdentityTables.TYPE, StringType, "customer, or the type of a key"),
            new Column(IdentityTables.VALUE, StringType, "customer id, or normalised value"),
            new Column(GROUP_ID, StringType, "group"),
            new Column(IdentityTables.FIRST_SEEN, TimestampType, "earliest event of the member"),
            new Column(IdentityTables.LAST_SEEN, TimestampType, "latest event of the member"),
            new Column(
                IdentityTables.EVENT_COUNT,
                LongType,
                "events that join the member with another one, once for each pair"),
            new Column(IdentityTables.IS_ANCHOR, BooleanType, "the group's id follows this member"),
            new Column(
                IdentityTables.CONNECTED_COMPONENT,
                LongType,
                "smallest key of the members that events connect with this one, refused links"
                    + " included"),
            new Column(CREATED_AT, TimestampType, "as_of of the run that made the group's id")));
  }

  public static TableDefinition rejections() {
    return new TableDefinition(
        "group_rejections",
        "one customer and key that a rule of the level keeps in two groups",
        List.of(LEVEL, "a", "b"),
        Stream.concat(Stream.of(OF_LEVEL), IdentityTables.rejections().columns().stream())
            .toList());
  }

  public static TableDefinition redirects() {
    return new TableDefinition(
        "group_redirects",
        "one group id that is no longer in use",
        List.of(LEVEL, GROUP_ID),
        List.of(
            OF_LEVEL,
            new Column(GROUP_ID, StringType, "the id that went"),
            new Column(
                CURRENT,
                StringType,
                "the id in use today, never redirected itself; NULL when no member is left"),
            new Column("redirected_at", TimestampType, "as_of of the run that retired the id")));
  }

  public static List<TableDefinition> all() {
    return List.of(customers(), map(), rejections(), redirects());
  }
}
