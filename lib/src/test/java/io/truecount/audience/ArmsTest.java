package io.truecount.audience;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.truecount.testkit.SharedSpark;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

final class ArmsTest {
  private static final StructType TEXTS =
      new StructType().add("prefix", DataTypes.StringType).add("customer_id", DataTypes.StringType);

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Facts of growthbook-python's tests/cases.json: seed, value, hash. */
  private static final String GROWTHBOOK =
      """
      [["seed", "a", 2, 0.0505], ["seed", "b", 2, 0.2696], ["foo", "ab", 2, 0.2575],
       ["foo", "def", 2, 0.2019], ["89123klj", "8952klfjas09ujkasdf", 2, 0.124],
       ["90850943850283058242805", "123", 2, 0.7516], ["()**(%$##$%#$#", "___)((*\\":&", 2, 0.0128]]
      """;

  @Test
  void growthbooks_hash_is_that_of_its_libraries() throws IOException {
    assertGrowthBook(JSON.readTree(GROWTHBOOK));
  }

  /** All facts that are at hand; skipped where the folder with the cases is not. */
  @Test
  void growthbooks_hash_is_that_of_all_vectors() throws IOException {
    Path file =
        Path.of(
            System.getProperty("truecount.root"),
            "../shared/cases/holdout_hash/growthbook_vectors.json");
    assumeThat(file).as("cases of holdout_hash").exists();
    assertGrowthBook(JSON.readTree(Files.readString(file)).get("hash"));
  }

  private static void assertGrowthBook(JsonNode vectors) {
    List<Row> texts = new ArrayList<>();
    List<Long> expected = new ArrayList<>();
    for (JsonNode vector : vectors) {
      if (vector.get(2).asInt() == 2) {
        texts.add(RowFactory.create(vector.get(0).asText(), vector.get(1).asText()));
        expected.add(vector.get(3).decimalValue().movePointRight(4).longValueExact());
      }
    }
    assertThat(expected).isNotEmpty();
    assertThat(numbers(Holdout.Function.GROWTHBOOK, texts)).isEqualTo(expected);
  }

  @Test
  void the_documented_bytes_are_hashed() throws NoSuchAlgorithmException {
    Holdout holdout =
        new Holdout(
            Holdout.Function.SHA256, new BigDecimal("0.05"), Optional.of("spring ü"), "buyers");
    Random random = new Random(20);
    List<String> customers =
        IntStream.range(0, 500).mapToObj(i -> "c%d".formatted(random.nextLong())).toList();
    List<Row> texts = customers.stream().map(c -> RowFactory.create(holdout.prefix(), c)).toList();
    List<Long> expected = new ArrayList<>();
    for (String customer : customers) {
      byte[] bytes = ("spring ü|buyers|" + customer).getBytes(UTF_8);
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      long first = 0;
      for (int i = 0; i < 8; i++) {
        first = first << 8 | (digest[i] & 0xFF);
      }
      expected.add(Long.remainderUnsigned(first, 10_000));
    }
    List<Long> numbers = numbers(Holdout.Function.SHA256, texts);
    assertThat(numbers).isEqualTo(expected);
    assertThat(numbers.stream().filter(n -> n < holdout.limit()).count()).isBetween(10L, 45L);
  }

  private static List<Long> numbers(Holdout.Function function, List<Row> texts) {
    return SharedSpark.session()
        .createDataFrame(texts, TEXTS)
        .coalesce(1)
        .select(Arms.number(function, col("prefix"), col("customer_id")).plus(lit(0L)))
        .as(Encoders.LONG())
        .collectAsList();
  }

  @Test
  void a_share_is_exact_to_a_ten_thousandth_and_rounded_up_below_it() {
    assertThat(limit("0.07")).isEqualTo(700);
    assertThat(limit("0.0001")).isEqualTo(1);
    assertThat(limit("0.00001")).isEqualTo(1);
    assertThat(limit("0")).isZero();
    assertThat(limit("1")).isEqualTo(10_000);
  }

  private static int limit(String share) {
    return new Holdout(Holdout.Function.SHA256, new BigDecimal(share), Optional.empty(), "buyers")
        .limit();
  }
}
