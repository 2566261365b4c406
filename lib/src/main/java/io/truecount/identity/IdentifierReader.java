package io.truecount.identity;

import io.truecount.config.IdentityConfig;
import io.truecount.identity.RecordReader.Reading;
import io.truecount.identity.rules.Identifier;
import java.io.Serializable;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.collection.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Reads the identifiers of one record as {@link RecordReader} does: normalised, without those that
 * may not link records, best first.
 *
 * <p>What is refused is kept with the reason, one of {@link Refusal}. A record with several values
 * of a unique type has no identifier that links, as which of them is right cannot be known.
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
                      .add("reason", DataTypes.StringType)
                      .add("detail", DataTypes.StringType),
                  false));

  private final RecordReader reader;

  IdentifierReader(IdentityConfig config) {
    this.reader = new RecordReader(config);
  }

  @Override
  public Row call(Seq<Row> raw) {
    Reading reading =
        reader.read(
            CollectionConverters.asJava(raw).stream()
                .map(row -> new Identifier(row.getString(0), row.getString(1)))
                .toList());
    Stream<Row> ignored =
        reading.ignored().stream()
            .distinct()
            .map(i -> RowFactory.create(i.type(), i.value(), i.reason(), i.detail()));
    return reading.clash().isPresent()
        ? RowFactory.create(List.of(), Stream.concat(ignored, clashing(reading)).toList())
        : RowFactory.create(accepted(reading), ignored.toList());
  }

  private List<Row> accepted(Reading reading) {
    return reading.accepted().stream()
        .map(id -> RowFactory.create(reader.priority(id), id.type(), id.value()))
        .toList();
  }

  private static Stream<Row> clashing(Reading reading) {
    String reason = Refusal.SEVERAL_VALUES.text();
    return reading.accepted().stream()
        .map(id -> RowFactory.create(id.type(), id.value(), reason, null));
  }
}
