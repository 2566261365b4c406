package io.truecount.source.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.truecount.source.record.InputFile;
import io.truecount.source.record.Positions;
import io.truecount.source.record.Reasons;
import io.truecount.source.scan.FileInput;
import io.truecount.source.scan.FileParser;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/**
 * Files of one JSON object a line. Blank lines are no records, but count as lines; a byte order
 * mark is passed over. A file that is cut off gives the lines before the break, then one record for
 * the rest. A line that is longer than {@link #LONGEST} is refused without its text.
 */
public final class JsonLines implements FileParser {
  /**
   * Bytes of a line, 256 MiB: it is kept in memory, and as much again while its end is searched.
   */
  public static final int LONGEST = 1 << 28;

  private static final int FIRST_BUFFER = 1 << 18;
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  /** What a line is made into. */
  public interface Maker {
    /** The columns of a line that is a JSON object. */
    @Nullable Object[] made(JsonScanner json, Line line);

    /**
     * The records of a line that holds several, each as JSON; none where the line is one record.
     * They do not share the line's bytes, which the next one may overwrite.
     */
    default Iterator<byte[]> parts(JsonScanner json) {
      return Collections.emptyIterator();
    }

    /** The columns of a line, or of what is left of one, that is no record. */
    @Nullable Object[] refused(String reason, String detail, Line line);
  }

  /** A line and where it is from. */
  public static final class Line {
    private byte[] bytes = new byte[0];
    private int from;
    private int to;
    private long position;
    private InputFile file = new InputFile("", "", 0, 0);
    private UTF8String fileName = UTF8String.EMPTY_UTF8;

    public InputFile file() {
      return file;
    }

    public UTF8String fileName() {
      return fileName;
    }

    /** The line, counted from 1, or the record's place in it; see {@link Positions}. */
    public long position() {
      return position;
    }

    /** A record that this line holds among others. */
    private Line part(byte[] record, int index) {
      Line part = new Line();
      part.bytes = record;
      part.to = record.length;
      part.position = Positions.inLine(position, index);
      part.file = file;
      part.fileName = fileName;
      return part;
    }

    /** Shares the line's bytes. */
    public UTF8String utf8() {
      return UTF8String.fromBytes(bytes, from, to - from);
    }

    /** With replacement characters for bytes that are not UTF-8. */
    public String text() {
      return new String(bytes, from, to - from, UTF_8);
    }

    /** As {@link #text}, for a line that is no record; null for nothing. */
    public @Nullable String rest() {
      return from == to ? null : text();
    }
  }

  private final JsonScanner scanner;
  private final Maker maker;
  private final int longest;
  private final Line line = new Line();
  private byte[] buffer = new byte[FIRST_BUFFER];
  private int at;
  private int filled;
  private boolean ended = true;
  private boolean overlong;
  private Iterator<byte[]> parts = Collections.emptyIterator();
  private int part;
  private @Nullable FileInput input;
  private @Nullable Object[] values = new Object[0];

  /** Lines of one shape. */
  public JsonLines(JsonShape shape, Maker maker) {
    this(shape, maker, LONGEST);
  }

  JsonLines(JsonShape shape, Maker maker, int longest) {
    this.scanner = new JsonScanner(shape);
    this.maker = maker;
    this.longest = longest;
  }

  @Override
  public void open(FileInput opened) throws IOException {
    input = opened;
    line.file = opened.file();
    line.fileName = UTF8String.fromString(opened.file().name());
    line.position = 0;
    at = 0;
    filled = 0;
    ended = false;
    fill();
    if (filled >= 3 && Arrays.equals(buffer, 0, 3, BYTE_ORDER_MARK, 0, 3)) {
      at = 3;
    }
  }

  @Override
  public void refuse(FileInput unreadable, String detail) {
    Line whole = new Line();
    whole.file = unreadable.file();
    whole.fileName = UTF8String.fromString(unreadable.file().name());
    whole.position = Positions.WHOLE_FILE;
    values = maker.refused(Reasons.UNREADABLE, detail, whole);
  }

  @Override
  public @Nullable Object[] values() {
    return values;
  }

  @Override
  public boolean next() throws IOException {
    if (parts.hasNext()) {
      readPart();
      return true;
    }
    while (!ended) {
      boolean whole = readLine();
      if (!whole) {
        return last();
      }
      if (line.file.wanted().contains(line.position) && !isBlank()) {
        read();
        return true;
      }
    }
    return false;
  }

  /** What follows the last line feed: a last line without one, or the stump of a cut-off file. */
  private boolean last() {
    String damage = input == null ? null : input.damage().orElse(null);
    boolean isRecord = damage == null || requireNonNull(input).isWhole();
    if (isRecord && !isBlank()) {
      at = filled;
      ended = damage == null;
      read();
      return true;
    }
    ended = true;
    if (damage != null) {
      values = maker.refused(Reasons.TRUNCATED, "the file cannot be read further: " + damage, line);
    }
    return damage != null;
  }

  private void read() {
    if (overlong) {
      values = maker.refused(Reasons.UNPARSABLE, "longer than %d bytes".formatted(longest), line);
      return;
    }
    String problem = scanner.scan(line.bytes, line.from, line.to);
    if (problem == null) {
      parts = maker.parts(scanner);
      part = 0;
    }
    if (parts.hasNext()) {
      readPart();
    } else {
      values = made(problem, line);
    }
  }

  private void readPart() {
    byte[] record = parts.next();
    Line its = line.part(record, part++);
    values = made(scanner.scan(record, 0, record.length), its);
  }

  private @Nullable Object[] made(@Nullable String problem, Line its) {
    return problem == null
        ? maker.made(scanner, its)
        : maker.refused(Reasons.UNPARSABLE, problem, its);
  }

  /** False at the end of the file; the line is then what is left. */
  private boolean readLine() throws IOException {
    int search = at;
    overlong = false;
    while (true) {
      int end = lineFeed(search);
      if (end >= 0) {
        line(at, end);
        at = end + 1;
        return true;
      }
      if (filled - at > longest) {
        overlong = true;
        at = filled; // only its end is looked for now
      }
      int kept = filled - at;
      if (!fill()) {
        line(at, filled);
        return false;
      }
      search = at + kept;
    }
  }

  private void line(int from, int to) {
    overlong |= to - from > longest;
    line.bytes = buffer;
    line.from = overlong ? to : from;
    line.to = to;
    line.position++;
  }

  private int lineFeed(int from) {
    for (int i = from; i < filled; i++) {
      if (buffer[i] == '\n') {
        return i;
      }
    }
    return -1;
  }

  /** Moves what is left to the front and reads more behind it; false at the end. */
  private boolean fill() throws IOException {
    int kept = filled - at;
    if (kept > buffer.length / 2) {
      buffer = Arrays.copyOfRange(buffer, at, at + 2 * buffer.length);
    } else {
      System.arraycopy(buffer, at, buffer, 0, kept);
    }
    at = 0;
    filled = kept;
    int room = buffer.length - filled;
    int read = input == null ? -1 : input.readNBytes(buffer, filled, room);
    filled += Math.max(read, 0);
    return read > 0;
  }

  private boolean isBlank() {
    if (overlong) {
      return false;
    }
    for (int i = line.from; i < line.to; i++) {
      if (line.bytes[i] != ' ' && line.bytes[i] != '\r' && line.bytes[i] != '\t') {
        return false;
      }
    }
    return true;
  }
}
