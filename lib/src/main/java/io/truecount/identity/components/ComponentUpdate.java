package io.truecount.identity.components;

import static io.truecount.identity.components.ComponentFinder.COMPONENT;
import static io.truecount.identity.components.ComponentFinder.ID;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What new edges change in stored labels.
 *
 * @param added labels of identifiers that had none: columns id (unique) and component
 * @param merged stored components that are part of another now: columns component (unique) and into
 */
public record ComponentUpdate(Dataset<Row> added, Dataset<Row> merged) {
  /** The component that took another one in. */
  public static final String INTO = "into";

  /** The labels of all edges, stored and new: equal to those of a full run. */
  public Dataset<Row> applyTo(Dataset<Row> labels) {
    return labels
        .select(ID, COMPONENT)
        .join(merged.select(COMPONENT, INTO), COMPONENT, "left")
        .select(col(ID), coalesce(col(INTO), col(COMPONENT)).as(COMPONENT))
        .unionByName(added.select(ID, COMPONENT));
  }
}
