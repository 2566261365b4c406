package io.truecount.identity;

import io.truecount.config.IdentityConfig;
import io.truecount.config.IdentityConfig.IdentifierType;
import io.truecount.config.IdentityConfig.Level;
import java.io.Serializable;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import scala.collection.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Reads the identifiers of one record: normalised, without those that link nobody, best first.
 *
 * <p>What is refused is kept with the reason: {@code undeclared} type, {@code blocked} value, or
 * {@code invalid} for its type. Account identifiers are neither accepted nor refused: they name no
 * person.
 */
final class IdentifierReader implements UDF1<Seq<Row>, Row>, Serializable {
  private static final long serialVersionUID = 1L;

  static final String ACCEPTED = "accepted";
  static final String REFUSED = "refused";

  static final StructType TYPE =
      new StructType()
          .add(
              ACCEPTED,
              DataTypes.createArrayType(
                  new StructType()
                      .add("priority", DataTypes.IntegerType)
                      .add("type", DataTypes.StringType)
                      .add("value", DataTypes.StringType),
                  false))
          .add(
              REFUSED,
              DataTypes.createArrayType(
                  new StructType()
                      .add("type", DataTypes.StringType)
                      .add("value", DataTypes.StringType)
                      .add("reason", DataTypes.StringType),
                  false));

  private record Identifier(int priority, String type, String value) {
    static final Comparator<Identifier> BEST_FIRST =
        Comparator.comparingInt(Identifier::priority).thenComparing(Identifier::value);
  }

  private record Refusal(String type, String value, String reason) {}

  private final IdentityConfig config;
  private final BlockedValues blocked;
  private transient @Nullable Map<String, Normalizer> normalizers;

  IdentifierReader(IdentityConfig config) {
    this.config = config;
    this.blocked = new BlockedValues(config.blocked());
    this.normalizers = Normalizers.of(config);
  }

  @Override
  public Row call(Seq<Row> raw) {
    Set<Identifier> accepted = new LinkedHashSet<>();
    Set<Refusal> refused = new LinkedHashSet<>();
    for (Row row : CollectionConverters.asJava(raw)) {
      read(row.getString(0), row.getString(1), accepted, refused);
    }
    return RowFactory.create(
        accepted.stream()
            .sorted(Identifier.BEST_FIRST)
            .map(i -> RowFactory.create(i.priority(), i.type(), i.value()))
            .toList(),
        refused.stream().map(r -> RowFactory.create(r.type(), r.value(), r.reason())).toList());
  }

  private void read(String name, String raw, Set<Identifier> accepted, Set<Refusal> refused) {
    Optional<IdentifierType> type = config.type(name);
    if (type.isEmpty()) {
      refused.add(new Refusal(name, raw, "undeclared"));
    } else if (type.get().level() != Level.ACCOUNT) {
      String given = raw.strip();
      if (blocked.contains(given)) {
        refused.add(new Refusal(name, raw, "blocked"));
        return;
      }
      Optional<String> value = normalizer(name).normalize(raw);
      if (value.isEmpty()) {
        refused.add(new Refusal(name, raw, "invalid"));
      } else if (!value.get().equals(given) && blocked.contains(value.get())) {
        refused.add(new Refusal(name, raw, "blocked"));
      } else {
        accepted.add(new Identifier(type.get().priority(), name, value.get()));
      }
    }
  }

  /** Made on each executor: a project's own normaliser need not survive serialisation. */
  private Normalizer normalizer(String type) {
    Map<String, Normalizer> made = normalizers;
    if (made == null) {
      made = Normalizers.of(config);
      normalizers = made;
    }
    return java.util.Objects.requireNonNull(made.get(type));
  }
}
