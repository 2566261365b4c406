package io.truecount.identity.components;

import static io.truecount.testkit.RowsAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.truecount.identity.components.Oracle.Edge;
import io.truecount.identity.components.Oracle.Graph;
import io.truecount.source.PlainFiles;
import io.truecount.testkit.SharedSpark;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Law: an index brought up to date batch by batch knows the labels of all edges. */
@Tag("slow")
final class LabelIndexTest {
  private static final long IN_MEMORY = 1L << 30;
  private static final long JOINED = 0;

  /** Few first words, as many second words as ever: all is resolved. */
  private static final Digests FEW_HIGHS = new Digests(0x7L << 40, -1L);

  private static final Digests FEW = new Digests(0x3FL, 0);

  static Stream<Arguments> ways() {
    LongFunction<Object> same = id -> id;
    LongFunction<Object> named = id -> "user-" + id;
    return Stream.of(
        Arguments.of("strings in memory", named, IN_MEMORY, Digests.WHOLE),
        Arguments.of("longs in memory", same, IN_MEMORY, Digests.WHOLE),
        Arguments.of("strings joined", named, JOINED, Digests.WHOLE),
        Arguments.of("longs joined", same, JOINED, Digests.WHOLE),
        Arguments.of("strings of few first words in memory", named, IN_MEMORY, FEW_HIGHS),
        Arguments.of("strings of few first words joined", named, JOINED, FEW_HIGHS));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("ways")
  <T extends Comparable<T>> void batches_in_any_order_and_again_equal_a_full_run(
      String way, LongFunction<T> name, long memory, Digests digests) {
    Graph<T> all = Graphs.map(Graphs.random(51, 300, 240), name);
    List<Graph<T>> batches = new ArrayList<>();
    for (int from = 0; from < 240; from += 80) {
      batches.add(new Graph<>(List.of(), all.edges().subList(from, from + 80)));
    }
    batches.add(new Graph<>(all.vertices(), List.of()));
    SortedMap<T, T> expected = Oracle.components(all);

    for (int seed = 0; seed < (memory == JOINED ? 1 : 2); seed++) {
      Collections.shuffle(batches, new Random(seed));
      Stored stored = Stored.of(batches.get(0), memory, digests);
      for (Graph<T> batch : batches.subList(1, batches.size())) {
        stored = stored.after(batch);
      }
      assertThat(Graphs.<T>labels(stored.labels)).isEqualTo(expected);

      ComponentUpdate again = stored.update(batches.get(2));
      assertThat(again.added().isEmpty()).isTrue();
      assertThat(again.merged().isEmpty()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {IN_MEMORY, JOINED})
  void new_edges_extend_merge_and_found_components(long memory) {
    var old =
        new Graph<>(
            List.of("lone"),
            List.of(new Edge<>("b", "c"), new Edge<>("m", "n"), new Edge<>("x", "y")));
    var added =
        new Graph<>(
            List.of("new", "m"),
            List.of(new Edge<>("n", "c"), new Edge<>("y", "a"), new Edge<>("p", "q")));

    ComponentUpdate update = Stored.of(old, memory, Digests.WHOLE).update(added);

    assertThat(Graphs.<String>labels(update.added().select("id", "component")))
        .isEqualTo(Map.of("a", "a", "new", "new", "p", "p", "q", "p"));
    assertThat(update.merged()).columns("component", "into").hasRows("m|b", "x|a");
  }

  @ParameterizedTest
  @ValueSource(longs = {IN_MEMORY, JOINED})
  void a_label_that_changes_with_every_batch_is_followed_to_the_end(long memory) {
    Stored stored = Stored.of(edge("z9", "z8"), memory, Digests.WHOLE);
    for (int i = 8; i > 3; i--) {
      stored = stored.after(edge("z" + i, "z" + (i - 1)));
    }

    assertThat(stored.update(edge("z9", "y")).merged())
        .columns("component", "into")
        .hasRows("z3|y");
    assertThat(stored.index.redirects().count()).isEqualTo(5);
  }

  @Test
  void an_index_in_files_is_read_in_place(@TempDir Path folder) {
    Graph<String> all = Graphs.map(Graphs.random(52, 30_000, 24_000), id -> "user-" + id);
    var first = new Graph<String>(List.of(), all.edges().subList(0, 12_000));
    var second = new Graph<String>(List.of(), all.edges().subList(12_000, 18_000));
    var third = new Graph<>(all.vertices(), all.edges().subList(18_000, 24_000));

    Stored stored = Stored.of(first, IN_MEMORY, Digests.WHOLE).in(folder.resolve("index"));
    stored = stored.after(written(stored.update(second), folder));
    assertThat(List.of(stored.index.members(), stored.index.components(), stored.index.redirects()))
        .allSatisfy(table -> assertThat(plan(table)).contains("Union").doesNotContain("Project"));

    stored = stored.after(third);
    assertThat(Graphs.<String>labels(stored.labels)).isEqualTo(Oracle.components(all));
  }

  private static String plan(Dataset<Row> rows) {
    return ((org.apache.spark.sql.classic.Dataset<Row>) rows)
        .queryExecution()
        .executedPlan()
        .toString();
  }

  private static ComponentUpdate written(ComponentUpdate update, Path folder) {
    return new ComponentUpdate(
        written(update.added(), folder.resolve("added")),
        written(update.merged(), folder.resolve("merged")));
  }

  private static Dataset<Row> written(Dataset<Row> rows, Path path) {
    PlainFiles.replaceNumbers(rows, path.toString());
    return PlainFiles.read(SharedSpark.session(), path.toString());
  }

  @Test
  void an_index_of_equal_digests_is_refused() {
    Graph<String> graph = Graphs.map(Graphs.random(53, 100, 50), id -> "k" + id);

    assertThatThrownBy(() -> Stored.of(graph, IN_MEMORY, FEW).index.members().count())
        .hasStackTraceContaining("two identifiers share a digest");
  }

  @ParameterizedTest
  @ValueSource(longs = {IN_MEMORY, JOINED})
  void new_identifiers_of_equal_digests_are_refused(long memory) {
    Graph<String> graph = Graphs.map(Graphs.random(54, 100, 50), id -> "k" + id);
    Stored stored = Stored.of(new Graph<>(List.of("a"), List.of()), memory, FEW);

    assertThatThrownBy(() -> stored.update(graph).added().count())
        .hasStackTraceContaining("two identifiers share a digest");
  }

  @ParameterizedTest
  @ValueSource(longs = {IN_MEMORY, JOINED})
  void a_label_that_the_index_lacks_stops_the_update(long memory) {
    Stored stored = Stored.of(edge("a", "b"), memory, Digests.WHOLE);
    LabelIndex broken =
        new LabelIndex(
            stored.index.members(), stored.index.components().limit(0), stored.index.redirects());

    assertThatThrownBy(
            () -> new Stored(stored.labels, broken, memory, Digests.WHOLE).update(edge("b", "c")))
        .hasStackTraceContaining("the label index lacks");
  }

  @Test
  void digests_are_the_first_words_of_sha_256() {
    Row row = Stored.of(edge("abc", "abc"), IN_MEMORY, Digests.WHOLE).index.components().head();

    // The digest of "abc" in FIPS 180-4.
    assertThat(row.getLong(0)).isEqualTo(0xba7816bf8f01cfeaL);
    assertThat(row.getLong(1)).isEqualTo(0x414140de5dae2223L);
    assertThat(row.getString(2)).isEqualTo("abc");
  }

  private static Graph<String> edge(String a, String b) {
    return new Graph<>(List.of(), List.of(new Edge<>(a, b)));
  }

  /** Labels and their index, as they would be stored. */
  private record Stored(Dataset<Row> labels, LabelIndex index, long memory, Digests digests) {

    static <T> Stored of(Graph<T> graph, long memory, Digests digests) {
      Dataset<Row> labels =
          new NativeComponents().components(Graphs.vertices(graph), Graphs.edges(graph));
      return new Stored(labels, LabelIndex.of(labels, digests), memory, digests);
    }

    <T> ComponentUpdate update(Graph<T> graph) {
      var engine = new NativeComponents(NativeOptions.ofMemory(memory));
      return new IncrementalComponents(engine, digests)
          .update(index, Graphs.vertices(graph), Graphs.edges(graph));
    }

    <T> Stored after(Graph<T> graph) {
      return after(update(graph)).kept();
    }

    Stored after(ComponentUpdate update) {
      return new Stored(update.applyTo(labels), index.plus(update), memory, digests);
    }

    private Stored kept() {
      return new Stored(labels.localCheckpoint(), index(Dataset::localCheckpoint), memory, digests);
    }

    /** This index as files. */
    Stored in(Path folder) {
      AtomicInteger table = new AtomicInteger();
      LabelIndex read =
          index(rows -> written(rows, folder.resolve("table" + table.getAndIncrement())));
      return new Stored(labels, read, memory, digests);
    }

    private LabelIndex index(UnaryOperator<Dataset<Row>> each) {
      return new LabelIndex(
          each.apply(index.members()),
          each.apply(index.components()),
          each.apply(index.redirects()));
    }
  }
}
