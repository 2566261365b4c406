package io.truecount.event;

import static io.truecount.testkit.RowsAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.config.Interval;
import io.truecount.config.Run;
import io.truecount.source.SourceFormats;
import io.truecount.table.Slice;
import io.truecount.table.TablePart;
import io.truecount.testkit.LakeFixture;
import io.truecount.testkit.RowsAssert;
import io.truecount.testkit.SharedSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Loads of one day each, ingested one after the other; tables are rows in memory. */
@Tag("slow")
final class LateDeliveryTest {
  private static final String SOURCES =
      """
      web { format = json, path = "web/dt={date}/*.json"
        event { type = track, name = Seen, id = id, time = at, received = got }
        contract { properties { price { type = double } } } }
      crm { format = json, path = "crm/dt={date}/*.json"
        event { type = track, name = Seen, id = id, time = at, received = got }
        contract { properties { price { type = double } } } }
      """;
  private static final StructType PRICE = price(DataTypes.DoubleType);

  private static final String READ = "concat_ws(' ', source, event_id, day(loaded_at))";

  @TempDir Path folder;

  /** The rows of both tables, and the runs that were published. */
  private static final class Tables {
    private final Set<String> runs = new HashSet<>();
    private Dataset<Row> events = EventTables.events(PRICE).empty(SharedSpark.session());
    private Dataset<Row> conflicts = EventTables.eventsConflict(PRICE).empty(SharedSpark.session());
    private Optional<Dataset<Row>> index;
    private Optional<Slice> slice = Optional.empty();
    private final List<String> read = new ArrayList<>();
    private List<Interval> touched = List.of();

    /** Whose runs look keys up in the index, from the second one on. */
    Tables() {
      this(Optional.of(EventKeys.table().empty(SharedSpark.session())));
    }

    Tables(Optional<Dataset<Row>> index) {
      this.index = index;
    }
  }

  @Test
  void a_record_that_was_received_earlier_displaces_a_published_event() {
    LakeFixture lake =
        new LakeFixture(folder, SOURCES)
            .file(file(1), record("1", 20, 5), record("2", 20, 5), record("3", 20, 5))
            .file(file(2), record("1", 10, 6), record("3", 30, 5), record("4", 20, 5));
    Tables tables = new Tables();
    ingest(lake, tables, 1);
    assertEvents(tables, "1|1|5.0", "2|1|5.0", "3|1|5.0");

    ingest(lake, tables, 2);
    assertThat(tables.touched).containsExactly(days(1, 3));
    assertEvents(tables, "1|2|6.0", "2|1|5.0", "3|1|5.0", "4|2|5.0");
    assertThat(tables.conflicts)
        .columns("event_id", "day(loaded_at)", "run_id = '%s'".formatted(run(2, 3).id()))
        .hasRows("1|1|true");
  }

  @Test
  void a_load_without_late_deliveries_rewrites_nothing_else() {
    LakeFixture lake =
        new LakeFixture(folder, SOURCES)
            .file(file(1), record("1", 20, 5))
            .file(file(2), record("1", 30, 6), record("2", 20, 5));
    Tables tables = new Tables();
    ingest(lake, tables, 1);
    ingest(lake, tables, 2);
    assertThat(tables.touched).containsExactly(days(2, 3));
    assertEvents(tables, "1|1|5.0", "2|2|5.0");
    assertThat(tables.conflicts).columns("event_id", "day(loaded_at)").hasRows("1|2");
  }

  @Test
  void the_loads_between_a_late_delivery_and_what_it_displaces_stay_as_they_are() {
    LakeFixture lake =
        new LakeFixture(folder, SOURCES)
            .file(file(1), record("1", 20, 5))
            .file(file(2), record("2", 20, 5))
            .file(file(4), record("1", 10, 6));
    Tables tables = new Tables();
    ingest(lake, tables, 1);
    ingest(lake, tables, 2);
    ingest(lake, tables, 4);
    assertThat(tables.touched).containsExactly(days(1, 2), days(4, 5));
    assertEvents(tables, "1|4|6.0", "2|2|5.0");

    ingest(lake, tables, 4);
    assertThat(tables.touched).as("repeated").containsExactly(days(1, 2), days(4, 5));
    assertEvents(tables, "1|4|6.0", "2|2|5.0");
  }

  @Test
  void a_source_that_sends_its_records_again_needs_no_event_of_another_source() {
    LakeFixture lake =
        new LakeFixture(folder, SOURCES)
            .file(file(1), record("1", 20, 5), record("2", 20, 5))
            .file(crm(1), record("1", 20, 5))
            .file(file(2), record("3", 20, 5))
            .file(crm(2), record("1", 20, 5), record("2", 20, 5))
            .file(file(3), record("3", 20, 5), record("4", 20, 5))
            .file(crm(3), record("1", 20, 5), record("2", 20, 5));
    Tables tables = new Tables();
    ingest(lake, tables, 1);
    ingest(lake, tables, 2);
    assertThat(tables.read).containsExactly("crm 1 1");
    tables.read.clear();
    ingest(lake, tables, 3);
    assertThat(tables.read).containsExactlyInAnyOrder("crm 1 1", "crm 2 2", "web 3 2");
    assertThat(tables.events)
        .columns("source", "event_id", "day(loaded_at)")
        .hasRows("crm|1|1", "crm|2|2", "web|1|1", "web|2|1", "web|3|2", "web|4|3");
  }

  @Test
  void a_repeated_run_takes_back_a_late_delivery_that_is_gone() {
    LakeFixture lake =
        new LakeFixture(folder, SOURCES)
            .file(file(1), record("1", 20, 5))
            .file(file(2), record("1", 10, 6));
    Tables tables = new Tables();
    ingest(lake, tables, 1);
    ingest(lake, tables, 2);
    lake.file(file(2), record("2", 20, 5));
    ingest(lake, tables, 2);
    assertEvents(tables, "1|1|5.0", "2|2|5.0");
    assertThat(tables.conflicts).hasNoRows();
  }

  /** Load 2 displaced that of load 1, and load 3 that of load 2. */
  @Test
  void an_event_that_comes_back_still_loses_to_one_of_another_load() throws IOException {
    LakeFixture lake =
        new LakeFixture(folder, SOURCES)
            .file(file(1), record("1", 30, 5))
            .file(file(2), record("1", 20, 6))
            .file(file(3), record("1", 10, 7));
    Tables tables = new Tables();
    ingest(lake, tables, 1);
    ingest(lake, tables, 2);
    ingest(lake, tables, 3);
    lake.file(file(2), record("2", 20, 5));
    ingest(lake, tables, 2);
    assertEvents(tables, "1|3|7.0", "2|2|5.0");

    Files.delete(lake.path().resolve(file(2)));
    ingest(lake, tables, 2);
    assertEvents(tables, "1|3|7.0");
  }

  @Test
  void stored_columns_that_the_project_has_lost_are_kept() {
    LakeFixture lake =
        new LakeFixture(folder, SOURCES)
            .file(file(1), record("1", 20, 5))
            .file(file(2), record("1", 10, 6));
    Tables tables = new Tables();
    ingest(lake, tables, 1);
    tables.events =
        tables.events.withColumn(
            "properties", functions.col("properties").withField("coupon", functions.lit("A")));
    ingest(lake, tables, 2);
    assertThat(tables.events)
        .columns("event_id", "properties.price", "properties.coupon")
        .hasRows("1|6.0|NULL");
    assertThat(tables.conflicts)
        .columns("event_id", "properties.price", "properties.coupon")
        .hasRows("1|5.0|A");
  }

  @Test
  void both_tables_are_written_as_wholes_when_a_property_gets_another_type() {
    LakeFixture lake =
        new LakeFixture(folder, SOURCES)
            .file(file(1), record("1", 20, 5), record("2", 20, 5))
            .file(file(2), record("1", 10, 6));
    Tables tables = new Tables();
    ingest(lake, tables, 1);
    tables.events = EventTables.events(price(DataTypes.LongType)).conform(tables.events);
    ingest(lake, tables, 2);
    assertThat(tables.slice).isEmpty();
    assertEvents(tables, "1|2|6.0", "2|1|5.0");
    assertThat(tables.conflicts).columns("event_id", "properties.price").hasRows("1|5.0");
  }

  /** Law: whatever the order in which loads are ingested, and repeated, the events are the same. */
  @Test
  void any_order_of_loads_gives_the_same_events() {
    Random random = new Random(7);
    LakeFixture lake = new LakeFixture(folder, SOURCES);
    for (int day = 1; day <= 3; day++) {
      lake.file(
          file(day), random.ints(12, 0, 8).mapToObj(id -> any(id, random)).toArray(String[]::new));
    }
    List<String> expected = events(lake, 1, 2, 3);
    assertThat(expected).hasSizeBetween(6, 8);
    assertThat(events(lake, 3, 2, 1)).isEqualTo(expected);
    assertThat(events(lake, 2, 3, 1, 2)).isEqualTo(expected);
  }

  /**
   * Law: looking keys up gives, run for run, the same tables as comparing with all keys. Loads come
   * in any order and overlap; a record may be delivered several times, win late, and be gone when
   * its load is repeated.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void the_index_changes_no_table(long seed) {
    Random random = new Random(seed);
    LakeFixture lake = new LakeFixture(folder, SOURCES);
    Tables indexed = new Tables();
    Tables compared = new Tables(Optional.empty());
    for (int load = 0; load < 6; load++) {
      int first = 1 + random.nextInt(4);
      Run run = run(first, first + 1 + random.nextInt(2));
      lake.file(
          file(first),
          random.ints(8, 0, 10).mapToObj(id -> any(id, random)).toArray(String[]::new));
      ingest(lake, indexed, run);
      ingest(lake, compared, run);
      assertThat(RowsAssert.text(indexed.events)).isEqualTo(RowsAssert.text(compared.events));
      assertThat(RowsAssert.text(indexed.conflicts)).isEqualTo(RowsAssert.text(compared.conflicts));
      assertThat(indexed.touched).isEqualTo(compared.touched);
      assertThat(RowsAssert.text(indexed.index.orElseThrow()))
          .isEqualTo(RowsAssert.text(EventKeys.of(indexed.events)));
    }
    assertThat(indexed.conflicts.count()).isPositive();
  }

  private static List<String> events(LakeFixture lake, int... order) {
    Tables tables = new Tables();
    for (int day : order) {
      ingest(lake, tables, day);
    }
    return RowsAssert.text(tables.events.drop("run_id"));
  }

  private static void ingest(LakeFixture lake, Tables tables, int day) {
    ingest(lake, tables, run(day, day + 1));
  }

  private static void ingest(LakeFixture lake, Tables tables, Run run) {
    SparkSession spark = SharedSpark.session();
    PublishedEvents published =
        PublishedEvents.of(
            tables.events,
            slice -> {
              Dataset<Row> events = tables.events.filter(slice.condition());
              tables.read.addAll(RowsAssert.text(events.selectExpr(READ)));
              return events;
            },
            tables.conflicts,
            tables.index,
            PRICE,
            Optional.of(run).filter(its -> tables.runs.contains(its.id())));
    Ingest.Context context =
        new Ingest.Context(
            run.id(),
            lake.path().toString(),
            lake.sources(),
            SourceFormats.standard(),
            run.interval());
    FirstPass first = FirstPass.of(spark, context, published);
    try (IngestResult result = first.apply()) {
      TouchedLoads touched = LateDelivery.touched(published, first.decisions(), run);
      List<TablePart> parts =
          LateDelivery.parts(published, result, first.decisions(), touched, run);
      tables.touched = touched.intervals();
      tables.slice = parts.get(0).slice();
      tables.events = replaced(published.events(), parts.get(0));
      tables.conflicts = replaced(published.conflicts(), parts.get(1));
      tables.index = tables.index.map(index -> replaced(index, keys(tables.events, touched)));
    }
    tables.runs.add(run.id());
  }

  /** The index is replaced for the same load times as events. */
  private static TablePart keys(Dataset<Row> events, TouchedLoads touched) {
    Slice loads = EventTables.loadedIn(touched.intervals());
    return TablePart.of(EventKeys.table(), loads, EventKeys.of(events.filter(loads.condition())));
  }

  /** What a table holds once a part is published. */
  private static Dataset<Row> replaced(Dataset<Row> rows, TablePart part) {
    List<Row> content = new ArrayList<>(part.rows().collectAsList());
    part.slice()
        .ifPresent(
            slice -> content.addAll(rows.filter(functions.not(slice.condition())).collectAsList()));
    return SharedSpark.session().createDataFrame(content, part.table().schema());
  }

  private static void assertEvents(Tables tables, String... rows) {
    assertThat(tables.events)
        .columns("event_id", "day(loaded_at)", "properties.price")
        .hasRows(rows);
  }

  private static Run run(int from, int to) {
    return Run.of(days(from, to), Instant.EPOCH, "hash", "test");
  }

  private static Interval days(int from, int to) {
    return Interval.parse("2026-01-%02d/2026-01-%02d".formatted(from, to));
  }

  private static StructType price(org.apache.spark.sql.types.DataType type) {
    return new StructType().add("price", type);
  }

  private static String file(int day) {
    return "web/dt=2026-01-%02d/a.json".formatted(day);
  }

  private static String crm(int day) {
    return "crm/dt=2026-01-%02d/a.json".formatted(day);
  }

  private static String any(int id, Random random) {
    return record("" + id, random.nextInt(5), random.nextInt(2));
  }

  private static String record(String id, int second, int price) {
    return "{\"id\":\"%s\",\"at\":\"2026-01-01\",\"got\":%d,\"price\":%d}"
        .formatted(id, 1_700_000_000 + second, price);
  }
}
