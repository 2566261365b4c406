package io.truecount.table;

import static io.truecount.testkit.RowsAssert.assertThat;
import static java.util.Locale.ROOT;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.truecount.config.Interval;
import io.truecount.config.Run;
import io.truecount.config.TableConfig;
import io.truecount.config.TableFormat;
import io.truecount.testkit.SharedSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("slow")
final class PublisherTest {
  private static final Instant NOW = Instant.parse("2026-03-01T02:00:00Z");
  private static final TableDefinition ONE = table("one");
  private static final TableDefinition TWO = table("two");

  @TempDir Path warehouse;

  /** Tables that no project defines any more. */
  private final Set<String> gone = new TreeSet<>();

  private final List<Release> announced = new ArrayList<>();

  @ParameterizedTest
  @EnumSource(TableFormat.class)
  void a_publish_that_was_killed_half_way_is_completed(TableFormat format) {
    World world = new World(format);
    world.stage("2026-03-01/2026-03-02", ONE, 1);
    Staging staging = world.stage("2026-03-01/2026-03-02", TWO, 2);
    Run run = run("2026-03-01/2026-03-02");
    world.intents.save(PublishIntent.of(1, run, NOW, staging.staged(), new TreeMap<>()));
    staging.publish("one", 1);
    assertThat(world.releases.last()).isEmpty();

    new World(format).publisher.recover();
    Release release = world.releases.last().orElseThrow();
    assertThat(release.number()).isEqualTo(1);
    assertThat(release.tables()).containsOnlyKeys("one", "two");
    assertThat(world.store.read("one")).hasRows("1");
    assertThat(world.store.read("two")).hasRows("2");
    new World(format).publisher.recover();
    assertThat(world.releases.newestFirst()).hasSize(1);
    assertThat(announced).containsExactly(release);
  }

  /** Who completes it may have another project, or none of the run's tables. */
  @ParameterizedTest
  @EnumSource(TableFormat.class)
  void a_publish_is_completed_as_it_was_decided(TableFormat format) {
    World world = new World(format);
    world.stage("2026-03-01/2026-03-02", ONE, 1);
    world.stage("2026-03-01/2026-03-02", TWO, 2);
    Release first = world.publish("2026-03-01/2026-03-02").orElseThrow();
    Staging staging = world.stage("2026-03-02/2026-03-03", ONE, 3);
    Run run = run("2026-03-02/2026-03-03");
    world.intents.save(
        PublishIntent.of(
            2,
            run,
            NOW,
            staging.staged(),
            new TreeMap<>(Map.of("two", first.tables().get("two")))));

    gone.addAll(List.of("one", "two"));
    new World(format).publisher.recover();
    assertThat(world.releases.last().orElseThrow().tables())
        .containsOnlyKeys("one", "two")
        .containsEntry("two", first.tables().get("two"));
    assertThat(world.store.read("one")).hasRows("3");
  }

  /** As lost power leaves files that were never forced to the disk. */
  @ParameterizedTest
  @ValueSource(strings = {"", "{\"release\": 1, \"run"})
  void staging_files_that_were_cut_off_stand_for_none(String text) throws IOException {
    World world = new World(TableFormat.DELTA);
    Run run = run("2026-03-01/2026-03-02");
    Staging staging = world.stage("2026-03-01/2026-03-02", ONE, 1);
    world.stage("2026-03-01/2026-03-02", TWO, 2);
    world.approvals.approve(run.id(), staging);
    world.intents.save(PublishIntent.of(1, run, NOW, staging.staged(), new TreeMap<>()));
    Path folder = warehouse.resolve("_staging");
    cutOff(folder.resolve(run.id() + ".publish.json"), text);
    cutOff(folder.resolve(run.id() + ".approved.json"), text);
    cutOff(folder.resolve(run.id()).resolve("two.commit.json"), text);
    cutOff(folder.resolve(run.id()).resolve("_one.commit.json.part"), text);

    world.publisher.recover();
    assertThat(world.releases.newestFirst()).isEmpty();
    assertThat(world.intents.isEmpty()).isTrue();
    assertThat(staging.staged()).containsExactly("one");
    assertThat(world.approvals.missing(run.id(), staging)).containsExactly("one");
    world.stage("2026-03-01/2026-03-02", TWO, 2);
    assertThat(world.publish("2026-03-01/2026-03-02").orElseThrow().tables())
        .containsOnlyKeys("one", "two");
  }

  /** Without the checksum that a file system of Hadoop's may have written beside it. */
  private static void cutOff(Path file, String text) throws IOException {
    Files.writeString(file, text);
    Files.deleteIfExists(file.resolveSibling("." + file.getFileName() + ".crc"));
  }

  /** Between a table's commit and the end of what was prepared for it. */
  @Test
  void a_publish_that_was_killed_after_its_first_commit_is_completed() throws IOException {
    World world = new World(TableFormat.DELTA);
    Run run = run("2026-03-01/2026-03-02");
    Staging staging = world.stage("2026-03-01/2026-03-02", ONE, 1);
    world.stage("2026-03-01/2026-03-02", TWO, 2);
    world.intents.save(PublishIntent.of(1, run, NOW, staging.staged(), new TreeMap<>()));
    Path prepared = warehouse.resolve("_staging/" + run.id() + "/one.commit.json");
    byte[] commit = Files.readAllBytes(prepared);
    staging.publish("one", 1);
    Files.write(prepared, commit);
    Files.deleteIfExists(prepared.resolveSibling(".one.commit.json.crc"));

    new World(TableFormat.DELTA).publisher.recover();
    assertThat(world.releases.last().orElseThrow().tables()).containsOnlyKeys("one", "two");
    assertThat(world.store.read("one")).hasRows("1");
    assertThat(world.store.read("two")).hasRows("2");
    assertThat(staging.staged()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(TableFormat.class)
  void a_repeated_run_publishes_only_what_changed(TableFormat format) {
    World world = new World(format);
    String night = "2026-03-01/2026-03-02";
    world.stage(night, ONE, 1, 2);
    world.stage(night, TWO, 3);
    Release first = world.publish(night).orElseThrow();

    world.stage(night, ONE, 2, 1);
    world.stage(night, TWO, 3);
    assertThat(world.publish(night).map(Release::number)).contains(1L);
    assertThat(world.store.staging(run(night).id()).staged()).isEmpty();

    world.stage(night, ONE, 1, 2);
    world.stage(night, TWO, 4);
    Release second = world.publish(night).orElseThrow();
    assertThat(second.number()).isEqualTo(2);
    assertThat(second.tables()).containsEntry("one", first.tables().get("one"));
    assertThat(second.tables().get("two")).isNotEqualTo(first.tables().get("two"));
  }

  @ParameterizedTest
  @EnumSource(TableFormat.class)
  void a_run_builds_on_the_newest_release_of_another_run(TableFormat format) {
    World world = new World(format);
    world.stage("2026-03-01/2026-03-02", ONE, 1);
    world.publish("2026-03-01/2026-03-02");
    world.stage("2026-03-02/2026-03-03", ONE, 2);
    world.publish("2026-03-02/2026-03-03");
    assertThat(world.base("2026-03-03/2026-03-04")).contains(2L);
    assertThat(world.base("2026-03-02/2026-03-03")).as("repeated").contains(1L);
  }

  @ParameterizedTest
  @EnumSource(TableFormat.class)
  void a_run_that_another_has_overtaken_moves_no_table(TableFormat format) {
    World world = new World(format);
    String slow = "2026-03-01/2026-03-02";
    world.stage(slow, ONE, 1);
    world.stage(slow, TWO, 1);
    world.stage("2026-03-02/2026-03-03", TWO, 2);
    world.publish("2026-03-02/2026-03-03");

    assertThatThrownBy(() -> world.publish(slow))
        .hasMessageContaining("table two: another run has published it since this run began");
    world.publisher.recover();
    assertThat(world.store.read("two")).hasRows("2");
    assertThat(world.releases.newestFirst()).hasSize(1);

    world.store.staging(run(slow).id()).discardAll();
    world.stage(slow, TWO, 3);
    assertThat(world.publish(slow).map(Release::number)).contains(2L);
  }

  /** Two runs that publish at once count on the same number; it is not to be taken for the own. */
  @ParameterizedTest
  @EnumSource(TableFormat.class)
  void a_release_of_another_run_is_not_taken_for_the_own(TableFormat format) {
    World world = new World(format);
    Run slow = run("2026-03-01/2026-03-02");
    Staging staging = world.stage("2026-03-01/2026-03-02", ONE, 1);
    world.stage("2026-03-02/2026-03-03", ONE, 2);
    world.publish("2026-03-02/2026-03-03");
    world.intents.save(PublishIntent.of(1, slow, NOW, List.of("one"), new TreeMap<>()));

    assertThatThrownBy(() -> staging.publish("one", 1)).hasMessageContaining("table one");
    world.publisher.recover();
    assertThat(world.intents.all()).isEmpty();
    assertThat(staging.staged()).containsExactly("one");
    assertThat(world.store.read("one")).hasRows("2");
  }

  @ParameterizedTest
  @EnumSource(TableFormat.class)
  void a_warehouse_of_the_other_format_is_not_an_empty_one(TableFormat format) {
    World world = new World(format);
    world.stage("2026-03-01/2026-03-02", ONE, 1);
    world.publish("2026-03-01/2026-03-02");
    TableFormat other = format == TableFormat.DELTA ? TableFormat.ICEBERG : TableFormat.DELTA;

    assertThatThrownBy(() -> new World(other))
        .hasMessageContaining("the warehouse holds %s tables", format.name().toLowerCase(ROOT));
  }

  @ParameterizedTest
  @EnumSource(TableFormat.class)
  void a_release_names_no_table_that_is_defined_no_more(TableFormat format) {
    World world = new World(format);
    world.stage("2026-03-01/2026-03-02", ONE, 1);
    world.stage("2026-03-01/2026-03-02", TWO, 2);
    world.publish("2026-03-01/2026-03-02");
    world.stage("2026-03-02/2026-03-03", ONE, 3);

    gone.add("two");
    Release release = world.publish("2026-03-02/2026-03-03").orElseThrow();
    assertThat(release.tables()).containsOnlyKeys("one");
    assertThat(world.store.tables()).containsExactly("one", "releases");

    world.store.ensure(TWO); // as a kill before the table was retired leaves it
    world.intents.save(
        PublishIntent.of(2, run("2026-03-02/2026-03-03"), NOW, List.of("one"), new TreeMap<>()));
    new World(format).publisher.recover();
    assertThat(world.store.tables()).containsExactly("one", "releases");
    assertThat(world.releases.newestFirst()).hasSize(2);
  }

  @ParameterizedTest
  @EnumSource(TableFormat.class)
  void a_repeated_run_drops_what_is_defined_no_more(TableFormat format) {
    World world = new World(format);
    String night = "2026-03-01/2026-03-02";
    world.stage(night, ONE, 1);
    world.stage(night, TWO, 2);
    world.publish(night);
    gone.add("two");
    assertThat(world.publish(night).orElseThrow().tables()).containsOnlyKeys("one");
    assertThat(world.publish(night).map(Release::number)).contains(2L);
  }

  @ParameterizedTest
  @EnumSource(TableFormat.class)
  void what_is_staged_after_the_checks_is_not_approved(TableFormat format) {
    World world = new World(format);
    String id = run("2026-03-01/2026-03-02").id();
    Staging staging = world.stage("2026-03-01/2026-03-02", ONE, 1);
    world.stage("2026-03-01/2026-03-02", TWO, 2);
    assertThat(world.approvals.missing(id, staging)).containsExactly("one", "two");

    world.approvals.approve(id, staging);
    assertThat(world.approvals.missing(id, staging)).isEmpty();
    world.stage("2026-03-01/2026-03-02", TWO, 2);
    assertThat(world.approvals.missing(id, staging)).containsExactly("two");

    world.approvals.withdraw(id);
    assertThat(world.approvals.missing(id, staging)).containsExactly("one", "two");
  }

  private static Run run(String interval) {
    Interval span = Interval.parse(interval);
    return Run.of(span, span.end(), "hash", "test");
  }

  private static TableDefinition table(String name) {
    return new TableDefinition(
        name, "one number", List.of("id"), List.of(new Column("id", LongType, "the number")));
  }

  /** What one process would hold. */
  private final class World {
    private final SparkSession spark;
    private final TableStore store;
    private final Releases releases;
    private final PublishIntents intents;
    private final Publisher publisher;
    private final Approvals approvals;

    World(TableFormat format) {
      TableConfig config = new TableConfig(format, warehouse.toString(), "cdp", Map.of());
      this.spark = SharedSpark.session(config);
      this.store = TableStore.open(spark, config);
      this.releases = new Releases(spark, store);
      this.intents = new PublishIntents(spark, config);
      this.approvals = new Approvals(spark, config);
      this.publisher =
          new Publisher(store, releases, intents, table -> !gone.contains(table), announced::add);
    }

    Staging stage(String interval, TableDefinition table, Integer... ids) {
      Dataset<Row> rows =
          spark
              .createDataset(Arrays.stream(ids).map(Integer::longValue).toList(), Encoders.LONG())
              .toDF("id");
      Staging staging = store.staging(run(interval).id());
      staging.overwrite(table, rows);
      return staging;
    }

    Optional<Release> publish(String interval) {
      return publisher.publish(run(interval), NOW);
    }

    Optional<Long> base(String interval) {
      return releases.base(run(interval).id()).map(Release::number);
    }
  }
}
