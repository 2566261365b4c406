package io.truecount.jobs.demo.generate;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.truecount.error.TruecountException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DemoLakeTest {
  @TempDir Path folder;

  @Test
  void the_same_options_give_the_same_bytes() throws IOException {
    Path one = lake("one", 60, 7);
    Path two = lake("two", 60, 7);

    assertThat(content(one)).isEqualTo(content(two)).hasSizeGreaterThan(40);
  }

  @Test
  void another_seed_gives_another_lake() throws IOException {
    Map<String, Integer> one = content(lake("one", 60, 7));
    Map<String, Integer> two = content(lake("two", 60, 8));

    assertThat(one.keySet()).isEqualTo(two.keySet());
    assertThat(one.get("web/dt=2026-03-01/part-0000.json.gz"))
        .isNotEqualTo(two.get("web/dt=2026-03-01/part-0000.json.gz"));
  }

  @Test
  void a_finished_lake_is_left_alone() throws IOException {
    Path lake = lake("one", 60, 7);
    Path file = lake.resolve("mailer/dt=2026-03-01/part-0000.json");
    Files.writeString(file, "touched");

    lake("one", 60, 7);

    assertThat(file).hasContent("touched");
  }

  @Test
  void an_interrupted_lake_is_finished() throws IOException {
    Path lake = lake("one", 60, 7);
    Map<String, Integer> whole = content(lake);
    Files.delete(lake.resolve("truth/counts.csv"));
    Files.writeString(lake.resolve("mailer/dt=2026-03-01/part-0000.json"), "half of a");

    lake("one", 60, 7);

    assertThat(content(lake)).isEqualTo(whole);
  }

  @Test
  void a_folder_of_somebody_else_is_refused() throws IOException {
    Files.writeString(folder.resolve("thesis.txt"), "do not lose me");

    assertThatThrownBy(() -> DemoLake.write(new DemoLake.Options(10, 1, folder)))
        .isInstanceOf(TruecountException.class)
        .hasMessageContaining("holds something other than this demo lake")
        .hasMessageContaining("choose another folder");
    assertThat(folder.resolve("thesis.txt")).hasContent("do not lose me");
  }

  @Test
  void the_truth_counts_what_the_files_hold() throws IOException {
    Path lake = lake("one", 300, 7);

    Map<String, long[]> counts = counts(lake);

    assertThat(counts).containsOnlyKeys("web", "users", "orders", "crm", "mailer");
    assertThat(requireNonNull(counts.get("mailer"))[0]).isEqualTo(lines(lake.resolve("mailer")));
    counts.values().forEach(c -> assertThat(c[0]).isEqualTo(c[1] + c[2] + c[3] + c[4]));
    assertThat(requireNonNull(counts.get("web"))[1]).isBetween(300L * 35, 300L * 55);
  }

  @Test
  void every_identifier_has_one_person() throws IOException {
    Path truth = lake("one", 300, 7).resolve("truth/identifiers-0000.csv");

    Map<String, Long> persons =
        Files.readAllLines(truth).stream()
            .skip(1)
            .map(line -> line.substring(0, line.lastIndexOf(',')))
            .collect(Collectors.groupingBy(id -> id, Collectors.counting()));

    assertThat(persons.values()).containsOnly(1L);
    assertThat(persons.keySet().stream().map(id -> id.substring(0, id.indexOf(','))).distinct())
        .containsExactlyInAnyOrder("user_id", "email", "phone", "crm_id", "anonymous_id");
  }

  private Path lake(String name, int persons, long seed) {
    Path out = folder.resolve(name);
    DemoLake.write(new DemoLake.Options(persons, seed, out));
    return out;
  }

  private static Map<String, long[]> counts(Path lake) throws IOException {
    Map<String, long[]> counts = new TreeMap<>();
    for (String line :
        Files.readAllLines(lake.resolve("truth/counts.csv")).stream().skip(1).toList()) {
      String[] fields = line.split(",", -1);
      counts.put(fields[0], Arrays.stream(fields).skip(1).mapToLong(Long::parseLong).toArray());
    }
    return counts;
  }

  private static Map<String, Integer> content(Path lake) throws IOException {
    Map<String, Integer> content = new TreeMap<>();
    for (Path file : files(lake)) {
      content.put(lake.relativize(file).toString(), Arrays.hashCode(Files.readAllBytes(file)));
    }
    return content;
  }

  private static long lines(Path root) throws IOException {
    long count = 0;
    for (Path file : files(root)) {
      count += Files.readAllLines(file).size();
    }
    return count;
  }

  private static java.util.List<Path> files(Path root) throws IOException {
    try (Stream<Path> paths = Files.walk(root)) {
      return paths.filter(Files::isRegularFile).toList();
    }
  }
}
