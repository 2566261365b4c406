package io.truecount.source.csv;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.truecount.error.Suggestion;
import io.truecount.source.json.CanonicalJson;
import io.truecount.source.json.Hashing;
import io.truecount.source.json.Json;
import io.truecount.source.mapping.RowLayout;
import io.truecount.source.record.Positions;
import io.truecount.source.record.Reasons;
import io.truecount.source.record.RecordBuilder;
import io.truecount.source.record.Records;
import io.truecount.source.scan.FileInput;
import io.truecount.source.scan.FileParser;
import java.io.InputStreamReader;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/**
 * Rows of CSV files. A row's position is the line that it begins in; the header is line 1 where no
 * blank line precedes it. Records of a file whose header does not fit are refused one by one, so
 * that none is lost and the counts show them. Where a quote is not closed, or a row is beyond what
 * the parser takes, it and the rest of its file are one refused record.
 */
final class CsvRows implements FileParser {
  private static final char BYTE_ORDER_MARK = '\uFEFF';
  private static final char REPLACED = '\uFFFD';

  private final RowLayout layout;
  private final List<String> paths;
  private final CsvRecords records;
  private final RecordBuilder record;
  private List<String> header = List.of();
  private int[] indexes = new int[0];
  private @Nullable String headerProblem;
  private @Nullable FileInput input;
  private UTF8String name = UTF8String.EMPTY_UTF8;
  private boolean ended = true;
  private boolean first;
  private @Nullable Object[] values = new Object[0];

  CsvRows(RowLayout layout) {
    this.layout = layout;
    paths = layout.paths();
    records = new CsvRecords((CsvOptions) layout.options());
    record = new RecordBuilder(layout.schema());
  }

  @Override
  public void open(FileInput opened) {
    take(opened);
    records.open(new InputStreamReader(opened, UTF_8));
    header = List.of();
    headerProblem = null;
    ended = false;
    first = true;
  }

  @Override
  public void refuse(FileInput unreadable, String detail) {
    take(unreadable);
    start(Positions.WHOLE_FILE);
    values = record.refused(Reasons.UNREADABLE, detail, null);
  }

  private void take(FileInput opened) {
    input = opened;
    name = UTF8String.fromString(opened.file().name());
  }

  private void start(long position) {
    record.start(requireNonNull(input).file(), name, position);
  }

  @Override
  public @Nullable Object[] values() {
    return values;
  }

  @Override
  public boolean next() {
    if (ended) {
      return false;
    }
    boolean found = records.next();
    if (found && first) {
      first = false;
      headerProblem = records.fault().map(why -> "the header cannot be read: " + why).orElse(null);
      if (headerProblem == null && !isCut()) {
        header(names(records.fields()));
        found = records.next();
      }
    }
    return found ? row() : end();
  }

  /** Always true: whatever it is, it is a record. */
  private boolean row() {
    String text = records.text();
    if (isCut()) {
      ended = true;
      values = refused(Reasons.TRUNCATED, damage(damage().orElseThrow()), text);
    } else if (records.unclosed().isPresent()) {
      ended = true;
      values = refused(Reasons.TRUNCATED, records.unclosed().get(), text.stripTrailing());
    } else {
      values = record(records.fields(), text.stripTrailing());
    }
    return true;
  }

  /** The file cannot be read further, and ends within the record. */
  private boolean isCut() {
    return damage().isPresent() && !records.isWhole() && !requireNonNull(input).isWhole();
  }

  /** What cannot be read any more is one record as well. */
  private boolean end() {
    ended = true;
    Optional<String> why = records.excess().or(() -> damage().map(CsvRows::damage));
    why.ifPresent(detail -> values = refused(Reasons.TRUNCATED, detail, null));
    return why.isPresent();
  }

  private Optional<String> damage() {
    return requireNonNull(input).damage();
  }

  private static String damage(String why) {
    return "the file cannot be read further: " + why;
  }

  private void header(List<String> names) {
    header = names;
    headerProblem = problem(names);
    indexes = paths.stream().mapToInt(names::indexOf).toArray();
  }

  private static List<String> names(@Nullable String[] fields) {
    return Arrays.stream(fields)
        .map(name -> name == null ? "" : name.replace(BYTE_ORDER_MARK, ' ').trim())
        .toList();
  }

  /** What is wrong with the header, for every record below it. */
  private @Nullable String problem(List<String> names) {
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      if (!seen.add(name)) {
        return "the header has two columns \"%s\"".formatted(name);
      }
    }
    for (String path : layout.eventPaths()) {
      if (!seen.contains(path)) {
        return "the header has no column \"%s\": %s".formatted(path, Suggestion.remedy(path, seen));
      }
    }
    return null;
  }

  private @Nullable Object[] record(@Nullable String[] fields, String text) {
    Optional<String> fault = records.fault();
    if (fault.isPresent()) {
      return refused(Reasons.UNPARSABLE, fault.get(), text);
    }
    if (headerProblem != null) {
      return refused(Reasons.UNPARSABLE, headerProblem, text);
    }
    if (fields.length != header.size()) {
      String detail = "%d fields, the header has %d".formatted(fields.length, header.size());
      return refused(Reasons.UNPARSABLE, detail, text);
    }
    if (text.indexOf(REPLACED) >= 0) {
      return refused(Reasons.UNPARSABLE, "not UTF-8", text);
    }
    return made(fields, text);
  }

  private @Nullable Object[] made(@Nullable String[] fields, String text) {
    start(records.line());
    for (int i = 0; i < indexes.length; i++) {
      record.set(i, indexes[i] < 0 ? null : UTF8String.fromString(fields[indexes[i]]));
    }
    String id = layout.id() == null ? null : fields[header.indexOf(layout.id())];
    if (id == null) {
      record.set(RowLayout.CONTENT, UTF8String.fromString(fingerprint(fields)));
    }
    record.set(Records.EXTRA, extra(fields));
    record.set(Records.PAYLOAD_HASH, hash(fields));
    record.set(Records.RAW, UTF8String.fromString(text));
    return record.values();
  }

  private boolean isTravel(String name) {
    return name.equals(layout.received());
  }

  private String fingerprint(@Nullable String[] fields) {
    Map<String, String> content = new TreeMap<>();
    for (int i = 0; i < fields.length; i++) {
      if (fields[i] != null && !isTravel(header.get(i))) {
        content.put(header.get(i), fields[i]);
      }
    }
    return CanonicalJson.fingerprint(Json.text(content));
  }

  /** Does not depend on the order of columns, nor on columns without a value. */
  private long hash(@Nullable String[] fields) {
    long hash = 0;
    for (int i = 0; i < fields.length; i++) {
      String field = fields[i];
      if (field != null && !isTravel(header.get(i))) {
        hash += Hashing.mix(hash(header.get(i)), hash(field));
      }
    }
    return hash;
  }

  private static long hash(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    return Hashing.bytes(bytes, 0, bytes.length);
  }

  private @Nullable UTF8String extra(@Nullable String[] fields) {
    Map<String, String> extra = new LinkedHashMap<>();
    for (int i = 0; i < fields.length; i++) {
      String field = fields[i];
      if (field != null && !paths.contains(header.get(i))) {
        extra.put(header.get(i), field);
      }
    }
    return extra.isEmpty() ? null : UTF8String.fromString(Json.text(extra));
  }

  private @Nullable Object[] refused(String reason, String detail, @Nullable String text) {
    start(records.line());
    return record.refused(reason, detail, text);
  }
}
