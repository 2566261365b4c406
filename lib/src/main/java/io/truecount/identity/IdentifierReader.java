package io.truecount.identity;

import io.truecount.config.IdentityConfig;
import io.truecount.config.IdentityConfig.IdentifierType;
import java.io.Serializable;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.collection.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Reads the identifiers of one record: normalised, without those that may not link records, best
 * first.
 *
 * <p>What is refused is kept with the reason, one of {@link Refusal}. A record with several values
 * of a unique type has no identifier that links.
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
  private final IdentifierValues values;

  IdentifierReader(IdentityConfig config) {
    this.config = config;
    this.values = new IdentifierValues(config);
  }

  @Override
  public Row call(Seq<Row> raw) {
    Read read = new Read(new LinkedHashSet<>(), new LinkedHashSet<>());
    for (Row row : CollectionConverters.asJava(raw)) {
      values.read(row.getString(0), row.getString(1), read);
    }
    return RecordReader.clash(config, read.unordered()).isPresent()
        ? read.refusedRow()
        : read.row();
  }

  private record Read(Set<Identifier> identifiers, Set<Refused> others)
      implements IdentifierValues.Sink {
    @Override
    public void accepted(IdentifierType type, String value) {
      identifiers.add(new Identifier(type.priority(), type.name(), value));
    }

    @Override
    public void refused(String type, String raw, Refusal why) {
      others.add(new Refused(type, raw, why));
    }

    List<io.truecount.identity.rules.Identifier> unordered() {
      return identifiers.stream()
          .map(i -> new io.truecount.identity.rules.Identifier(i.type(), i.value()))
          .toList();
    }

    /** None of the identifiers links: which of them is right cannot be known. */
    Row refusedRow() {
      identifiers.forEach(
          i -> others.add(new Refused(i.type(), i.value(), Refusal.SEVERAL_VALUES)));
      identifiers.clear();
      return row();
    }

    Row row() {
      return RowFactory.create(
          identifiers.stream()
              .sorted(Identifier.BEST_FIRST)
              .map(i -> RowFactory.create(i.priority(), i.type(), i.value()))
              .toList(),
          others.stream()
              .map(r -> RowFactory.create(r.type(), r.value(), r.why().text()))
              .toList());
    }
  }
}
