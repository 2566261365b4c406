package io.truecount.model;

import com.google.common.collect.ImmutableSet;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Why a definition may not call one of Spark's functions: its value depends on more than its
 * arguments, so that a repeated run would give other rows; or it does something else than giving a
 * value.
 */
public enum Restriction {
  CLOCK(
      "reads the clock",
      "a repeated run would give other rows",
      "use ${as_of}, ${interval_start} or ${interval_end}",
      ImmutableSet.of(
          "now", "curdate", "current_timestamp", "current_date", "current_time", "localtimestamp")),
  RANDOM(
      "is random",
      "a repeated run would give other rows",
      "use a hash of columns, such as xxhash64(event_id)",
      ImmutableSet.of("rand", "randn", "random", "randstr", "uniform", "uuid", "shuffle")),
  PLACE(
      "depends on where a row is stored",
      "a repeated run would give other rows",
      "use columns of the table; row_number() over a unique order numbers rows",
      ImmutableSet.of(
          "monotonically_increasing_id",
          "spark_partition_id",
          "input_file_name",
          "input_file_block_start",
          "input_file_block_length")),
  SESSION(
      "depends on who runs it and where",
      "another user or machine would get other rows",
      "write the value, or set it under variables in truecount.conf",
      ImmutableSet.of(
          "current_user",
          "session_user",
          "user",
          "current_catalog",
          "current_database",
          "current_schema",
          "current_timezone",
          "version")),
  CODE(
      "runs code outside of SQL",
      "a definition only reads tables",
      "write it in SQL",
      ImmutableSet.of("reflect", "java_method", "try_reflect")),
  FAILURE(
      "ends the run",
      "its message may show values of the data",
      "promise it in the model's header: tests { not_null, unique, accepted_values }",
      ImmutableSet.of("raise_error", "assert_true")),
  FILES(
      "can read files",
      "a definition only reads tables",
      "declare a source that reads them",
      ImmutableSet.of("from_avro", "to_avro", "schema_of_avro", "from_protobuf", "to_protobuf"));

  /** Without a timestamp to convert it is the current one. */
  private static final String UNIX_TIMESTAMP = "unix_timestamp";

  /** With fewer arguments than this its initialization vector is random. */
  private static final int VECTOR = 5;

  private static final String AES_ENCRYPT = "aes_encrypt";

  /** SQL's functions without parentheses; {@code user} is left out, as columns are called so. */
  private static final ImmutableSet<String> BARE =
      ImmutableSet.of(
          "current_timestamp",
          "current_date",
          "current_time",
          "localtimestamp",
          "current_user",
          "session_user");

  private final String effect;
  private final String why;
  private final String remedy;
  private final ImmutableSet<String> functions;

  Restriction(String effect, String why, String remedy, ImmutableSet<String> functions) {
    this.effect = effect;
    this.why = why;
    this.remedy = remedy;
    this.functions = functions;
  }

  /**
   * Why a function may not be called.
   *
   * @param name its parts as written; the last one counts, for {@code builtin.rand} too
   * @param arguments how many the call has
   * @return empty when it may be called
   */
  public static Optional<Restriction> ofCall(List<String> name, int arguments) {
    String function = name.get(name.size() - 1).toLowerCase(Locale.ROOT);
    if (function.equals(UNIX_TIMESTAMP) && arguments == 0) {
      return Optional.of(CLOCK);
    } else if (function.equals(AES_ENCRYPT) && arguments < VECTOR) {
      return Optional.of(RANDOM);
    }
    return Arrays.stream(values()).filter(r -> r.functions.contains(function)).findFirst();
  }

  /** Why a name without parentheses, which Spark may take for a function, may not be used. */
  public static Optional<Restriction> ofName(List<String> name) {
    return name.size() == 1 && BARE.contains(name.get(0).toLowerCase(Locale.ROOT))
        ? ofCall(name, 0)
        : Optional.empty();
  }

  /** What such a function does, as a verb phrase: {@code reads the clock}. */
  public String effect() {
    return effect;
  }

  public String why() {
    return why;
  }

  public String remedy() {
    return remedy;
  }
}
