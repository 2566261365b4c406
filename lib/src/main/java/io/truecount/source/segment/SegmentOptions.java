package io.truecount.source.segment;

import static java.util.Objects.requireNonNull;

import io.truecount.config.ConfigNode;
import io.truecount.config.FormatOptions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The options of a source of Segment calls.
 *
 * @param previousId identifier type of an alias call's {@code previousId}
 * @param deviceIds take {@code context.device.id} and {@code advertisingId}
 * @param externalIds take {@code context.externalIds[]}
 * @param names names of calls that have none, by call type
 */
public record SegmentOptions(
    String previousId, boolean deviceIds, boolean externalIds, Map<String, String> names)
    implements FormatOptions {
  public static final List<String> KEYS =
      List.of("previous-id", "device-ids", "external-ids", "names");

  public SegmentOptions {
    requireNonNull(previousId);
    names = Map.copyOf(names);
  }

  public static SegmentOptions read(ConfigNode node) {
    Map<String, String> names = new LinkedHashMap<>();
    node.child("names")
        .stringLists()
        .forEach((type, values) -> names.put(type, String.join(" ", values)));
    return new SegmentOptions(
        node.string("previous-id"), node.bool("device-ids"), node.bool("external-ids"), names);
  }

  @Override
  public Set<String> eventNames() {
    return Set.copyOf(names.values());
  }

  @Override
  public String unmappedIn(String type) {
    return switch (type) {
      case "identify" -> "traits.";
      case "group" -> "";
      default -> "properties.";
    };
  }
}
