package io.truecount.metric.manifest;

/**
 * The table behind a semantic model or time spine.
 *
 * @param schema its schema, with the database before it when given; empty for none
 * @param name its name in the schema
 */
public record TableName(String schema, String name) {
  /** A dotted name; the part before the last dot is the schema. */
  public static TableName parse(String dotted) {
    int dot = dotted.lastIndexOf('.');
    return dot < 0
        ? new TableName("", dotted)
        : new TableName(dotted.substring(0, dot), dotted.substring(dot + 1));
  }

  @Override
  public String toString() {
    return schema.isEmpty() ? name : schema + "." + name;
  }
}
