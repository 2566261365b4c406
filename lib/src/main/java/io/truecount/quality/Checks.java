package io.truecount.quality;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import io.truecount.config.ChecksConfig.MinRows;
import io.truecount.config.ChecksConfig.QuarantineShare;
import io.truecount.config.Severity;
import io.truecount.table.TableDefinition;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** The checks between computing and publishing; each reads only the columns it is about. */
public final class Checks {
  public static final String QUARANTINE_SHARE = "quarantine-share";

  private Checks() {}

  /**
   * No two rows of a table share its key, and no key is NULL where it may not be. All tables are
   * looked at in one query. Cost: one shuffle of a number a row; where two rows share a number, or
   * a key is NULL, one shuffle of the table's keys.
   *
   * @param rows about how many all of them have
   * @return one result a table, in the order of the tables
   */
  public static List<CheckResult> uniqueKeys(Map<TableDefinition, Dataset<Row>> tables, long rows) {
    return uniqueKeys(tables, Map.of(), rows);
  }

  /**
   * As {@link #uniqueKeys(Map, long)}, with the hashes of the keys of some tables given. The rows
   * of such a table are read only where a hash occurs twice, or is 0.
   *
   * @param hashes by the table's name: one column of 64-bit hashes, not NULL; equal keys have equal
   *     ones, a key with a NULL where it may not be has 0, and keys that are known to be unique are
   *     left out
   */
  public static List<CheckResult> uniqueKeys(
      Map<TableDefinition, Dataset<Row>> tables, Map<String, Dataset<Row>> hashes, long rows) {
    Set<String> suspects = suspects(tables, hashes, rows);
    return tables.entrySet().stream()
        .map(
            one -> {
              TableDefinition table = one.getKey();
              return suspects.contains(table.name())
                  ? uniqueKey(table, violations(table, one.getValue()))
                  : uniqueKey(table, RowFactory.create(0L, 0L));
            })
        .toList();
  }

  private static CheckResult uniqueKey(TableDefinition table, Row found) {
    long repeated = found.isNullAt(0) ? 0 : found.getLong(0);
    long empty = found.isNullAt(1) ? 0 : found.getLong(1);
    return new CheckResult(
        "unique-key",
        table.name(),
        Severity.STOP,
        repeated == 0 && empty == 0,
        "%d repeated keys, %d rows with a NULL in the key".formatted(repeated, empty),
        "each %s once".formatted(String.join(" + ", table.key())));
  }

  private static Row violations(TableDefinition table, Dataset<Row> rows) {
    return rows.groupBy(key(table))
        .agg(count(lit(1)).as("n"))
        .agg(
            sum(when(col("n").gt(1), 1).otherwise(0)),
            sum(when(hasNull(table), col("n")).otherwise(0)))
        .collectAsList()
        .get(0);
  }

  /** The tables in which a key occurs twice or is NULL; rarely others, by collision of hashes. */
  static Set<String> suspects(
      Map<TableDefinition, Dataset<Row>> tables, Map<String, Dataset<Row>> hashes, long rows) {
    List<Map.Entry<TableDefinition, Dataset<Row>>> order = List.copyOf(tables.entrySet());
    Set<Integer> groups =
        IntStream.range(0, order.size())
            .mapToObj(i -> numbers(i, hashes(i, order.get(i), hashes)))
            .reduce(Dataset::unionAll)
            .map(numbers -> RepeatedNumbers.groups(numbers, rows))
            .orElse(Set.of());
    return IntStream.range(0, order.size())
        .filter(i -> groups.contains(i % RepeatedNumbers.GROUPS))
        .mapToObj(i -> order.get(i).getKey().name())
        .collect(Collectors.toSet());
  }

  /** A number for each hash, with the table as its group; the group alone where it is 0. */
  private static Dataset<Row> numbers(int position, Dataset<Row> hashes) {
    int group = position % RepeatedNumbers.GROUPS;
    Column hash = hashes.col(hashes.columns()[0]);
    return hashes.select(hash.bitwiseAND(-RepeatedNumbers.GROUPS).bitwiseOR(group).as("number"));
  }

  /** Tables share keys, as a model and what it is made of: each has hashes of its own. */
  private static Dataset<Row> hashes(
      int position,
      Map.Entry<TableDefinition, Dataset<Row>> table,
      Map<String, Dataset<Row>> given) {
    TableDefinition definition = table.getKey();
    Column[] own =
        Stream.concat(Stream.of(lit(position)), Stream.of(key(definition))).toArray(Column[]::new);
    Column hash = when(hasNull(definition), 0L).otherwise(xxhash64(own));
    return given.getOrDefault(definition.name(), table.getValue().select(hash.as("hash")));
  }

  private static Column[] key(TableDefinition table) {
    return table.key().stream().map(name -> col(name)).toArray(Column[]::new);
  }

  private static Column hasNull(TableDefinition table) {
    return table.key().stream()
        .filter(k -> !table.nullable().contains(k))
        .map(k -> col(k).isNull())
        .reduce(lit(false), Column::or);
  }

  /** A table has at least so many rows. Cost: a count from file metadata. */
  public static CheckResult minRows(MinRows config, long rows) {
    return new CheckResult(
        "rows",
        config.table(),
        config.severity(),
        rows >= config.min(),
        "%d rows".formatted(rows),
        "at least %d".formatted(config.min()));
  }

  /** No source had a larger share of its records quarantined. */
  public static List<CheckResult> quarantineShare(List<Row> counts, QuarantineShare config) {
    return counts.stream()
        .filter(row -> row.<Long>getAs("read") > 0)
        .map(row -> quarantineShare(row, config))
        .toList();
  }

  private static CheckResult quarantineShare(Row row, QuarantineShare config) {
    double share = (double) row.<Long>getAs("quarantined") / row.<Long>getAs("read");
    return new CheckResult(
        QUARANTINE_SHARE,
        row.getAs("source"),
        config.severity(),
        share <= config.max(),
        String.format(Locale.ROOT, "%.2f %% of the records", share * 100),
        String.format(Locale.ROOT, "at most %.2f %%", config.max() * 100));
  }
}
