package io.truecount.jobs;

import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;

import io.truecount.event.EventTables;
import io.truecount.jobs.nightly.RunContext;
import io.truecount.jobs.nightly.Step;
import io.truecount.project.Project;
import io.truecount.project.TableSet;
import io.truecount.table.Column;
import io.truecount.table.TableDefinition;
import java.util.List;
import org.apache.spark.sql.types.DataTypes;

/** A step that Truecount does not come with: it counts the events of each name. */
final class EventNamesJob implements Step {
  static final TableDefinition TABLE =
      new TableDefinition(
          "event_names",
          "one name of events",
          List.of("name"),
          List.of(
              new Column("name", DataTypes.StringType, "name of the events"),
              new Column("events", DataTypes.LongType, "how many there are")));

  @Override
  public String name() {
    return "event-names";
  }

  @Override
  public List<String> reads(Project project) {
    return List.of(EventTables.EVENTS);
  }

  @Override
  public TableSet writes() {
    return (customers, properties, manifest) -> List.of(TABLE);
  }

  @Override
  public String run(RunContext context) {
    context
        .staging()
        .overwrite(
            TABLE,
            TABLE.require(
                context
                    .staging()
                    .read(EventTables.EVENTS)
                    .groupBy("name")
                    .agg(count(lit(1)).as("events"))));
    return "%d names".formatted(context.staging().rows(TABLE.name()));
  }
}
