package io.truecount.identity.components;

import static io.truecount.identity.components.ComponentFinder.A;
import static io.truecount.identity.components.ComponentFinder.B;
import static io.truecount.identity.components.ComponentFinder.ID;
import static org.apache.spark.sql.functions.col;

import io.truecount.error.Problem;
import io.truecount.error.TruecountException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;

/** A graph whose columns were checked: {@code id} of vertices, {@code a}, {@code b} of edges. */
record Inputs(Dataset<Row> vertices, Dataset<Row> edges, KeyType type) {

  static Inputs of(Dataset<Row> vertices, Dataset<Row> edges) {
    List<Problem> problems = new ArrayList<>();
    check(vertices, "vertices", List.of(ID), problems);
    check(edges, "edges", List.of(A, B), problems);
    if (problems.isEmpty()) {
      checkOneType(vertices, edges, problems);
    }
    if (!problems.isEmpty()) {
      throw TruecountException.invalid(problems);
    }
    DataType type = vertices.schema().apply(ID).dataType();
    return new Inputs(vertices.select(ID), edges.select(A, B), KeyType.of(type));
  }

  /** Column id: every end of an edge and every vertex, as often as it occurs. */
  Dataset<Row> identifiers() {
    return vertices.union(edges.select(A)).union(edges.select(B)).toDF(ID);
  }

  /** A scan of the input, for engines that do not see nulls on their way. */
  void refuseNulls() {
    if (!edges.where(col(A).isNull().or(col(B).isNull())).isEmpty()) {
      throw nullIdentifier("edges");
    }
    if (!vertices.where(col(ID).isNull()).isEmpty()) {
      throw nullIdentifier("vertices");
    }
  }

  static TruecountException nullIdentifier(String where) {
    return TruecountException.invalid(
        new Problem(
            "null identifier",
            where,
            "a null is no identifier and joins nothing",
            "drop such rows before finding components"));
  }

  static TruecountException longIdentifier(int bytes) {
    return TruecountException.invalid(
        new Problem(
            String.format(
                Locale.ROOT, "an identifier of %,d bytes (at most %,d)", bytes, Chunk.LONGEST_KEY),
            "vertices or edges",
            "identifiers are kept whole in memory, and one of this length is no identifier",
            "drop such rows, or give a hash of it"));
  }

  private static void check(
      Dataset<Row> rows, String where, List<String> columns, List<Problem> problems) {
    List<String> present = Arrays.asList(rows.columns());
    for (String column : columns) {
      if (!present.contains(column)) {
        problems.add(
            Problem.of(
                "missing column \"%s\" (columns: %s)".formatted(column, String.join(", ", present)),
                where,
                "rename or add the column"));
      } else if (!KeyType.supports(rows.schema().apply(column).dataType())) {
        problems.add(
            Problem.of(
                "column \"%s\" is %s, not bigint or string"
                    .formatted(column, rows.schema().apply(column).dataType().simpleString()),
                where,
                "cast it to bigint or string"));
      }
    }
  }

  private static void checkOneType(
      Dataset<Row> vertices, Dataset<Row> edges, List<Problem> problems) {
    DataType type = vertices.schema().apply(ID).dataType();
    boolean same =
        Stream.of(A, B).allMatch(column -> edges.schema().apply(column).dataType().equals(type));
    if (!same) {
      problems.add(
          Problem.of(
              "identifiers of several types: vertices are %s, edges are %s"
                  .formatted(type.simpleString(), edges.schema().simpleString()),
              "edges",
              "cast all identifiers to one type"));
    }
  }
}
