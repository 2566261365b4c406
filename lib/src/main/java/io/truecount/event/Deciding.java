package io.truecount.event;

import static org.apache.spark.sql.functions.col;

import io.truecount.source.record.Records;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Queue;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/**
 * Goes through the candidates of one partition in the order of key and rank, as {@link #SORT} has
 * it: the first of a key wins, the others lose to it. Nothing is kept but the winner's key and hash
 * and the numbers of accepted records, so that a key may come as often as it likes.
 */
final class Deciding implements Iterator<InternalRow> {
  static final String PUBLISHED = "published";

  /** Candidates of one key have one hash. */
  static final Column BY_KEY = col(EventKeys.KEY_HASH);

  /** The number first: comparing it alone sorts the rows, but where two keys share it. */
  private static final Column[] SORT = {
    BY_KEY,
    col(Records.EVENT_ID),
    col(Records.SOURCE),
    col(Records.RECEIVED_AT),
    col(Records.OCCURRED_AT),
    col(Records.PAYLOAD_HASH),
    col(Records.FILE),
    col(Records.POSITION),
    col(PUBLISHED).desc()
  };

  /** The columns of a candidate, in the order of the places below. */
  static final String[] CANDIDATE = {
    Records.SOURCE,
    Records.EVENT_ID,
    Records.FILE,
    Records.POSITION,
    Records.LOADED_AT,
    Records.REASON,
    Records.DETAIL,
    Records.RAW,
    Records.PAYLOAD_HASH,
    PUBLISHED,
    EventKeys.KEY_HASH,
    Records.RECEIVED_AT,
    Records.OCCURRED_AT,
    Records.IDENTIFIER_PATHS
  };

  static final int SOURCE = 0;
  private static final int EVENT_ID = 1;
  private static final int FILE = 2;
  private static final int POSITION = 3;
  private static final int LOADED_AT = 4;
  static final int REASON = 5;
  private static final int DETAIL = 6;
  private static final int RAW = 7;
  private static final int PAYLOAD_HASH = 8;
  private static final int PUBLISHED_AT = 9;
  static final int HASH = 10;
  private static final int PATHS = 13;

  /** The accepted records of one source: how many, and how many have each bit of their paths. */
  private static final class Accepted {
    private final long[] paths = new long[Long.SIZE];
    private long records;

    void add(long bits) {
      records++;
      for (long rest = bits; rest != 0; rest &= rest - 1) {
        paths[Long.numberOfTrailingZeros(rest)]++;
      }
    }

    InternalRow row(UTF8String source) {
      UTF8String outcome = UTF8String.fromString(Decisions.ACCEPTED);
      return Deciding.row(
          source, outcome, null, null, null, null, null, null, null, records, array());
    }

    private GenericArrayData array() {
      return new GenericArrayData(paths);
    }
  }

  private final Iterator<InternalRow> candidates;
  private final Map<UTF8String, Accepted> accepted = new TreeMap<>();
  private final Queue<InternalRow> ready = new ArrayDeque<>();
  private boolean counted;

  private boolean hasWinner;
  private long winnerHash;
  private @Nullable UTF8String winnerId;
  private @Nullable UTF8String winnerSource;
  private @Nullable Long winnerPayload;

  private Deciding(Iterator<InternalRow> candidates) {
    this.candidates = candidates;
  }

  /**
   * What becomes of each candidate, in the columns of {@link Decisions#table}.
   *
   * @param candidates rows in the columns {@link #CANDIDATE}, those of a key in one partition
   */
  static Dataset<Row> decided(Dataset<Row> candidates) {
    JavaRDD<InternalRow> sorted = rows(candidates.sortWithinPartitions(SORT));
    return frame(candidates, sorted.mapPartitions(Deciding::new), Decisions.table().schema());
  }

  /** The rows of a frame as Spark computes them; what it shuffles is shuffled at once. */
  static JavaRDD<InternalRow> rows(Dataset<Row> frame) {
    return ((org.apache.spark.sql.classic.Dataset<Row>) frame).queryExecution().toRdd().toJavaRDD();
  }

  /** The inverse of {@link #rows}, in the session of another frame. */
  static Dataset<Row> frame(Dataset<Row> like, JavaRDD<InternalRow> rows, StructType schema) {
    return ((SparkSession) like.sparkSession()).internalCreateDataFrame(rows.rdd(), schema, false);
  }

  @Override
  public boolean hasNext() {
    while (ready.isEmpty() && candidates.hasNext()) {
      decide(candidates.next());
    }
    if (ready.isEmpty() && !counted) {
      counted = true;
      accepted.forEach((source, its) -> ready.add(its.row(source)));
    }
    return !ready.isEmpty();
  }

  @Override
  public InternalRow next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return ready.remove();
  }

  /** A refused record has no key to compete by; a published event that wins stays as it is. */
  private void decide(InternalRow row) {
    boolean published = row.getBoolean(PUBLISHED_AT);
    if (!row.isNullAt(REASON)) {
      ready.add(outcome(row, Decisions.QUARANTINED));
    } else if (!isWinners(row)) {
      win(row);
      if (!published) {
        accepted
            .computeIfAbsent(Objects.requireNonNull(winnerSource), source -> new Accepted())
            .add(row.getLong(PATHS));
      }
    } else {
      boolean same = winnerPayload != null && winnerPayload.equals(number(row, PAYLOAD_HASH));
      ready.add(outcome(row, published ? displaced(same) : lost(same)));
    }
  }

  private boolean isWinners(InternalRow row) {
    return hasWinner
        && row.getLong(HASH) == winnerHash
        && Objects.equals(text(row, EVENT_ID), winnerId)
        && Objects.equals(text(row, SOURCE), winnerSource);
  }

  private void win(InternalRow row) {
    hasWinner = true;
    winnerHash = row.getLong(HASH);
    winnerId = copy(row, EVENT_ID);
    winnerSource = copy(row, SOURCE);
    winnerPayload = number(row, PAYLOAD_HASH);
  }

  private static String displaced(boolean same) {
    return same ? Decisions.DISPLACED : Decisions.DISPLACED_CONFLICT;
  }

  private static String lost(boolean same) {
    return same ? Decisions.DUPLICATE : Decisions.CONFLICT;
  }

  private static InternalRow outcome(InternalRow row, String outcome) {
    return row(
        copy(row, SOURCE),
        UTF8String.fromString(outcome),
        copy(row, EVENT_ID),
        copy(row, FILE),
        number(row, POSITION),
        number(row, LOADED_AT),
        copy(row, REASON),
        copy(row, DETAIL),
        copy(row, RAW),
        1L,
        null);
  }

  /** Values in the order of {@link Decisions#table}. */
  private static InternalRow row(@Nullable Object... values) {
    return new GenericInternalRow(values);
  }

  private static @Nullable UTF8String text(InternalRow row, int column) {
    return row.isNullAt(column) ? null : row.getUTF8String(column);
  }

  private static @Nullable UTF8String copy(InternalRow row, int column) {
    UTF8String text = text(row, column);
    return text == null ? null : text.copy();
  }

  private static @Nullable Long number(InternalRow row, int column) {
    return row.isNullAt(column) ? null : row.getLong(column);
  }
}
