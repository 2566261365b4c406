package io.truecount.source.segment;

import io.truecount.config.PropertyType;
import io.truecount.source.Records;
import io.truecount.source.json.JsonScanner;
import io.truecount.source.json.JsonScanner.Kind;
import io.truecount.source.json.JsonShape;
import io.truecount.source.json.Times;
import io.truecount.source.segment.SegmentPlan.Property;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** The properties and traits that the contract names, in their types. */
final class SegmentProperties {
  private record Slot(int slot, boolean ofTraits) {}

  private record Place(Property property, int ordinal, List<Slot> slots) {}

  /** Not of the property's type; no value that a property can have. */
  private static final Object MISFIT = new Object();

  private final List<Place> places;
  private final int width;
  private final Times times = new Times();

  SegmentProperties(JsonShape shape, List<Property> contract, StructType all) {
    width = all.size();
    places = contract.stream().map(property -> place(shape, property, all)).toList();
  }

  /** Fills the properties; gives the first one that is not of its type, or null. */
  @Nullable String read(JsonScanner json, boolean group, Columns columns) {
    @Nullable Object[] values = new Object[width];
    String problem = null;
    for (Place place : places) {
      int slot = slot(json, place, group);
      Object value = slot < 0 ? null : value(json, slot, place.property.type());
      if (value == MISFIT) {
        problem = problem == null ? misfit(json, slot, place.property) : problem;
      } else {
        values[place.ordinal] = value;
      }
    }
    columns.set(Records.PROPERTIES, new GenericInternalRow(values));
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

  private @Nullable Object value(JsonScanner json, int slot, PropertyType type) {
    Kind kind = json.kind(slot);
    if (kind == Kind.OBJECT || kind == Kind.ARRAY) {
      return type == PropertyType.STRING ? json.text(slot) : MISFIT;
    }
    UTF8String text = json.text(slot);
    if (text == null || type == PropertyType.STRING) {
      return text;
    }
    return text.trim().numBytes() == 0 ? null : typed(text.trim(), type);
  }

  private Object typed(UTF8String text, PropertyType type) {
    return switch (type) {
      case STRING -> text;
      case LONG -> whole(text);
      case DOUBLE -> number(text);
      case DECIMAL -> decimal(text, (DecimalType) type.dataType());
      case BOOLEAN -> truth(text);
      case TIMESTAMP -> {
        long micros = times.micros(text);
        yield micros == Times.NONE ? MISFIT : micros;
      }
    };
  }

  private static Object whole(UTF8String text) {
    try {
      return Long.parseLong(text.toString());
    } catch (NumberFormatException e) {
      boolean exact =
          number(text) instanceof Double number
              && number == Math.rint(number)
              && Math.abs(number) < 1L << 53;
      return exact ? (Object) (long) Double.parseDouble(text.toString()) : MISFIT;
    }
  }

  /** As Spark casts text: rounded half up to the scale. */
  private static Object decimal(UTF8String text, DecimalType type) {
    Decimal value = Decimal.fromString(text);
    boolean fits = value != null && value.changePrecision(type.precision(), type.scale());
    return fits ? value : MISFIT;
  }

  private static Object number(UTF8String text) {
    byte last = text.getByte(text.numBytes() - 1);
    try {
      // "NaN", "1d" and the like are numbers to Java only
      return last >= '0' && last <= '9' ? (Object) Double.parseDouble(text.toString()) : MISFIT;
    } catch (NumberFormatException e) {
      return MISFIT;
    }
  }

  private static Object truth(UTF8String text) {
    return switch (text.toString().toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> MISFIT;
    };
  }

  private static String misfit(JsonScanner json, int slot, Property property) {
    return "%s: %s is no %s"
        .formatted(
            property.name(), json.source(slot), property.type().name().toLowerCase(Locale.ROOT));
  }
}
