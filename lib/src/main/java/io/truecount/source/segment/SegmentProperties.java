package io.truecount.source.segment;

import io.truecount.config.PropertyType;
import io.truecount.source.json.JsonScanner;
import io.truecount.source.json.JsonScanner.Kind;
import io.truecount.source.json.JsonShape;
import io.truecount.source.record.RecordBuilder;
import io.truecount.source.record.Records;
import io.truecount.source.segment.SegmentPlan.Property;
import io.truecount.source.value.Refusal;
import io.truecount.source.value.Values;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** The properties and traits that the contract names, in their types. */
final class SegmentProperties {
  private record Slot(int slot, boolean ofTraits) {}

  private record Place(Property property, int ordinal, List<Slot> slots) {}

  private final List<Place> places;
  private final int width;

  SegmentProperties(JsonShape shape, List<Property> contract, StructType all) {
    width = all.size();
    places = contract.stream().map(property -> place(shape, property, all)).toList();
  }

  /** Fills the properties; gives the first one that is not of its type, or null. */
  @Nullable String read(JsonScanner json, boolean group, RecordBuilder record) {
    @Nullable Object[] values = new Object[width];
    String problem = null;
    for (Place place : places) {
      int slot = slot(json, place, group);
      Object value = slot < 0 ? null : value(json, slot, place.property.type());
      if (value instanceof Refusal refusal) {
        problem = problem == null ? misfit(json, slot, place.property, refusal) : problem;
      } else {
        values[place.ordinal] = value;
      }
    }
    record.set(Records.PROPERTIES, new GenericInternalRow(values));
    return problem;
  }

  private static Place place(JsonShape shape, Property property, StructType all) {
    List<Slot> slots =
        property.paths().stream()
            .map(path -> new Slot(shape.slot(path), path.startsWith("traits.")))
            .toList();
    return new Place(property, all.fieldIndex(property.name()), slots);
  }

  /** The first place that has the property, or -1. */
  private static int slot(JsonScanner json, Place place, boolean group) {
    for (Slot slot : place.slots) {
      if (json.has(slot.slot) && !(group && slot.ofTraits)) {
        return slot.slot;
      }
    }
    return -1;
  }

  private static @Nullable Object value(JsonScanner json, int slot, PropertyType type) {
    Kind kind = json.kind(slot);
    UTF8String text = json.text(slot);
    if (text == null || type == PropertyType.STRING) {
      return text;
    }
    boolean nested = kind == Kind.OBJECT || kind == Kind.ARRAY;
    return nested ? Refusal.NOT_ONE : Values.read(text, type);
  }

  private static String misfit(JsonScanner json, int slot, Property property, Refusal refusal) {
    return "%s: %s %s".formatted(property.name(), json.text(slot), refusal.words(property.type()));
  }
}
