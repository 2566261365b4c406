package io.truecount.source.segment;

import io.truecount.source.json.Json;
import io.truecount.source.json.JsonScanner;
import io.truecount.source.json.JsonShape;
import io.truecount.source.record.RecordBuilder;
import io.truecount.source.record.Records;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.util.ArrayBasedMapData;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** The fields of a call's context that people use, and its consent. */
final class SegmentContext {
  private final int[] slots;
  private final int consent;

  SegmentContext(JsonShape shape) {
    slots =
        new int[] {
          shape.slot("context.page.url"),
          shape.slot("context.page.referrer"),
          shape.slot("context.campaign.source"),
          shape.slot("context.campaign.medium"),
          shape.slot("context.campaign.name"),
          shape.slot("context.device.type"),
          shape.slot("context.locale")
        };
    consent = shape.slot("context.consent.categoryPreferences");
  }

  void read(JsonScanner json, RecordBuilder record) {
    if (record.needs(Records.CONTEXT)) {
      @Nullable Object[] fields = new Object[slots.length];
      for (int i = 0; i < fields.length; i++) {
        fields[i] = json.text(slots[i]);
      }
      record.set(Records.CONTEXT, new GenericInternalRow(fields));
    }
    if (json.kind(consent) == JsonScanner.Kind.OBJECT && record.needs(Records.CONSENT)) {
      record.set(Records.CONSENT, consent(Json.object(String.valueOf(json.source(consent)))));
    }
  }

  private static ArrayBasedMapData consent(Map<String, Object> preferences) {
    TreeMap<String, Boolean> given = new TreeMap<>();
    preferences.forEach(
        (category, value) -> {
          if (value instanceof Boolean allowed) {
            given.put(category, allowed);
          }
        });
    return ArrayBasedMapData.apply(
        given.keySet().stream().map(UTF8String::fromString).toArray(), given.values().toArray());
  }
}
