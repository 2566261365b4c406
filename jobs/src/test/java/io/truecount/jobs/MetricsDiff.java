package io.truecount.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** {@code metrics diff} over a warehouse of releases 1 to 3, in a project with a history. */
record MetricsDiff(Path project, Path warehouse) {
  private static final String SLOWEST =
      """

      metrics:
        - {name: slowest, type: simple, type_params: {measure: slowest}}
      """;

  /** Changes, renames and breaks metrics in a copy of the project, and asks what that does. */
  static void check(Path conf, Path folder, Path warehouse) throws IOException {
    copy(conf, folder);
    MetricsDiff diff = new MetricsDiff(folder, warehouse);
    Git.init(folder);
    diff.changedDefinitions();
    diff.changedData();
    diff.mistakes();
  }

  /** One that reads a column which is not there leaves the others their numbers. */
  private void changedDefinitions() throws IOException {
    edit("revenue\n        agg: sum", "revenue\n        agg: sum\n        expr: revenue - 1");
    edit("- name: active_share", "- name: activity");
    edit(
        "visitors\n        agg: count_distinct\n        expr: customer_id",
        "slowest\n        agg: max\n        expr: load_time");
    Files.writeString(project.resolve("metrics/more.yml"), SLOWEST);
    Cli run = run("main");
    Map<String, String> rows = rows(run);

    assertThat(rows.keySet())
        .containsExactly("active_share", "activity", "average_order_value", "revenue", "slowest");
    assertThat(rows.get("average_order_value")).startsWith("changed,").contains(",-1.0,");
    assertThat(rows.get("active_share")).matches("removed,0\\.\\d+,,,");
    assertThat(rows.get("activity")).matches("added,,0\\.\\d+,,");
    assertThat(rows.get("slowest")).isEqualTo("added,,,,");
    assertThat(run.err()).contains("note: slowest cannot be computed").contains("load_time");
  }

  private void changedData() {
    Map<String, String> rows = rows(run("1"));

    assertThat(rows.get("orders")).matches("same,\\d+\\.0,\\d+\\.0,\\d+\\.0,.+");
    assertThat(rows.keySet()).contains("revenue", "page_views").doesNotContain("slowest");
  }

  private void mistakes() {
    Cli release = run("9");
    assertThat(release.exitCode()).isEqualTo(2);
    assertThat(release.err()).contains("there is no release 9").contains("name one from 1 to 2");
    Cli branch = run("mai");
    assertThat(branch.exitCode()).isEqualTo(2);
    assertThat(branch.err()).contains("\"mai\"").contains("did you mean \"main\"?");
  }

  private void edit(String before, String after) throws IOException {
    Path file = project.resolve("metrics/shop.yml");
    String text = Files.readString(file);
    assertThat(text).contains(before);
    Files.writeString(file, text.replace(before, after));
  }

  private Cli run(String against) {
    return Cli.run(
        "metrics",
        "diff",
        "--project",
        project.toString(),
        "--warehouse",
        warehouse.toString(),
        "--output",
        "csv",
        "--against",
        against);
  }

  /** What is said of each metric, without its name. */
  private static Map<String, String> rows(Cli run) {
    assertThat(run.exitCode()).as(run.err()).isZero();
    Map<String, String> rows = new TreeMap<>();
    run.out()
        .lines()
        .skip(1)
        .map(line -> line.split(",", 2))
        .forEach(parts -> rows.put(parts[0], parts[1]));
    return rows;
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }
}
