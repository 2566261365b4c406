package io.truecount.source.segment;

import io.truecount.source.Records;
import io.truecount.source.json.JsonScanner;
import io.truecount.source.json.JsonShape;
import io.truecount.source.json.Times;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** A call's times, and the correction of a wrong client clock. */
final class SegmentTimes {
  private final int timestamp;
  private final int original;
  private final int sent;
  private final int received;
  private final Times times = new Times();
  private final int[] travel;
  private final int[] travelCorrected;

  SegmentTimes(JsonShape shape) {
    timestamp = shape.slot("timestamp");
    original = shape.slot("originalTimestamp");
    sent = shape.slot("sentAt");
    received = shape.slot("receivedAt");
    travel = new int[] {sent, received};
    travelCorrected = new int[] {sent, received, timestamp};
  }

  /** True when {@code timestamp} was computed by the collector from the three others. */
  boolean isCorrected(JsonScanner json) {
    return json.has(original);
  }

  int[] travelSlots(JsonScanner json) {
    return isCorrected(json) ? travelCorrected : travel;
  }

  /** Fills the times; gives what is wrong with them, or null. */
  @Nullable String read(JsonScanner json, long loadedAt, Columns columns) {
    long receivedAt = micros(json, received);
    long occurredAt = occurredAt(json, receivedAt);
    long known = receivedAt == Times.NONE ? loadedAt : receivedAt;
    occurredAt = occurredAt == Times.NONE ? known : occurredAt;
    boolean skewed = occurredAt - known > Records.MAX_SKEW_MICROS;
    columns.set(Records.RECEIVED_AT, known);
    columns.set(Records.OCCURRED_AT, skewed ? known : occurredAt);
    columns.set(Records.CLOCK_SKEWED, skewed);
    return problem(json);
  }

  private long occurredAt(JsonScanner json, long receivedAt) {
    long happened = micros(json, original);
    if (receivedAt != Times.NONE && happened != Times.NONE && json.has(sent)) {
      long sentAt = micros(json, sent);
      if (sentAt != Times.NONE) {
        return receivedAt - (sentAt - happened);
      }
    }
    long given = micros(json, timestamp);
    return given == Times.NONE ? happened : given;
  }

  private long micros(JsonScanner json, int slot) {
    UTF8String text = json.text(slot);
    return text == null ? Times.NONE : times.micros(text);
  }

  private @Nullable String problem(JsonScanner json) {
    for (int slot : travelCorrected) {
      if (json.has(slot) && micros(json, slot) == Times.NONE) {
        return "%s is no time".formatted(json.source(slot));
      }
    }
    return null;
  }
}
