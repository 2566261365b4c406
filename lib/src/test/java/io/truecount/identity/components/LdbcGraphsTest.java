package io.truecount.identity.components;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.truecount.identity.components.Oracle.Edge;
import io.truecount.identity.components.Oracle.Graph;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The validation graphs of LDBC Graphalytics, where a checkout of them stands beside this one. */
final class LdbcGraphsTest {
  private static final Path FOLDER =
      Path.of(System.getProperty("truecount.root", "..")).resolve("../shared/data/ldbc_wcc");

  @ParameterizedTest
  @CsvSource({
    "wcc-dir-input,wcc-dir-output",
    "wcc-undir-input,wcc-undir-output",
    "example-directed-input,example-directed-WCC",
    "example-undirected-input,example-undirected-WCC"
  })
  void adjacency_lists_give_the_official_components(String input, String output)
      throws IOException {
    assertThat(Graphs.solve(new NativeComponents(), adjacency(lines(input))))
        .isEqualTo(smallestOfEach(lines(output)));
  }

  @ParameterizedTest
  @CsvSource({"example-directed", "example-undirected"})
  void edge_lists_give_the_official_components(String name) throws IOException {
    List<Long> vertices = lines(name + ".v").stream().map(line -> line[0]).toList();
    List<Edge<Long>> edges =
        lines(name + ".e").stream().map(line -> new Edge<>(line[0], line[1])).toList();

    assertThat(Graphs.solve(new NativeComponents(), new Graph<>(vertices, edges)))
        .isEqualTo(smallestOfEach(lines(name + "-WCC")));
  }

  private static Graph<Long> adjacency(List<Long[]> lines) {
    List<Long> vertices = lines.stream().map(line -> line[0]).toList();
    List<Edge<Long>> edges = new ArrayList<>();
    for (Long[] line : lines) {
      for (int i = 1; i < line.length; i++) {
        edges.add(new Edge<>(line[0], line[i]));
      }
    }
    return new Graph<>(vertices, edges);
  }

  /** The official labels are any; ours are the smallest vertex of each. */
  private static Map<Long, Long> smallestOfEach(List<Long[]> labels) {
    Map<Long, Long> smallest = new TreeMap<>();
    labels.forEach(line -> smallest.merge(line[1], line[0], Math::min));
    Map<Long, Long> expected = new TreeMap<>();
    labels.forEach(line -> expected.put(line[0], smallest.getOrDefault(line[1], line[0])));
    return expected;
  }

  private static List<Long[]> lines(String file) throws IOException {
    Path path = FOLDER.resolve(file);
    assumeTrue(Files.exists(path), () -> "skipped: no LDBC graphs at " + FOLDER);
    try (var lines = Files.lines(path)) {
      return lines
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(LdbcGraphsTest::numbers)
          .toList();
    }
  }

  private static Long[] numbers(String line) {
    return List.of(line.strip().split("\\s+", -1)).stream()
        .map(text -> (long) Double.parseDouble(text))
        .toArray(Long[]::new);
  }
}
