package io.truecount.identity.linkage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.truecount.config.IdentityConfig;
import io.truecount.identity.PairwiseQuality;
import io.truecount.testkit.EventRows;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A thousand records of five hundred people with typing errors, made by Febrl (Christen 2008),
 * where a copy of its first data set stands beside this checkout.
 */
@Tag("slow")
final class FebrlTest {
  private static final Path FILE =
      Path.of(System.getProperty("truecount.root", ".."))
          .resolve("../shared/data/febrl1/dataset1.csv.gz");

  /** One who has the same number, or the same name and date of birth, is the same person. */
  private static final String RULES =
      """
      types {
        rec_id { level = person }
        soc_sec_id { level = person }
        name_and_birth { level = person }
      }
      linkage {
        record = rec_id
        comparisons {
          given_name { term-frequency = true }
          surname { term-frequency = true }
          date_of_birth { levels = [exact, levenshtein(2)] }
          soc_sec_id { levels = [exact, levenshtein(2)] }
          address_1 { levels = [exact, jaro-winkler(0.9), jaro-winkler(0.8)] }
          suburb { levels = [exact, jaro-winkler(0.9)], term-frequency = true }
          postcode { levels = [exact, levenshtein(1)] }
          street_number { levels = [exact] }
        }
        blocking = [
          [soc_sec_id], [date_of_birth], [surname, given_name], [address_1], [postcode, street_number]
          ["soundex(surname)", "prefix(date_of_birth, 4)"], [suburb, given_name]
        ]
        sample-pairs = 100000
      }
      """;

  private final IdentityConfig config = LinkageTest.config(RULES);

  @Test
  void deterministic_rules_and_probabilistic_links() throws IOException {
    assumeTrue(Files.exists(FILE), () -> "skipped: no Febrl data at " + FILE);
    List<List<String>> lines = lines();
    Dataset<Row> events = events(lines).dataset();
    Dataset<Row> truth =
        LinkageTest.truth(
            lines.stream()
                .skip(1)
                .map(line -> RowFactory.create(line.get(0), person(line.get(0))))
                .toList());

    PairwiseQuality rules = LinkageTest.quality(events, Optional.empty(), config, "rec_id", truth);
    assertThat(rules.precision()).hasValue(1.0);
    assertThat(rules.recall().orElseThrow()).isGreaterThanOrEqualTo(0.94);

    try (Linkage linkage = Linkage.of(events, config, config.matchers().linkage().orElseThrow())) {
      PairwiseQuality all =
          LinkageTest.quality(events, Optional.of(linkage.links()), config, "rec_id", truth);
      assertThat(all.f1().orElseThrow()).as("%s", all).isGreaterThanOrEqualTo(0.985);
      assertThat(all.recall().orElseThrow()).isGreaterThan(rules.recall().orElseThrow());
      System.out.printf("febrl1: rules %s, with links %s%n", rules, all);
    }
  }

  /** {@code 223} of {@code rec-223-org} and {@code rec-223-dup-0}. */
  private static String person(String record) {
    return record.replaceAll("^rec-(\\d+)-.*", "$1");
  }

  private static EventRows events(List<List<String>> lines) {
    List<String> header = lines.get(0);
    StructType properties = new StructType();
    for (String name : header) {
      properties = properties.add(name, DataTypes.StringType);
    }
    EventRows events = new EventRows(properties);
    for (List<String> line : lines.subList(1, lines.size())) {
      events.add("febrl", "x", "2026-03-01T00:00:00Z", identifiers(header, line), line.toArray());
    }
    return events;
  }

  private static String identifiers(List<String> header, List<String> line) {
    List<String> birth =
        Stream.of("given_name", "surname", "date_of_birth")
            .map(name -> line.get(header.indexOf(name)))
            .toList();
    List<String> identifiers = new ArrayList<>(List.of("rec_id=" + line.get(0)));
    String number = line.get(header.indexOf("soc_sec_id"));
    if (!number.isEmpty()) {
      identifiers.add("soc_sec_id=" + number);
    }
    if (birth.stream().noneMatch(String::isEmpty)) {
      identifiers.add("name_and_birth=" + String.join(" ", birth));
    }
    return String.join(",", identifiers);
  }

  /** The header first; no value has a quote or a comma. */
  private static List<List<String>> lines() throws IOException {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(FILE)), StandardCharsets.UTF_8))) {
      return reader
          .lines()
          .filter(line -> !line.isBlank())
          .map(line -> line.split(",", -1))
          .map(cells -> IntStream.range(0, cells.length).mapToObj(i -> cells[i].strip()).toList())
          .toList();
    }
  }
}
