package io.truecount.identity;

import io.truecount.config.IdentityConfig;
import io.truecount.config.IdentityConfig.IdentifierType;
import java.io.Serializable;
import java.util.Comparator;
import java.util.LinkedHashSet;
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
 * <p>What is refused is kept with the reason, one of {@link Refusal}.
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

  private final IdentifierValues values;

  IdentifierReader(IdentityConfig config) {
    this.values = new IdentifierValues(config);
  }

  @Override
  public Row call(Seq<Row> raw) {
    Read read = new Read(new LinkedHashSet<>(), new LinkedHashSet<>());
    for (Row row : CollectionConverters.asJava(raw)) {
      values.read(row.getString(0), row.getString(1), read);
    }
    return read.row();
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
