package io.truecount.quality;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/**
 * Identity resolution against a known truth, by pairs of identifiers.
 *
 * @param precision share of the pairs put together that belong together
 * @param recall share of the pairs that belong together that were put together
 */
public record Accuracy(double precision, double recall) {
  public ObjectNode json() {
    return new ObjectMapper().createObjectNode().put("precision", precision).put("recall", recall);
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "precision %.4f, recall %.4f", precision, recall);
  }
}
