package io.truecount.table;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.And;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.BinaryComparison;
import org.apache.spark.sql.catalyst.expressions.Coalesce;
import org.apache.spark.sql.catalyst.expressions.EqualTo;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GreaterThan;
import org.apache.spark.sql.catalyst.expressions.GreaterThanOrEqual;
import org.apache.spark.sql.catalyst.expressions.LessThan;
import org.apache.spark.sql.catalyst.expressions.LessThanOrEqual;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.Or;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.types.TimestampType;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * The least and greatest values of a file's columns, for conditions that compare a column of
 * timestamps or texts with a constant. Any other condition some row of the file may meet.
 *
 * @param statistics of one file, as Delta writes them; a column that is not in them has no range
 */
record FileRanges(JsonNode statistics) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Delta cuts the microseconds off a greatest timestamp. */
  private static final long CUT_OFF = 999;

  /** What the log says of a file; no ranges where it says nothing. */
  static FileRanges of(AddFile file) {
    try {
      return new FileRanges(
          file.stats() == null ? MissingNode.getInstance() : JSON.readTree(file.stats()));
    } catch (JsonProcessingException e) {
      return new FileRanges(MissingNode.getInstance());
    }
  }

  /** Whether all of these conditions may be true of one row. */
  boolean mayHave(List<Expression> conditions) {
    return conditions.stream().allMatch(this::mayHave);
  }

  private boolean mayHave(Expression condition) {
    if (condition instanceof And both) {
      return mayHave(both.left()) && mayHave(both.right());
    } else if (condition instanceof Or either) {
      return mayHave(either.left()) || mayHave(either.right());
    } else if (condition instanceof Literal constant) {
      return Boolean.TRUE.equals(constant.value());
    } else if (condition instanceof Coalesce orElse && orElse.children().size() == 2) {
      return mayHave(orElse.children().apply(0)) || mayHave(orElse.children().apply(1));
    } else if (condition instanceof BinaryComparison comparison
        && comparison.left() instanceof Attribute column
        && comparison.right() instanceof Literal constant) {
      return mayHave(comparison, column, constant.value());
    }
    return true;
  }

  private boolean mayHave(BinaryComparison comparison, Attribute column, Object value) {
    String least = statistics.path("minValues").path(column.name()).asText();
    String greatest = statistics.path("maxValues").path(column.name()).asText();
    if (least.isEmpty() || greatest.isEmpty()) {
      return true;
    } else if (value instanceof UTF8String text) {
      return overlaps(
          comparison, UTF8String.fromString(least), UTF8String.fromString(greatest), text);
    } else if (value instanceof Long micros && column.dataType() instanceof TimestampType) {
      return overlaps(comparison, micros(least), micros(greatest) + CUT_OFF, micros);
    }
    return true;
  }

  private static <T extends Comparable<T>> boolean overlaps(
      BinaryComparison comparison, T least, T greatest, T value) {
    int fromLeast = value.compareTo(least);
    int fromGreatest = value.compareTo(greatest);
    if (comparison instanceof GreaterThan) {
      return fromGreatest < 0;
    } else if (comparison instanceof GreaterThanOrEqual) {
      return fromGreatest <= 0;
    } else if (comparison instanceof LessThan) {
      return fromLeast > 0;
    } else if (comparison instanceof LessThanOrEqual) {
      return fromLeast >= 0;
    } else if (comparison instanceof EqualTo) {
      return fromLeast >= 0 && fromGreatest <= 0;
    }
    return true;
  }

  private static long micros(String time) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, OffsetDateTime.parse(time));
  }
}
