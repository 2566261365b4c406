package io.truecount.table;

import static java.util.stream.Collectors.joining;

/** The few SQL statements that have no equal in the formats' own interfaces; all names quoted. */
final class Ddl {
  private Ddl() {}

  static String addColumn(String table, Schemas.Addition add) {
    String path = add.path().stream().map(Quoting::sparkName).collect(joining("."));
    return "ALTER TABLE %s ADD COLUMNS (%s %s COMMENT %s)"
        .formatted(table, path, add.type().sql(), Quoting.sparkText(add.comment()));
  }
}
