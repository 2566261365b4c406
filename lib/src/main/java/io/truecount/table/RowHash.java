package io.truecount.table;

import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.map_entries;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.Arrays;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructType;

/**
 * 64-bit hashes that tell values of any type apart. Spark's own passes over NULLs and over where
 * arrays end, and has none of maps; so what is hashed says these as well, and maps are sorted.
 * Cost: that of xxhash64 and a flag a value; arrays and maps are rebuilt.
 */
public final class RowHash {
  private RowHash() {}

  /** Of all columns of rows with this schema. */
  public static Column of(StructType schema) {
    return xxhash64(
        Arrays.stream(schema.fields())
            .flatMap(field -> parts(Quoting.column(field.name()), field.dataType()))
            .toArray(Column[]::new));
  }

  /**
   * Two hashes of all columns, which tell more rows apart than there can be: 128 bits.
   *
   * @param first name of the one
   * @param second name of the other
   */
  public static Column[] wide(StructType schema, String first, String second) {
    Column[] salted =
        Stream.concat(
                Stream.of(lit(first)),
                Arrays.stream(schema.fields())
                    .flatMap(field -> parts(Quoting.column(field.name()), field.dataType())))
            .toArray(Column[]::new);
    return new Column[] {of(schema).as(first), xxhash64(salted).as(second)};
  }

  /** What xxhash64 has to be given of a value that is not NULL. */
  public static Stream<Column> ofPresent(Column value, DataType type) {
    if (type instanceof StructType struct) {
      return Arrays.stream(struct.fields())
          .flatMap(field -> parts(value.getField(field.name()), field.dataType()));
    } else if (type instanceof ArrayType array) {
      return Stream.of(size(value), elements(value, array.elementType()));
    } else if (type instanceof MapType map) {
      StructType entry = new StructType().add("key", map.keyType()).add("value", map.valueType());
      return Stream.of(size(value), array_sort(elements(map_entries(value), entry)));
    }
    return Stream.of(value);
  }

  private static Stream<Column> parts(Column value, DataType type) {
    return Stream.concat(ofPresent(value, type), Stream.of(value.isNull()));
  }

  private static Column elements(Column array, DataType type) {
    return transform(array, one -> struct(parts(one, type).toArray(Column[]::new)));
  }
}
