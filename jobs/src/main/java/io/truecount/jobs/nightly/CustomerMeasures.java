package io.truecount.jobs.nightly;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.apache.spark.sql.functions.col;

import com.google.common.hash.Hashing;
import io.truecount.audience.AudienceTables;
import io.truecount.audience.Evaluation;
import io.truecount.audience.EventSource;
import io.truecount.audience.MeasuresUpdate;
import io.truecount.config.Interval;
import io.truecount.customer.CustomerEvents;
import io.truecount.event.EventTables;
import io.truecount.identity.IdentityRunTables;
import io.truecount.identity.IdentityTables;
import io.truecount.table.TableDefinition;
import io.truecount.table.Touched;
import io.truecount.table.Touched.What;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Keeps what events come to by customer and UTC day, from which the windows of event conditions are
 * put together. The days of events that the run's loads brought or took away, and all days of
 * customers who got events of others, are measured again; every other row is that of the release
 * before.
 */
final class CustomerMeasures {
  /** What the measures go by, for people. */
  static final String DEFINITIONS = "what audiences measure of events";

  private static final String WHY = "events came or went";

  private final RunContext context;
  private final String step;
  private final TableDefinition table;

  private CustomerMeasures(RunContext context, String step, TableDefinition table) {
    this.context = context;
    this.step = step;
    this.table = table;
  }

  /** Stages the table and notes what of it was measured; without a condition on events it ends. */
  static EventSource stage(RunContext context, String step) {
    Dataset<Row> events = Views.customerEvents(context);
    Optional<Dataset<Row>> all = measures(context, events);
    all.ifPresent(
        rows ->
            new CustomerMeasures(context, step, AudienceTables.measures(rows.schema()))
                .stage(rows));
    return all.isPresent() ? EventSource.DAYS : EventSource.EVENTS;
  }

  /** What the measures of the project's audiences go by; empty when these measure no events. */
  static Optional<String> definition(RunContext context) {
    return measures(context, Views.customerEvents(context))
        .map(rows -> definition(context, AudienceTables.measures(rows.schema())));
  }

  private static Optional<Dataset<Row>> measures(RunContext context, Dataset<Row> events) {
    return Evaluation.measures(context.spark(), context.project().audiences(), name -> events);
  }

  private void stage(Dataset<Row> all) {
    List<Touched> touched = new ArrayList<>(List.of(Touched.definition(step, definition())));
    Dataset<Row> rows =
        basis()
            .match(
                everything -> {
                  touched.add(Touched.everything(step, everything.why()));
                  return all;
                },
                since -> updated(since.loads(), touched));
    context.staging().overwrite(table, rows);
    context.touches().note(step, touched);
  }

  /** Where all was resolved again, any event may belong to another customer. */
  private Basis basis() {
    return context.touches().all().stream()
        .filter(one -> one.step().equals(ResolveJob.NAME) && one.what() == What.EVERYTHING)
        .findFirst()
        .<Basis>map(one -> new Basis.Everything(one.why()))
        .orElseGet(() -> Basis.of(context, step, definition(), DEFINITIONS));
  }

  /** Of the columns, whose names are hashes of what they aggregate. */
  private String definition() {
    return definition(context, table);
  }

  private static String definition(RunContext context, TableDefinition table) {
    String text = context.run().codeVersion() + " " + table.schema().toDDL();
    return Hashing.sha256().hashString(text, UTF_8).toString();
  }

  private Dataset<Row> updated(List<Interval> loads, List<Touched> touched) {
    MeasuresUpdate update = MeasuresUpdate.of(changed(loads), customers());
    touched.add(Touched.counted(step, What.DAYS, table.name(), update.days(), WHY));
    Dataset<Row> attributions = context.read(IdentityTables.attributions());
    Dataset<Row> all = context.read(EventTables.events(context.config().properties()));
    Dataset<Row> candidates =
        CustomerEvents.attribute(update.candidates(all, attributions), attributions);
    Dataset<Row> again = measures(context, update.again(candidates)).orElseThrow();
    return update.staying(context.before(table).orElseThrow()).unionByName(again);
  }

  /** The events of the loads, as they are now and as they were. */
  private Dataset<Row> changed(List<Interval> loads) {
    Column loaded = EventTables.loadedIn(loads).condition();
    TableDefinition stored = EventTables.events(context.config().properties());
    Dataset<Row> now = context.read(stored).where(loaded).select(EventTables.OCCURRED_AT);
    return context
        .before(stored)
        .map(rows -> rows.where(loaded).select(EventTables.OCCURRED_AT).union(now))
        .orElse(now);
  }

  /** Of the lists of identifiers whose events belong to others than in the release before. */
  private Dataset<Row> customers() {
    TableDefinition attributions = IdentityTables.attributions();
    Dataset<Row> lists = context.read(IdentityRunTables.reattributions());
    Dataset<Row> now = context.read(attributions);
    return context
        .before(attributions)
        .map(now::unionByName)
        .orElse(now)
        .join(lists.select(IdentityTables.IDENTIFIERS_HASH), IdentityTables.IDENTIFIERS_HASH)
        .select(IdentityTables.CUSTOMER_ID)
        .where(col(IdentityTables.CUSTOMER_ID).isNotNull())
        .distinct()
        .localCheckpoint();
  }
}
