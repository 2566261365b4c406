package io.truecount.identity.components;

import static io.truecount.identity.components.LabelIndex.COMPONENT_HIGH;
import static io.truecount.identity.components.LabelIndex.COMPONENT_LOW;
import static io.truecount.identity.components.LabelIndex.HIGH;
import static io.truecount.identity.components.LabelIndex.LABEL;
import static io.truecount.identity.components.LabelIndex.LOW;

import com.google.common.collect.Iterators;
import java.util.Iterator;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.codegen.UnsafeRowWriter;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Rows of identifiers as rows of their digests. One row object. */
final class DigestRows {
  private static final StructType ONE =
      new StructType().add(HIGH, DataTypes.LongType, false).add(LOW, DataTypes.LongType, false);
  private static final StructType TWO =
      ONE.add(COMPONENT_HIGH, DataTypes.LongType, false)
          .add(COMPONENT_LOW, DataTypes.LongType, false);

  private final KeyType type;
  private final Digester digester;
  private final UnsafeRowWriter writer;

  private DigestRows(KeyType type, Digester digester, UnsafeRowWriter writer) {
    this.type = type;
    this.digester = digester;
    this.writer = writer;
  }

  /** Two columns of identifiers as four words. */
  static Dataset<Row> pairs(Dataset<Row> rows, Digests digests) {
    KeyType type = type(rows);
    return dataset(
        rows,
        TWO,
        part -> {
          var made = new DigestRows(type, digests.digester(), new UnsafeRowWriter(4));
          return Iterators.transform(part, made::pair);
        });
  }

  /** Two columns of identifiers as four words, and themselves. */
  static Dataset<Row> pairsAnd(Dataset<Row> rows, Digests digests) {
    KeyType type = type(rows);
    StructType schema = TWO;
    for (String name : rows.columns()) {
      schema = schema.add(name, type.dataType(), false);
    }
    return dataset(
        rows,
        schema,
        part -> {
          var made = new DigestRows(type, digests.digester(), new UnsafeRowWriter(6, 128));
          return Iterators.transform(part, made::pairAnd);
        });
  }

  /** A column of identifiers as two words and the identifier. */
  static Dataset<Row> named(Dataset<Row> rows, Digests digests) {
    KeyType type = type(rows);
    return dataset(
        rows,
        ONE.add(LABEL, type.dataType(), false),
        part -> {
          var made = new DigestRows(type, digests.digester(), new UnsafeRowWriter(3, 64));
          return Iterators.transform(part, made::named);
        });
  }

  private static KeyType type(Dataset<Row> rows) {
    return KeyType.of(rows.schema().apply(0).dataType());
  }

  private static Dataset<Row> dataset(
      Dataset<Row> rows,
      StructType schema,
      FlatMapFunction<Iterator<InternalRow>, InternalRow> make) {
    return ((SparkSession) rows.sparkSession())
        .internalCreateDataFrame(Scans.rows(rows).mapPartitions(make).rdd(), schema, false);
  }

  private InternalRow pair(InternalRow row) {
    write(row, 0);
    write(row, 1);
    return writer.getRow();
  }

  private InternalRow pairAnd(InternalRow row) {
    writer.reset();
    write(row, 0);
    write(row, 1);
    type.copy(row, 0, writer, 4);
    type.copy(row, 1, writer, 5);
    return writer.getRow();
  }

  private InternalRow named(InternalRow row) {
    writer.reset();
    write(row, 0);
    type.copy(row, 0, writer, 2);
    return writer.getRow();
  }

  private void write(InternalRow row, int column) {
    type.digest(row, column, digester);
    writer.write(2 * column, digester.high);
    writer.write(2 * column + 1, digester.low);
  }
}
