package io.truecount.metric.manifest;

import java.util.List;

/**
 * A table with one row for every value of a grain, such as every day, and columns of custom grains.
 */
public record TimeSpine(
    TableName table, String column, Grain grain, List<CustomGrain> customGrains, String where) {
  public TimeSpine {
    customGrains = List.copyOf(customGrains);
  }

  public record CustomGrain(String name, String column) {}
}
