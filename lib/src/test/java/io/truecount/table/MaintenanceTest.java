package io.truecount.table;

import static io.truecount.testkit.RowsAssert.assertThat;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.truecount.config.Interval;
import io.truecount.config.MaintainConfig;
import io.truecount.config.Run;
import io.truecount.config.TableConfig;
import io.truecount.config.TableFormat;
import io.truecount.table.Upkeep.Mode;
import io.truecount.testkit.SharedSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Nights that add a small file each, and one table that every night writes anew. */
@Tag("slow")
final class MaintenanceTest {
  private static final TableDefinition EVENTS =
      new TableDefinition(
              "events",
              "one event",
              List.of("id"),
              List.of(new Column("id", LongType, ""), new Column("night", StringType, "")))
          .sortedBy("night", "id");
  private static final TableDefinition WHOLE =
      new TableDefinition("whole", "one id", List.of("id"), EVENTS.columns());
  private static final int NIGHTS = 2;

  /** Tables that no project defines any more. */
  private final Set<String> gone = new TreeSet<>();

  @TempDir Path warehouse;

  @ParameterizedTest
  @EnumSource(TableFormat.class)
  void small_files_are_merged_and_no_row_changes(TableFormat format) throws IOException {
    World world = new World(format).nights(1, NIGHTS);
    List<Row> before = world.rows(EVENTS);
    String version = world.store.version("events");
    List<String> dry = bytes();

    Maintained planned = world.maintain(Mode.DRY_RUN, "events");
    assertThat(planned.before().files()).isEqualTo(NIGHTS);
    assertThat(planned.after().files()).isEqualTo(1);
    assertThat(bytes()).as("a dry run changes no file").isEqualTo(dry);

    Maintained done = world.maintain(Mode.APPLY, "events");
    assertThat(done.after().files()).isEqualTo(1);
    assertThat(world.rows(EVENTS)).isEqualTo(before);
    assertThat(world.store.version("events")).isNotEqualTo(version);
    assertThat(world.store.withSameRows("events", version))
        .isEqualTo(world.store.version("events"));
    assertThat(world.read(world.releases.last().orElseThrow(), EVENTS)).isEqualTo(before);

    List<String> first = bytes();
    Maintained again = world.maintain(Mode.APPLY, "events");
    assertThat(again.before()).isEqualTo(again.after()).isEqualTo(done.after());
    assertThat(again.versions()).isZero();
    assertThat(bytes()).as("a second call changes no file").isEqualTo(first);
  }

  @ParameterizedTest
  @EnumSource(TableFormat.class)
  void the_next_release_names_the_merged_files_and_the_earlier_ones_go(TableFormat format)
      throws IOException {
    World world = new World(format).nights(1, NIGHTS);
    world.maintainAll();
    world.night(NIGHTS + 1, WHOLE); // events stays as it is
    Release last = world.releases.last().orElseThrow();
    assertThat(last.tables()).containsEntry("events", world.store.version("events"));

    world.night(NIGHTS + 2, WHOLE);
    List<Release> releases = world.releases.newestFirst();
    List<List<Row>> kept = world.read(releases.subList(0, 2));
    Release expired = releases.get(2);
    world.maintainAll();
    assertThat(world.read(releases.subList(0, 2))).isEqualTo(kept);
    assertThat(world.dataFiles("events")).isEqualTo(1);
    assertThat(world.dataFiles("whole")).as("of two releases").isEqualTo(2);
    ExpiredReleases known = new ExpiredReleases(world.spark, world.config);
    assertThat(known.readableFrom()).isEqualTo(expired.number() + 1);
    assertThatThrownBy(() -> known.require(expired))
        .hasMessageContaining("release %d has expired".formatted(expired.number()))
        .hasMessageContaining("maintain.keep-releases");
  }

  @ParameterizedTest
  @EnumSource(TableFormat.class)
  void what_a_run_has_staged_is_published_after_it(TableFormat format) throws IOException {
    World world = new World(format).nights(1, NIGHTS);
    world.stage(NIGHTS + 1, EVENTS);
    Maintained done = world.maintain(Mode.APPLY, "events");
    assertThat(done.after().files()).isEqualTo(NIGHTS);
    assertThat(done.note()).isEqualTo("not merged: a run has staged it");
    world.publish(NIGHTS + 1);
    assertThat(world.store.read("events")).hasRows("1|1", "2|2", "3|3");
    world.maintainAll();
    world.night(NIGHTS + 2, EVENTS);
    assertThat(world.store.read("events")).hasRows("1|1", "2|2", "3|3", "4|4");
  }

  @ParameterizedTest
  @EnumSource(TableFormat.class)
  void files_of_killed_runs_go_when_they_are_old(TableFormat format) throws IOException {
    World world = new World(format).nights(1, 2);
    Path folder = warehouse.resolve("cdp/events");
    Path data = format == TableFormat.DELTA ? folder : folder.resolve("data");
    Path old = Files.writeString(data.resolve("part-old.parquet"), "cut off");
    Path young = Files.writeString(data.resolve("part-young.parquet"), "cut off");
    Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
    world.stage(3, EVENTS);
    List<Row> before = world.rows(EVENTS);
    world.maintain(Mode.APPLY, config(Duration.ofDays(1), Duration.ofDays(1)));
    assertThat(old).doesNotExist();
    assertThat(young).exists();
    assertThat(world.store.staging(run(3).id()).staged()).containsExactly("events");

    world.maintainAll(); // of any age
    assertThat(young).doesNotExist();
    assertThat(world.store.staging(run(3).id()).staged()).isEmpty();
    assertThat(world.rows(EVENTS)).isEqualTo(before);
  }

  @ParameterizedTest
  @EnumSource(TableFormat.class)
  void a_table_that_no_kept_release_has_is_deleted(TableFormat format) throws IOException {
    World world = new World(format).nights(1, 2);
    gone.add("events");
    world.night(3, WHOLE);
    world.maintainAll();
    Release before = world.releases.newestFirst().get(1);
    assertThat(world.read(before, EVENTS)).hasSize(2);
    world.night(4, WHOLE);
    assertThat(world.begin(Mode.DRY_RUN))
        .containsExactly("deleted table events, which no release has");
    world.maintainAll();
    assertThat(world.begin(Mode.DRY_RUN)).isEmpty();
    gone.clear();
    world.night(5, EVENTS);
    assertThat(world.store.read("events")).hasRows("5|5");
  }

  private static MaintainConfig config(Duration keepFor, Duration keepStaged) {
    return new MaintainConfig(8 << 20, NIGHTS, 2, keepFor, keepStaged);
  }

  private static Run run(int night) {
    Interval day = Interval.parse("2026-03-0%d/2026-03-0%d".formatted(night, night + 1));
    return Run.of(day, day.end(), "config", "code");
  }

  /** Every file of the warehouse by its length. */
  private List<String> bytes() throws IOException {
    try (Stream<Path> files = Files.walk(warehouse)) {
      List<String> all = new ArrayList<>();
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        all.add("%s %d".formatted(file, Files.size(file)));
      }
      return all;
    }
  }

  private final class World {
    private final TableConfig config;
    private final SparkSession spark;
    private final TableStore store;
    private final Releases releases;

    World(TableFormat format) {
      this.config = new TableConfig(format, warehouse.toString(), "cdp", Map.of());
      this.spark = SharedSpark.session(config);
      this.store = TableStore.open(spark, config);
      this.releases = new Releases(spark, store);
    }

    World nights(int first, int last) {
      IntStream.rangeClosed(first, last).forEach(night -> night(night, EVENTS, WHOLE));
      return this;
    }

    void night(int night, TableDefinition... tables) {
      stage(night, tables);
      publish(night);
    }

    void stage(int night, TableDefinition... tables) {
      Staging staging = store.staging(run(night).id());
      for (TableDefinition table : tables) {
        Slice slice = new Slice.Equal("night", Integer.toString(night));
        Row row = RowFactory.create((long) night, Integer.toString(night));
        var rows = spark.createDataFrame(List.of(row), table.schema());
        (table.equals(EVENTS) ? TablePart.of(table, slice, rows) : TablePart.whole(table, rows))
            .stage(staging);
      }
    }

    void publish(int night) {
      PublishIntents intents = new PublishIntents(spark, config);
      new Publisher(store, releases, intents, table -> !gone.contains(table), release -> {})
          .publish(run(night), Instant.parse("2026-03-0%dT02:00:00Z".formatted(night)));
    }

    List<Row> rows(TableDefinition table) {
      return store.read(table.name()).orderBy("id").collectAsList();
    }

    List<Row> read(Release release, TableDefinition table) {
      return store
          .read(table.name(), release.tables().getOrDefault(table.name(), ""))
          .orderBy("id")
          .collectAsList();
    }

    List<List<Row>> read(List<Release> some) {
      return some.stream()
          .flatMap(release -> Stream.of(read(release, EVENTS), read(release, WHOLE)))
          .toList();
    }

    /** With the first release and file that is not needed any more. */
    void maintainAll() {
      maintain(Mode.APPLY, config(Duration.ZERO, Duration.ZERO));
    }

    Maintained maintain(Mode mode, String table) {
      Maintenance maintenance = maintenance(mode, config(Duration.ZERO, Duration.ofDays(1)));
      maintenance.begin();
      return maintenance.of(table, EVENTS.order());
    }

    void maintain(Mode mode, MaintainConfig settings) {
      Maintenance maintenance = maintenance(mode, settings);
      maintenance.begin();
      maintenance.tables().forEach(table -> maintenance.of(table, List.of()));
    }

    List<String> begin(Mode mode) {
      return maintenance(mode, config(Duration.ZERO, Duration.ZERO)).begin();
    }

    private Maintenance maintenance(Mode mode, MaintainConfig settings) {
      Instant now = Instant.now().plusSeconds(1); // after the last file was written
      return new Maintenance(spark, store, releases, config, settings, now, mode);
    }

    long dataFiles(String table) throws IOException {
      try (Stream<Path> files = Files.walk(warehouse.resolve("cdp").resolve(table))) {
        return files
            .filter(file -> file.toString().endsWith(".parquet"))
            .filter(file -> !file.toString().contains("_delta_log"))
            .count();
      }
    }
  }
}
