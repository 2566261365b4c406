package io.truecount.identity.linkage;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.typesafe.config.ConfigFactory;
import io.truecount.config.ConfigNode;
import io.truecount.config.IdentityConfig;
import io.truecount.config.Interval;
import io.truecount.config.LinkageConfig;
import io.truecount.config.Run;
import io.truecount.error.Problems;
import io.truecount.identity.IdentityTables;
import io.truecount.identity.PairwiseQuality;
import io.truecount.identity.Resolve;
import io.truecount.identity.ResolveResult;
import io.truecount.identity.components.NativeComponents;
import io.truecount.testkit.RowsAssert;
import io.truecount.testkit.SharedSpark;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Links of generated people, whose truth is known. */
@Tag("slow")
final class LinkageTest {
  private static final String RULES =
      """
      types { crm_id { level = person } }
      linkage {
        record = crm_id
        comparisons {
          given_name { term-frequency = true }
          surname { term-frequency = true }
          born { levels = [exact, levenshtein(2)] }
          city { levels = [exact] }
          phone { levels = [exact, levenshtein(2)] }
        }
        blocking = [[born], [phone], ["soundex(surname)", "prefix(given_name, 1)"], [city]]
        threshold = 0.9
        max-block = 100
        sample-pairs = 40000
      }
      """;

  private final IdentityConfig config = config(RULES);
  private final List<People.Entry> people = People.of(250, 11);

  @Test
  void links_are_nearly_those_of_one_person_whatever_the_order_of_records() {
    List<String> first;
    try (Linkage linkage = linkage(People.events(people).dataset())) {
      PairwiseQuality quality = quality(linkage.links(), people);
      assertThat(quality.f1().orElseThrow()).as("%s", quality).isGreaterThan(0.97);
      first = RowsAssert.text(linkage.links());
      assertThat(first).hasSizeGreaterThan(100);
      assertThat(linkage.records()).isEqualTo(people.size());
      assertThat(linkage.skipped().stream().map(one -> one.rule().words() + " " + one.blocks()))
          .as("blocks of more than a hundred records")
          .hasSize(1)
          .first()
          .asString()
          .startsWith("city ");
      assertPartsAddUp(linkage);
    }
    try (Linkage again = linkage(People.events(people).shuffled(5, 7))) {
      assertThat(RowsAssert.text(again.links())).isEqualTo(first);
    }
  }

  /** The counts of the job are those of all pairs, each compared once. */
  @Test
  void patterns_are_those_of_pairs_one_by_one() {
    LinkageConfig linkage = config.matchers().linkage().orElseThrow();
    List<People.Entry> few = people.subList(0, 60);
    Dataset<Row> records =
        LinkageRecords.of(People.events(few).dataset(), config, linkage).persist();
    List<Comparer> comparers = linkage.comparisons().stream().map(Comparer::new).toList();
    List<PatternCount> expected = new ArrayList<>();
    for (int i = 0; i < few.size(); i++) {
      for (int j = i + 1; j < few.size(); j++) {
        List<Integer> levels = new ArrayList<>();
        for (int k = 0; k < comparers.size(); k++) {
          levels.add(
              comparers.get(k).level(few.get(i).values().get(k), few.get(j).values().get(k)));
        }
        expected.add(new PatternCount(levels, 0, 1));
      }
    }
    List<PatternCount> counted = ComparedPairs.random(records, few.size(), linkage);
    assertThat(model(linkage, counted)).isEqualTo(model(linkage, expected));
    assertThat(counted.stream().mapToLong(PatternCount::pairs).sum()).isEqualTo(expected.size());
    assertThat(counted.size()).isLessThan(expected.size());
    records.unpersist();
  }

  private static List<List<Double>> model(LinkageConfig linkage, List<PatternCount> random) {
    return LinkageModel.estimate(linkage, random, List.of(), 100).u();
  }

  private Linkage linkage(Dataset<Row> events) {
    return Linkage.of(events, config, config.matchers().linkage().orElseThrow());
  }

  /** The weights of a link are its bars of a waterfall; only exact values have a frequency. */
  private static void assertPartsAddUp(Linkage linkage) {
    double gained = 0;
    for (Row link : linkage.links().collectAsList()) {
      double weight = link.getAs(LinkTables.PRIOR_WEIGHT);
      assertThat(weight).isEqualTo(linkage.model().priorWeight());
      List<Row> parts = link.getList(link.fieldIndex(LinkTables.COMPARISONS));
      for (int i = 0; i < parts.size(); i++) {
        Row part = parts.get(i);
        weight += part.<Double>getAs(LinkTables.WEIGHT);
        weight += part.<Double>getAs(LinkTables.FREQUENCY_WEIGHT);
        gained += Math.abs(part.<Double>getAs(LinkTables.FREQUENCY_WEIGHT));
        assertThat(part.<Double>getAs(LinkTables.WEIGHT))
            .isCloseTo(
                linkage.model().weight(i, part.<Integer>getAs(LinkTables.LEVEL)), within(1e-12));
      }
      assertThat(link.<Double>getAs(LinkTables.MATCH_WEIGHT)).isCloseTo(weight, within(1e-9));
      assertThat(link.<Double>getAs(LinkTables.SCORE))
          .isCloseTo(LinkageModel.probability(weight), within(1e-9))
          .isGreaterThanOrEqualTo(0.9);
    }
    assertThat(gained).as("weights of frequencies").isPositive();
  }

  static IdentityConfig config(String rules) {
    Problems problems = new Problems();
    String defaults = "engine = native, default-region = DE, blocked { built-in = true }\n";
    IdentityConfig config =
        IdentityConfig.read(
            new ConfigNode(
                ConfigFactory.parseString(defaults + rules).root(), "identity", problems),
            Path.of(""));
    problems.throwIfAny();
    return config;
  }

  /** Of customers that the links alone make. */
  private PairwiseQuality quality(Dataset<Row> links, List<People.Entry> records) {
    return quality(People.events(records).dataset(), Optional.of(links), config, "crm_id", truth());
  }

  /** The quality of the customers of records, named by identifiers of one type. */
  static PairwiseQuality quality(
      Dataset<Row> events,
      Optional<Dataset<Row>> links,
      IdentityConfig config,
      String type,
      Dataset<Row> truth) {
    Instant asOf = Instant.parse("2026-03-02T00:00:00Z");
    Run run = Run.of(new Interval(asOf.minusSeconds(86_400), asOf), asOf, "config", "code");
    try (ResolveResult result =
        Resolve.resolve(events, links, Optional.empty(), config, run, new NativeComponents())) {
      return PairwiseQuality.of(
          result
              .map()
              .where(col(IdentityTables.TYPE).equalTo(lit(type)))
              .withColumnRenamed(IdentityTables.CUSTOMER_ID, PairwiseQuality.PREDICTED)
              .join(truth, IdentityTables.VALUE));
    }
  }

  private Dataset<Row> truth() {
    Set<Row> rows = new HashSet<>();
    people.forEach(one -> rows.add(RowFactory.create(one.id(), one.person())));
    return truth(List.copyOf(rows));
  }

  /** Which person each record is of. */
  static Dataset<Row> truth(List<Row> rows) {
    return SharedSpark.session()
        .createDataFrame(
            rows,
            new StructType()
                .add(IdentityTables.VALUE, DataTypes.StringType)
                .add(PairwiseQuality.TRUE, DataTypes.StringType));
  }
}
