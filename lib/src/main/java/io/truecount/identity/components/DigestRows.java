package io.truecount.identity.components;

import static io.truecount.identity.components.LabelIndex.COMPONENT_HIGH;
import static io.truecount.identity.components.LabelIndex.COMPONENT_LOW;
import static io.truecount.identity.components.LabelIndex.HIGH;
import static io.truecount.identity.components.LabelIndex.LABEL;
import static io.truecount.identity.components.LabelIndex.LOW;

import com.google.common.collect.Iterators;
import java.io.Serializable;
import java.util.Iterator;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.codegen.UnsafeRowWriter;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Rows of identifiers as rows of their digests. One row object. */
final class DigestRows {
  private static final StructType ONE =
      new StructType().add(HIGH, DataTypes.LongType, false).add(LOW, DataTypes.LongType, false);
  private static final StructType TWO =
      ONE.add(COMPONENT_HIGH, DataTypes.LongType, false)
          .add(COMPONENT_LOW, DataTypes.LongType, false);

  /** Bytes that two identifiers seldom outgrow; they may. */
  private static final int BUFFER = 128;

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
    return dataset(rows, TWO, digests, DigestRows::pair);
  }

  /** Two columns of identifiers as four words, and themselves under their names. */
  static Dataset<Row> namedPairs(Dataset<Row> rows, Digests digests) {
    StructType schema = namedPairs(type(rows).dataType(), rows.columns());
    return dataset(rows, schema, digests, DigestRows::namedPair);
  }

  static StructType namedPairs(DataType type, String... names) {
    StructType schema = TWO;
    for (String name : names) {
      schema = schema.add(name, type, false);
    }
    return schema;
  }

  /** A column of identifiers as two words and the identifier. */
  static Dataset<Row> named(Dataset<Row> rows, Digests digests) {
    return dataset(rows, named(type(rows).dataType()), digests, DigestRows::named);
  }

  static StructType pairs() {
    return TWO;
  }

  static StructType named(DataType type) {
    return ONE.add(LABEL, type, false);
  }

  private static KeyType type(Dataset<Row> rows) {
    return KeyType.of(rows.schema().apply(0).dataType());
  }

  /** Writes the digests of a row. */
  private interface Make extends Serializable {
    void row(DigestRows digests, InternalRow row);
  }

  private static Dataset<Row> dataset(
      Dataset<Row> rows, StructType schema, Digests digests, Make make) {
    KeyType type = type(rows);
    int fields = schema.size();
    FlatMapFunction<Iterator<InternalRow>, InternalRow> digested =
        part -> {
          var made = new DigestRows(type, digests.digester(), new UnsafeRowWriter(fields, BUFFER));
          return Iterators.transform(part, row -> made.made(make, row));
        };
    return ((SparkSession) rows.sparkSession())
        .internalCreateDataFrame(Scans.rows(rows).mapPartitions(digested).rdd(), schema, false);
  }

  private InternalRow made(Make make, InternalRow row) {
    writer.reset();
    make.row(this, row);
    return writer.getRow();
  }

  private void pair(InternalRow row) {
    write(row, 0);
    write(row, 1);
  }

  private void namedPair(InternalRow row) {
    pair(row);
    type.copy(row, 0, writer, 4);
    type.copy(row, 1, writer, 5);
  }

  private void named(InternalRow row) {
    write(row, 0);
    type.copy(row, 0, writer, 2);
  }

  private void write(InternalRow row, int column) {
    type.digest(row, column, digester);
    writer.write(2 * column, digester.high);
    writer.write(2 * column + 1, digester.low);
  }
}
