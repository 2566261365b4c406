package io.truecount.source.segment;

import io.truecount.source.json.CanonicalJson;
import io.truecount.source.json.JsonLines;
import io.truecount.source.json.JsonLines.Line;
import io.truecount.source.json.JsonScanner;
import io.truecount.source.json.JsonShape;
import io.truecount.source.record.Reasons;
import io.truecount.source.record.RecordBuilder;
import io.truecount.source.record.Records;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/**
 * Makes canonical events of Segment's calls (Segment Spec, "Common fields", "Identify", "Alias",
 * "Group"; RudderStack's merge call).
 *
 * <ul>
 *   <li>An alias call links {@code userId} with {@code previousId}, a merge call its two merge
 *       properties. A group call is membership: its traits are the group's, and never identify a
 *       person.
 *   <li>A batch ({@code {"batch": [...]}}) is its calls; see {@link SegmentBatch}.
 *   <li>Clock skew: {@code occurred_at = receivedAt - (sentAt - originalTimestamp)} where all three
 *       are given, else {@code timestamp}, else {@code originalTimestamp}, else the received time.
 *   <li>{@code receivedAt}, {@code sentAt}, and a {@code timestamp} that was computed from them say
 *       how the call travelled: they are no part of the payload hash and of fingerprints.
 * </ul>
 */
public final class SegmentCalls implements JsonLines.Maker {
  private static final Map<String, String> TYPES =
      Map.of(
          "track", "track",
          "identify", "identify",
          "page", "page",
          "screen", "screen",
          "group", "group",
          "alias", "alias",
          "merge", "alias");

  private static final UTF8String NATIVE = UTF8String.fromString(Records.NATIVE);
  private static final UTF8String FINGERPRINT = UTF8String.fromString(Records.FINGERPRINT);

  private static final String UNKNOWN_TYPE =
      "type must be one of " + String.join(", ", new TreeSet<>(TYPES.keySet()));

  private final JsonShape shape = JsonShape.lenient();
  private final int type = shape.slot("type");
  private final int action = shape.slot("action");
  private final int event = shape.slot("event");
  private final int name = shape.slot("name");
  private final int messageId = shape.slot("messageId");
  private final int traits = shape.slot("traits");
  private final int groupId = shape.slot("groupId");
  private final SegmentTimes times = new SegmentTimes(shape);
  private final SegmentContext context = new SegmentContext(shape);
  private final SegmentIdentifiers identifiers;
  private final SegmentProperties properties;
  private final SegmentBatch batch = new SegmentBatch(shape);

  private final UTF8String source;
  private final Map<String, UTF8String> defaultNames = new HashMap<>();
  private final Map<UTF8String, String> types = new HashMap<>();
  private final RecordBuilder record;

  /**
   * A maker for one task.
   *
   * @param needed the columns of {@link Records#schema} that the query reads
   */
  public SegmentCalls(SegmentPlan plan, StructType allProperties, boolean[] needed) {
    source = UTF8String.fromString(plan.source());
    identifiers = new SegmentIdentifiers(shape, plan);
    properties = new SegmentProperties(shape, plan.properties(), allProperties);
    record = new RecordBuilder(Records.schema(allProperties), needed);
    plan.options()
        .names()
        .forEach((call, text) -> defaultNames.put(call, UTF8String.fromString(text)));
    TYPES.forEach((call, canonical) -> types.put(UTF8String.fromString(call), canonical));
    shape.collect("properties");
    shape.collect("traits");
  }

  public JsonShape shape() {
    return shape;
  }

  @Override
  public @Nullable Object[] refused(String reason, String detail, Line line) {
    start(line);
    return record.refused(reason, detail, line.rest());
  }

  /** A batch is no call: it has no type. */
  @Override
  public Iterator<byte[]> parts(JsonScanner json) {
    return batch.isBatch(json) && type(json) == null
        ? batch.calls(json)
        : Collections.emptyIterator();
  }

  @Override
  public @Nullable Object[] made(JsonScanner json, Line line) {
    start(line);
    record.set(Records.RAW, line.utf8());
    String call = type(json);
    if (call == null) {
      record.refuse(Reasons.CONTRACT, batch.isBatch(json) ? "a batch without calls" : UNKNOWN_TYPE);
      return record.values();
    }
    record.set(Records.TYPE, UTF8String.fromString(call));
    record.set(Records.NAME, name(json, call));
    id(json, line);
    record.set(Records.PAYLOAD_HASH, json.hashWithout(times.travelSlots(json)));
    refuseUnless(times.read(json, line.file().loadedAt(), record));
    boolean group = call.equals("group");
    // they decide whether the call is refused, whichever record are read
    if (record.needs(Records.PROPERTIES) || record.needs(Records.REASON)) {
      refuseUnless(properties.read(json, group, record));
    }
    if (record.needs(Records.IDENTIFIERS)) {
      record.set(Records.IDENTIFIERS, identifiers.read(json, call));
    }
    if (record.needs(Records.IDENTIFIER_PATHS)) {
      record.set(Records.IDENTIFIER_PATHS, identifiers.paths(json, call));
    }
    if (record.needs(Records.EXTRA)) {
      record.set(Records.EXTRA, group ? membership(json) : json.others());
    }
    context.read(json, record);
    return record.values();
  }

  private void start(Line line) {
    record.start(line.file(), line.fileName(), line.position());
    record.set(Records.SOURCE, source);
  }

  private void refuseUnless(@Nullable String problem) {
    if (problem != null) {
      record.refuse(Reasons.CONTRACT, problem);
    }
  }

  private @Nullable String type(JsonScanner json) {
    UTF8String text = json.text(type);
    text = text == null ? json.text(action) : text;
    if (text == null) {
      return null;
    }
    String known = types.get(text);
    return known == null ? TYPES.get(text.toString().toLowerCase(Locale.ROOT)) : known;
  }

  private @Nullable UTF8String name(JsonScanner json, String call) {
    UTF8String own = json.text(call.equals("track") ? event : name);
    return own == null || own.numBytes() == 0 ? defaultNames.get(call) : own;
  }

  private void id(JsonScanner json, Line line) {
    UTF8String id = json.text(messageId);
    if (id != null && id.numBytes() > 0) {
      record.set(Records.EVENT_ID, id);
      record.set(Records.ID_ORIGIN, NATIVE);
    } else {
      boolean corrected = times.isCorrected(json);
      String fingerprint =
          CanonicalJson.fingerprint(line.text(), member -> isTravel(member, corrected));
      record.set(Records.EVENT_ID, UTF8String.fromString(fingerprint));
      record.set(Records.ID_ORIGIN, FINGERPRINT);
    }
  }

  private static boolean isTravel(String member, boolean corrected) {
    String folded = member.toLowerCase(Locale.ROOT).replace("_", "");
    return switch (folded) {
      case "receivedat", "sentat" -> true;
      case "timestamp" -> corrected;
      default -> false;
    };
  }

  /** A group's id and traits, which are no properties of the person. */
  private @Nullable UTF8String membership(JsonScanner json) {
    String id = json.kind(groupId) == JsonScanner.Kind.STRING ? json.source(groupId) : null;
    String group = json.source(traits);
    return UTF8String.fromString(
        "{\"groupId\":%s,\"traits\":%s}".formatted(id, group == null ? "{}" : group));
  }
}
