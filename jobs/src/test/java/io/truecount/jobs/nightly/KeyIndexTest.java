package io.truecount.jobs.nightly;

import static io.truecount.testkit.RowsAssert.assertThat;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.day;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.truecount.config.Interval;
import io.truecount.config.Overrides;
import io.truecount.config.Run;
import io.truecount.config.TableFormat;
import io.truecount.event.EventKeys;
import io.truecount.event.EventTables;
import io.truecount.jobs.cli.Sessions;
import io.truecount.project.Project;
import io.truecount.quality.CheckResult;
import io.truecount.table.Slice;
import io.truecount.table.TableDefinition;
import io.truecount.table.TableStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Which files of events and conflicts ingest and the check of unique keys read. Those that they
 * must not read are moved away meanwhile.
 */
final class KeyIndexTest {
  private static final String PROJECT =
      """
      lake = lake
      sources {
        web { format = json, path = "web/dt={date}/*.json"
          event { type = track, name = Seen, id = id, time = at }
          identifiers { user_id = user }
          contract { properties { price { type = double } } } }
      }
      identity { types { user_id { level = person, priority = 1 } } }
      """;

  @TempDir Path folder;

  /** A project of one source, and its nights. */
  private record Nights(Path folder, SparkSession spark, Project project) implements AutoCloseable {
    static Nights in(Path folder, TableFormat format) throws IOException {
      Files.writeString(folder.resolve("truecount.conf"), PROJECT);
      Overrides overrides =
          new Overrides(
              Optional.of(folder.resolve("lake").toString()),
              Optional.of(folder.resolve("warehouse").toString()),
              Optional.of(format));
      Project project = Nightly.standard().project(folder, overrides);
      return new Nights(folder, Sessions.start(project.config().table()), project);
    }

    /** Ingests, checks and publishes a day; says what the step says. */
    String night(int day, List<Path> hidden, String... ids) throws IOException {
      Path file = folder.resolve("lake/web/dt=2026-01-%02d/a.json".formatted(day));
      Files.createDirectories(file.getParent());
      for (String id : ids) {
        Files.writeString(file, record(id), CREATE, APPEND);
      }
      RunContext context = run(day);
      String said;
      move(hidden, "", ".hidden");
      try {
        said = new IngestJob().run(context);
        assertThat(keys(context).passed()).isTrue();
        assertThat(CheckJob.counts(context)).allMatch(CheckResult::passed);
      } finally {
        move(hidden, ".hidden", "");
      }
      context.publisher().publish(context.run(), context.run().asOf());
      assertThat(EventKeys.isComplete(context.staging())).isTrue();
      return said;
    }

    private static void move(List<Path> files, String from, String to) throws IOException {
      for (Path file : files) {
        Files.move(Path.of(file + from), Path.of(file + to));
      }
    }

    /** An id, and a number that makes it another event of that id. */
    private static String record(String id) {
      return "{\"id\":\"%s\",\"at\":\"2026-01-01\",\"price\":\"%s\"}%n"
          .formatted(id.substring(0, 1), id.length());
    }

    /** The files of events and of conflicts that have rows of these load days. */
    List<Path> files(Integer... days) {
      Column isThen = day(col("loaded_at")).isin((Object[]) days);
      TableStore store = run(1).store();
      return Stream.of(EventTables.EVENTS, EventTables.CONFLICTS)
          .flatMap(table -> store.dataFiles(table, store.version(table)).stream())
          .filter(file -> !spark.read().parquet(file).filter(isThen).isEmpty())
          .map(file -> Path.of(file.replaceFirst("^file:", "")))
          .toList();
    }

    void publish(RunContext context, TableDefinition empty) {
      context.staging().overwrite(empty, empty.empty(spark));
      context.publisher().publish(context.run(), context.run().asOf());
    }

    RunContext run(int day) {
      Interval interval = Interval.parse("2026-01-%02d/2026-01-%02d".formatted(day, day + 1));
      Run run = Run.of(interval, interval.end(), "hash", "test");
      return new RunContext(spark, project, run, InstantSource.system());
    }

    @Override
    public void close() throws IOException {
      spark.close();
    }
  }

  @ParameterizedTest
  @EnumSource(TableFormat.class)
  void only_files_of_loads_that_a_key_repeats_are_read(TableFormat format) throws IOException {
    try (Nights nights = Nights.in(folder, format)) {
      nights.night(1, List.of(), "a", "b", "b2");
      nights.night(2, List.of(), "c", "d", "d2");
      nights.night(3, nights.files(1, 2), "e", "f");
      nights.night(4, nights.files(1, 3), "g", "c", "g");
      assertThatThrownBy(() -> nights.night(5, nights.files(2), "c"))
          .hasStackTraceContaining(".parquet");
      nights.night(6, nights.files(1, 2, 3, 4), "h", "i");

      assertThat(events(nights.run(6)))
          .columns("event_id", "day(loaded_at)")
          .hasRows("a|1", "b|1", "c|2", "d|2", "e|3", "f|3", "g|4", "h|6", "i|6");
      assertThat(nights.run(6).store().read(EventTables.CONFLICTS))
          .columns("event_id", "day(loaded_at)")
          .hasRows("b|1", "d|2");
    }
  }

  @Test
  void an_index_that_does_not_match_events_is_built_again() throws IOException {
    try (Nights nights = Nights.in(folder, TableFormat.ICEBERG)) {
      assertThat(nights.night(1, List.of(), "a", "b")).doesNotContain("event_keys");
      nights.publish(nights.run(2), EventKeys.table());
      assertThat(nights.night(3, List.of(), "c", "b")).contains("event_keys did not match events");
      assertThat(nights.night(4, nights.files(1, 3), "d")).doesNotContain("event_keys");

      assertThat(events(nights.run(4)))
          .columns("event_id", "day(loaded_at)")
          .hasRows("a|1", "b|1", "c|3", "d|4");
    }
  }

  @Test
  void a_key_that_another_load_has_is_found() throws IOException {
    try (Nights nights = Nights.in(folder, TableFormat.DELTA)) {
      nights.night(1, List.of(), "a", "b");
      RunContext second = nights.run(2);
      TableDefinition events = EventTables.events(nights.project.config().properties());
      Dataset<Row> all = events(second).localCheckpoint();
      Slice load = EventTables.loadedIn(second.run().interval());
      Dataset<Row> repeated =
          all.filter("event_id = 'a'")
              .withColumn("loaded_at", lit(second.run().interval().start()));
      second.staging().replace(events, load, repeated);
      second
          .staging()
          .replace(
              EventKeys.table(),
              load,
              repeated.selectExpr("xxhash64(event_id, source) AS key_hash", "loaded_at"));

      assertThat(keys(second).observed()).startsWith("1 repeated keys");
    }
  }

  private static CheckResult keys(RunContext context) {
    return CheckJob.keys(context, Map.of(), Map.of()).stream()
        .filter(check -> check.subject().equals(EventTables.EVENTS))
        .findFirst()
        .orElseThrow();
  }

  private static Dataset<Row> events(RunContext context) {
    return context.store().read(EventTables.EVENTS);
  }
}
