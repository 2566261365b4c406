package io.truecount.jobs.nightly;

import io.truecount.config.PropertyConfig;
import io.truecount.event.EventTables;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Properties that contracts declare and that no event loaded before this run can have. */
final class NewProperties {
  private NewProperties() {}

  /** A line for people; empty when there are none. Cost: the stored schema, no row is read. */
  static Optional<String> line(RunContext context) {
    if (context.releases().last().isEmpty() || !context.store().exists(EventTables.EVENTS)) {
      return Optional.empty();
    }
    StructType events = context.store().read(EventTables.EVENTS).schema();
    StructType stored = (StructType) events.apply(EventTables.PROPERTIES).dataType();
    List<String> added =
        context.config().sources().stream()
            .flatMap(source -> source.properties().stream())
            .map(PropertyConfig::name)
            .distinct()
            .filter(name -> fields(stored).noneMatch(name::equalsIgnoreCase))
            .toList();
    Instant from = context.run().interval().start();
    return added.isEmpty() ? Optional.empty() : Optional.of(line(added, from));
  }

  private static String line(List<String> added, Instant from) {
    return "new %s %s: events loaded from %s on have values, earlier ones NULL until their intervals are run again"
        .formatted(added.size() == 1 ? "property" : "properties", String.join(", ", added), from);
  }

  private static Stream<String> fields(StructType type) {
    return Arrays.stream(type.fields()).map(StructField::name);
  }
}
