package io.truecount.source.mapping;

import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.TimestampType;

import io.truecount.config.EventMapping;
import io.truecount.config.FormatOptions;
import io.truecount.config.SourceConfig;
import io.truecount.source.record.Records;
import java.io.Serializable;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * The rows between a configured format's file and its events: the mapped values, one column {@code
 * v0, v1, …} for each path, and what {@link RowMapping} needs besides. Travels to the tasks.
 *
 * @param paths the places of a record that the configuration names, each once
 * @param eventPaths those without which a record cannot become an event
 * @param id place of the record's own id
 * @param received place of the received time, which is no part of the payload
 */
public record RowLayout(
    String source,
    List<String> paths,
    List<String> eventPaths,
    @Nullable String id,
    @Nullable String received,
    FormatOptions options)
    implements Serializable {
  /** Fingerprint of the content; NULL where the record has an id. */
  public static final String CONTENT = "content_fingerprint";

  public static RowLayout of(SourceConfig source) {
    EventMapping event = event(source);
    List<String> eventPaths =
        Stream.of(
                event.id(),
                event.time(),
                event.received(),
                Optional.of(event.name()).filter(name -> event.nameIsColumn()))
            .flatMap(Optional::stream)
            .toList();
    Set<String> paths = new LinkedHashSet<>(eventPaths);
    source.identifiers().values().forEach(paths::addAll);
    source.properties().forEach(p -> paths.add(p.path().orElse(p.name())));
    return new RowLayout(
        source.name(),
        List.copyOf(paths),
        eventPaths,
        event.id().orElse(null),
        event.received().orElse(null),
        source.options());
  }

  static EventMapping event(SourceConfig source) {
    return source
        .event()
        .orElseThrow(() -> new IllegalArgumentException("Invalid source: no event mapping"));
  }

  public String column(String path) {
    return column(paths.indexOf(path));
  }

  public static String column(int index) {
    return "v" + index;
  }

  public StructType schema() {
    StructType schema = new StructType();
    for (int i = 0; i < paths.size(); i++) {
      schema = schema.add(column(i), StringType);
    }
    return schema
        .add(CONTENT, StringType)
        .add(Records.EXTRA, StringType)
        .add(Records.PAYLOAD_HASH, LongType)
        .add(Records.LOADED_AT, TimestampType)
        .add(Records.FILE, StringType)
        .add(Records.POSITION, LongType)
        .add(Records.REASON, StringType)
        .add(Records.DETAIL, StringType)
        .add(Records.RAW, StringType);
  }
}
