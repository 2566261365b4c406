package io.truecount.source.scan;

import java.io.Serializable;
import org.apache.spark.sql.types.StructType;

/** How files become rows; travels to the tasks. */
public interface FileFormat extends Serializable {
  StructType schema();

  /**
   * A parser for one task.
   *
   * @param needed for each column of the schema, whether anybody reads it; the others may stay NULL
   */
  FileParser parser(boolean[] needed);
}
