package io.truecount.identity;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.config.IdentityConfig;
import io.truecount.config.Interval;
import io.truecount.config.LabelsConfig;
import io.truecount.config.Run;
import io.truecount.error.TruecountException;
import io.truecount.testkit.RowsAssert;
import io.truecount.testkit.SharedSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class IdentityQualityTest {
  private static final IdentityConfig CONFIG =
      IdentityFixture.config("user_id", "email:email", "anon*");
  private static final Run RUN =
      Run.of(Interval.parse("2026-03-01/2026-03-02"), IdentityFixture.DAY_1, "config", "code");

  /** An identifier of a map: {@code type=value customer component}. */
  private record Member(String type, String value, String customer, long component) {
    static Member of(String text) {
      String[] parts = text.split("[= ]", -1);
      return new Member(parts[0], parts[1], parts[2], Long.parseLong(parts[3]));
    }
  }

  @Test
  void rows_in_rows_out() {
    IdentityQuality quality =
        measured(
            4,
            List.of(
                Member.of("user_id=u1 A 1"),
                Member.of("email=jane A 1"),
                Member.of("anon=a1 A 1"),
                Member.of("anon=a2 B 1"), // was refused by A, which it has met
                Member.of("anon=a3 C 2"), // has met another device only
                Member.of("anon=a4 D 2"),
                Member.of("anon=a5 E 3"),
                Member.of("email=joe F 4")),
            "created,created,merged,retired,split,merged");
    RowsAssert.assertThat(quality.rows(SharedSpark.session(), RUN))
        .columns("measure", "category", "measured")
        .hasRows(
            "identifiers|anon|5.0",
            "identifiers|email|2.0",
            "identifiers|user_id|1.0",
            "customers||6.0",
            "known_customers||2.0",
            "known_share||0.3333333333333333",
            "customer_sizes|1|5.0",
            "customer_sizes|2-3|1.0",
            "largest_customer|A|3.0",
            "component_sizes|1|2.0",
            "component_sizes|2-3|1.0",
            "component_sizes|4-7|1.0",
            "largest_component||4.0",
            "dangling_identifiers||3.0",
            "dangling_share||0.5",
            "links||4.0",
            "refused_links|limit|2.0",
            "refused_share||0.5",
            "blocked_values|invalid|1.0",
            "blocked_values|placeholder|2.0",
            "id_changes|created|2.0",
            "id_changes|merged|2.0",
            "id_changes|retired|1.0",
            "id_changes|split|1.0",
            // 6 now are 6 before, 2 created and 1 split off, less 2 merged and 1 retired
            "churn_share||0.6666666666666666");
  }

  @Test
  void nothing_has_shares_of_0_and_no_largest() {
    IdentityQuality quality = measured(0, List.of(), "");
    assertThat(quality.of(IdentityMeasure.LARGEST_CUSTOMER)).isEmpty();
    assertThat(quality.value(IdentityMeasure.KNOWN_SHARE)).hasValue(0);
    assertThat(quality.value(IdentityMeasure.CHURN_SHARE)).hasValue(0);
    assertThat(quality.value(IdentityMeasure.PRECISION)).isEmpty();
  }

  /** Counted in plain Java over the rows, with sizes on both sides of powers of two. */
  @Test
  void random_maps_are_counted_as_plain_code_counts_them() {
    Random random = new Random(7);
    for (int round = 0; round < 3; round++) {
      List<Member> members = new ArrayList<>();
      for (int customer = 0; customer < 60; customer++) {
        int size = 1 + random.nextInt(9);
        for (int i = 0; i < size; i++) {
          String type = List.of("user_id", "email", "anon", "anon", "anon").get(random.nextInt(5));
          members.add(new Member(type, customer + "." + i, "c" + customer, customer % 25));
        }
      }
      IdentityQuality quality = measured(1, members, "");
      assertThat(new TreeMap<>(quality.of(IdentityMeasure.CUSTOMER_SIZES)))
          .isEqualTo(histogram(sizes(members, Member::customer)));
      assertThat(new TreeMap<>(quality.of(IdentityMeasure.COMPONENT_SIZES)))
          .isEqualTo(histogram(sizes(members, member -> member.component() + "")));
      assertThat(quality.total(IdentityMeasure.DANGLING_IDENTIFIERS)).isEqualTo(dangling(members));
      assertThat(quality.total(IdentityMeasure.KNOWN_CUSTOMERS))
          .isEqualTo(
              members.stream()
                  .filter(m -> !m.type().equals("anon"))
                  .map(Member::customer)
                  .distinct()
                  .count());
    }
  }

  @Test
  void what_is_read_from_the_table_is_what_was_written() {
    IdentityQuality quality = measured(2, List.of(Member.of("user_id=u1 A 1")), "created");
    Dataset<Row> rows = quality.rows(SharedSpark.session(), RUN);
    assertThat(IdentityQuality.read(rows, RUN.id())).isEqualTo(quality);
    assertThat(IdentityQuality.read(rows, "another").isEmpty()).isTrue();
  }

  @Test
  void a_sample_is_found_by_any_spelling_and_by_its_hash(@TempDir Path folder) throws IOException {
    String hash = HashedValues.hash("joe@shop.example");
    Dataset<Row> map =
        map(
            List.of(
                Member.of("user_id=u1 A 1"),
                Member.of("email=jane@shop.example A 1"),
                new Member("email", hash, "A", 1),
                Member.of("user_id=u2 B 2")));
    Files.writeString(
        folder.resolve("a.csv"),
        """
        kind,value,who
        user_id,u1,jane
        email, Jane@Shop.example,jane
        email,joe@shop.example,joe
        user_id,u2,joe
        user_id,u3,joe
        email,null,joe
        email,no address,joe
        """);
    LabelsConfig labels = new LabelsConfig("*.csv", "kind", "value", "who", "truecount.conf:1");
    LabelledSample sample =
        LabelledSample.of(
            LabelledSample.read(SharedSpark.session(), labels, folder.toString()), map, CONFIG);
    // A: jane, jane, joe; B: joe
    assertThat(sample).isEqualTo(new LabelledSample(4, 3, new PairwiseQuality(3, 2, 1)));
    IdentityQuality quality = new IdentityQuality(new HashMap<>()).with(sample);
    assertThat(quality.value(IdentityMeasure.PRECISION)).hasValue(1.0 / 3);
    assertThat(quality.value(IdentityMeasure.RECALL)).hasValue(1.0 / 2);
    assertThat(quality.value(IdentityMeasure.F1)).hasValue(2.0 / 5);
  }

  @Test
  void samples_of_every_format_give_the_same(@TempDir Path folder) throws IOException {
    String lines = "{\"type\":\"user_id\",\"value\":1,\"person\":7}\n";
    Files.writeString(folder.resolve("a.jsonl"), lines);
    Files.writeString(folder.resolve("a.csv"), "type,value,person\nuser_id,1,7\n");
    SharedSpark.session()
        .read()
        .json(folder.resolve("a.jsonl").toString())
        .write()
        .parquet(folder.resolve("a.parquet").toString());
    for (String file : List.of("a.jsonl", "a.csv", "a.parquet")) {
      LabelsConfig labels = new LabelsConfig(file, "type", "value", "person", "c:1");
      RowsAssert.assertThat(LabelledSample.read(SharedSpark.session(), labels, folder.toString()))
          .hasRows("user_id|1|7");
    }
  }

  @Test
  void a_column_that_the_sample_lacks_is_named(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("a.csv"), "type,value,persn\nuser_id,u1,jane\n");
    LabelsConfig labels = new LabelsConfig("a.csv", "type", "value", "person", "truecount.conf:9");
    Assertions.assertThatThrownBy(
            () -> LabelledSample.read(SharedSpark.session(), labels, folder.toString()))
        .isInstanceOf(TruecountException.class)
        .hasMessageContaining("identity.labels reads \"person\", which is no column of a.csv")
        .hasMessageContaining("truecount.conf:9")
        .hasMessageContaining("did you mean \"persn\"?");
  }

  private static IdentityQuality measured(int links, List<Member> members, String changes) {
    return IdentityQuality.of(
        new IdentityQuality.Input(
            map(members),
            column("reason", links == 4 ? "limit,limit" : ""),
            column("reason", links == 4 ? "placeholder,placeholder,invalid" : ""),
            column("change", changes),
            links),
        CONFIG);
  }

  private static Dataset<Row> map(List<Member> members) {
    List<Row> rows =
        members.stream()
            .map(m -> RowFactory.create(m.type(), m.value(), m.customer(), m.component()))
            .toList();
    return SharedSpark.session()
        .createDataFrame(
            rows,
            org.apache.spark.sql.types.StructType.fromDDL(
                "type STRING, value STRING, customer_id STRING, connected_component BIGINT"))
        .selectExpr("xxhash64(type, value) AS identifier_key", "*");
  }

  private static Dataset<Row> column(String name, String values) {
    return SharedSpark.session()
        .createDataFrame(
            values.isEmpty()
                ? List.of()
                : List.of(values.split(",", -1)).stream().map(RowFactory::create).toList(),
            org.apache.spark.sql.types.StructType.fromDDL(name + " STRING"));
  }

  private static Map<String, Integer> sizes(
      List<Member> members, java.util.function.Function<Member, String> cluster) {
    Map<String, Integer> sizes = new HashMap<>();
    members.forEach(member -> sizes.merge(cluster.apply(member), 1, Integer::sum));
    return sizes;
  }

  private static Map<String, Double> histogram(Map<String, Integer> sizes) {
    Map<String, Double> histogram = new TreeMap<>();
    for (int size : sizes.values()) {
      int from = Integer.highestOneBit(size);
      histogram.merge(from == 1 ? "1" : from + "-" + (2 * from - 1), 1.0, Double::sum);
    }
    return histogram;
  }

  private static long dangling(List<Member> members) {
    Map<String, Integer> sizes = sizes(members, Member::customer);
    String known =
        members.stream()
            .filter(member -> !member.type().equals("anon"))
            .map(member -> "/" + member.component() + "/")
            .collect(joining());
    return members.stream()
        .filter(member -> sizes.getOrDefault(member.customer(), 0) == 1)
        .filter(member -> !known.contains("/" + member.component() + "/"))
        .count();
  }
}
