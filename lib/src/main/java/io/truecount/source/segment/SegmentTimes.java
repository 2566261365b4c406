package io.truecount.source.segment;

import io.truecount.config.PropertyType;
import io.truecount.source.json.JsonScanner;
import io.truecount.source.json.JsonShape;
import io.truecount.source.record.RecordBuilder;
import io.truecount.source.record.Records;
import io.truecount.source.value.Times;
import io.truecount.source.value.Values;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** A call's times, and the correction of a wrong client clock. */
final class SegmentTimes {
  private final Map<String, Integer> members = new LinkedHashMap<>();
  private final int timestamp;
  private final int original;
  private final int sent;
  private final int received;
  private final int[] travel;
  private final int[] travelCorrected;

  SegmentTimes(JsonShape shape) {
    sent = slot(shape, "sentAt");
    received = slot(shape, "receivedAt");
    timestamp = slot(shape, "timestamp");
    original = slot(shape, "originalTimestamp");
    travel = new int[] {sent, received};
    travelCorrected = new int[] {sent, received, timestamp};
  }

  private int slot(JsonShape shape, String member) {
    int slot = shape.slot(member);
    members.put(member, slot);
    return slot;
  }

  /** True when {@code timestamp} was computed by the collector from the three others. */
  boolean isCorrected(JsonScanner json) {
    return json.has(original);
  }

  int[] travelSlots(JsonScanner json) {
    return isCorrected(json) ? travelCorrected : travel;
  }

  /** Fills the times; gives what is wrong with them, or null. */
  @Nullable String read(JsonScanner json, long loadedAt, RecordBuilder record) {
    long sentAt = micros(json, sent);
    long receivedAt = micros(json, received);
    long given = micros(json, timestamp);
    long happened = micros(json, original);
    long known = receivedAt == Times.NONE ? loadedAt : receivedAt;
    long occurredAt = known;
    if (receivedAt != Times.NONE && happened != Times.NONE && sentAt != Times.NONE) {
      occurredAt = receivedAt - (sentAt - happened);
    } else if (given != Times.NONE || happened != Times.NONE) {
      occurredAt = given == Times.NONE ? happened : given;
    }
    boolean skewed = occurredAt - known > Records.MAX_SKEW_MICROS;
    record.set(Records.RECEIVED_AT, known);
    record.set(Records.OCCURRED_AT, skewed ? known : occurredAt);
    record.set(Records.CLOCK_SKEWED, skewed);
    return sentAt == Times.NONE
            || receivedAt == Times.NONE
            || given == Times.NONE
            || happened == Times.NONE
        ? problem(json)
        : null;
  }

  private static long micros(JsonScanner json, int slot) {
    UTF8String text = json.text(slot);
    return text == null ? Times.NONE : Times.micros(text.trimAll());
  }

  private @Nullable String problem(JsonScanner json) {
    for (Map.Entry<String, Integer> member : members.entrySet()) {
      UTF8String text = json.text(member.getValue());
      UTF8String reason = text == null ? null : Values.refusal(text, PropertyType.TIMESTAMP);
      if (reason != null) {
        return "%s: %s %s".formatted(member.getKey(), text, reason);
      }
    }
    return null;
  }
}
