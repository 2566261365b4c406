package io.truecount.metric.plan;

import io.truecount.metric.manifest.SemanticModel;
import java.util.List;
import java.util.Optional;

/**
 * A model that the values of dimensions are read from.
 *
 * @param model empty when only the time spine is read
 * @param columns the columns of groups and filters
 * @param outputs the names of the queried columns
 * @param joins how many joins it needs
 */
record DimensionSource(
    Optional<SemanticModel> model, FilterColumns columns, List<String> outputs, int joins) {
  DimensionSource {
    outputs = List.copyOf(outputs);
  }
}
