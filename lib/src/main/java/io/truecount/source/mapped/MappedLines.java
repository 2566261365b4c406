package io.truecount.source.mapped;

import io.truecount.source.json.CanonicalJson;
import io.truecount.source.json.JsonLines;
import io.truecount.source.json.JsonLines.Line;
import io.truecount.source.json.JsonScanner;
import io.truecount.source.json.JsonShape;
import io.truecount.source.mapping.RowLayout;
import io.truecount.source.record.RecordBuilder;
import io.truecount.source.record.Records;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** Makes the mapped values of one JSON object. */
final class MappedLines implements JsonLines.Maker {
  private final RecordBuilder record;
  private final int[] slots;
  private final int[] travel;
  private final int id;
  private final String received;

  MappedLines(RowLayout layout, JsonShape shape) {
    record = new RecordBuilder(layout.schema());
    slots = layout.paths().stream().mapToInt(shape::slot).toArray();
    received = layout.received() == null ? "" : layout.received();
    travel = received.isEmpty() ? new int[0] : new int[] {shape.slot(received)};
    id = layout.id() == null ? -1 : shape.slot(layout.id());
  }

  @Override
  public @Nullable Object[] made(JsonScanner json, Line line) {
    record.start(line.file(), line.fileName(), line.position());
    for (int i = 0; i < slots.length; i++) {
      record.set(i, json.text(slots[i]));
    }
    UTF8String own = id < 0 ? null : json.text(id);
    if (own == null || own.numBytes() == 0) {
      String content = CanonicalJson.fingerprintWithout(received, line.text());
      record.set(RowLayout.CONTENT, UTF8String.fromString(content));
    }
    record.set(Records.EXTRA, json.others());
    record.set(Records.PAYLOAD_HASH, json.hashWithout(travel));
    record.set(Records.RAW, line.utf8());
    return record.values();
  }

  @Override
  public @Nullable Object[] refused(String reason, String detail, Line line) {
    record.start(line.file(), line.fileName(), line.position());
    return record.refused(reason, detail, line.rest());
  }
}
