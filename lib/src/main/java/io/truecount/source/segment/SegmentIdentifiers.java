package io.truecount.source.segment;

import io.truecount.source.json.Json;
import io.truecount.source.json.JsonScanner;
import io.truecount.source.json.JsonScanner.Kind;
import io.truecount.source.json.JsonShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/**
 * The identifiers of a call. Lists, objects and booleans are taken as JSON text: they identify no
 * customer, which the identity step finds and counts.
 */
final class SegmentIdentifiers {
  /**
   * Where an identifier may be.
   *
   * @param bit of {@link io.truecount.source.Records#IDENTIFIER_PATHS}; 0 when it is not counted
   */
  private record Place(UTF8String type, int slot, boolean groupsToo, long bit) {}

  private final List<Place> places = new ArrayList<>();
  private final SegmentOptions options;
  private final UTF8String previousType;
  private final int previousId;
  private final int deviceId;
  private final int deviceType;
  private final int advertisingId;
  private final int tracking;
  private final int externalIds;
  private final int mergeProperties;
  private final List<InternalRow> found = new ArrayList<>();

  SegmentIdentifiers(JsonShape shape, SegmentPlan plan) {
    this.options = plan.options();
    previousType = UTF8String.fromString(options.previousId());
    plan.identifiers()
        .forEach(
            (type, paths) ->
                paths.forEach(path -> places.add(place(type, path, shape, plan.mappedPaths()))));
    previousId = shape.slot("previousId");
    deviceId = shape.slot("context.device.id");
    deviceType = shape.slot("context.device.type");
    advertisingId = shape.slot("context.device.advertisingId");
    tracking = shape.slot("context.device.adTrackingEnabled");
    externalIds = shape.slot("context.externalIds");
    mergeProperties = shape.slot("mergeProperties");
  }

  private static Place place(String type, String path, JsonShape shape, List<String> counted) {
    int index = counted.indexOf(path);
    return new Place(
        UTF8String.fromString(type),
        shape.slot(path),
        !path.startsWith("traits."),
        index < 0 ? 0 : 1L << index);
  }

  /** The bits of the counted paths that have a value. */
  long paths(JsonScanner json, String call) {
    boolean group = call.equals("group");
    long bits = 0;
    for (Place place : places) {
      if (place.bit != 0 && (place.groupsToo || !group) && isGiven(json.text(place.slot))) {
        bits |= place.bit;
      }
    }
    return bits;
  }

  private static boolean isGiven(@Nullable UTF8String value) {
    return value != null && value.trim().numBytes() > 0;
  }

  GenericArrayData read(JsonScanner json, String call) {
    found.clear();
    boolean group = call.equals("group");
    for (Place place : places) {
      if (place.groupsToo || !group) {
        add(place.type, json.text(place.slot));
      }
    }
    if (call.equals("alias")) {
      add(previousType, json.text(previousId));
      addObjects(json, mergeProperties, "value");
    }
    if (options.deviceIds() && json.has(deviceType)) {
      device(json);
    }
    if (options.externalIds()) {
      addObjects(json, externalIds, "id");
    }
    return new GenericArrayData(found.toArray());
  }

  private void device(JsonScanner json) {
    String kind = String.valueOf(json.text(deviceType)).toLowerCase(Locale.ROOT);
    add(UTF8String.fromString(kind + "_id"), json.text(deviceId));
    UTF8String allowed = json.text(tracking);
    if (allowed != null && allowed.toString().equals("true")) {
      add(UTF8String.fromString(kind + "_idfa"), json.text(advertisingId));
    }
  }

  private void addObjects(JsonScanner json, int slot, String value) {
    if (json.kind(slot) == Kind.ARRAY) {
      for (Map<String, Object> object : Json.objects(String.valueOf(json.source(slot)))) {
        if (object.get("type") instanceof String type && object.get(value) != null) {
          add(UTF8String.fromString(type), text(object.get(value)));
        }
      }
    }
  }

  private static UTF8String text(Object value) {
    return UTF8String.fromString(value instanceof String text ? text : Json.text(value));
  }

  private void add(UTF8String type, @Nullable UTF8String value) {
    if (value == null || !isGiven(value)) {
      return;
    }
    for (InternalRow other : found) {
      if (other.getUTF8String(0).equals(type) && other.getUTF8String(1).equals(value)) {
        return;
      }
    }
    found.add(new GenericInternalRow(new Object[] {type, value}));
  }
}
