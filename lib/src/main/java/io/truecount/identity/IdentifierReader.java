package io.truecount.identity;

import io.truecount.config.IdentityConfig;
import io.truecount.config.IdentityConfig.IdentifierType;
import io.truecount.config.IdentityConfig.Level;
import java.io.Serializable;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Locale;
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
 * Reads the identifiers of one record: normalised, without those that may not link records, best
 * first.
 *
 * <p>What is refused is kept with the reason, one of {@link Refusal}. A value of an e-mail or phone
 * type that is a SHA-256 already is accepted as such, in lower case. Account identifiers are
 * neither accepted nor refused: they name no person.
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

  private record Refused(String type, String value, Refusal why) {}

  private final IdentityConfig config;
  private final BlockedValues blocked;
  private transient @Nullable Map<String, Normalizer> normalizers;

  IdentifierReader(IdentityConfig config) {
    this.config = config;
    this.blocked = new BlockedValues(config);
    this.normalizers = Normalizers.of(config);
  }

  @Override
  public Row call(Seq<Row> raw) {
    Set<Identifier> accepted = new LinkedHashSet<>();
    Set<Refused> refused = new LinkedHashSet<>();
    for (Row row : CollectionConverters.asJava(raw)) {
      read(row.getString(0), row.getString(1), accepted, refused);
    }
    return RowFactory.create(
        accepted.stream()
            .sorted(Identifier.BEST_FIRST)
            .map(i -> RowFactory.create(i.priority(), i.type(), i.value()))
            .toList(),
        refused.stream().map(r -> RowFactory.create(r.type(), r.value(), r.why().text())).toList());
  }

  private void read(String name, String raw, Set<Identifier> accepted, Set<Refused> refused) {
    Optional<IdentifierType> type = config.type(name);
    if (type.isEmpty()) {
      refused.add(new Refused(name, raw, Refusal.UNDECLARED));
    } else if (type.get().level() != Level.ACCOUNT) {
      read(type.get(), raw, accepted, refused);
    }
  }

  private void read(
      IdentifierType type, String raw, Set<Identifier> accepted, Set<Refused> refused) {
    String given = raw.strip();
    boolean hashed = HashedValues.isHashable(type) && HashedValues.isHash(given);
    Optional<String> value =
        hashed
            ? Optional.of(given.toLowerCase(Locale.ROOT))
            : normalizer(type.name()).normalize(raw);
    refusal(hashed, given, value)
        .ifPresentOrElse(
            why -> refused.add(new Refused(type.name(), raw, why)),
            () -> accepted.add(new Identifier(type.priority(), type.name(), value.orElseThrow())));
  }

  /** Blocked values are looked for as the source spells them and as they are normalised. */
  private Optional<Refusal> refusal(boolean hashed, String given, Optional<String> value) {
    Optional<Refusal> refusal =
        hashed ? value.flatMap(blocked::refusalOfHash) : blocked.refusal(given);
    if (refusal.isPresent() || hashed) {
      return refusal;
    }
    return value.isEmpty()
        ? Optional.of(Refusal.INVALID)
        : value.filter(v -> !v.equals(given)).flatMap(blocked::refusal);
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
