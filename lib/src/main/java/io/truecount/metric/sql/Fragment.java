package io.truecount.metric.sql;

import io.truecount.error.Problem;
import io.truecount.error.TruecountException;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.parser.CatalystSqlParser;

/** A piece of SQL that a user wrote: parsed by Spark's parser, never pasted as text. */
public final class Fragment {
  private Fragment() {}

  /**
   * The expression of a fragment, its columns as written.
   *
   * @throws TruecountException when it is no expression, or uses what cannot be run everywhere
   */
  public static Expr parse(String text, String where) {
    return new FragmentReader(text, where).read(parsed(text, where));
  }

  // Spark's parser throws a checked exception that its signature does not name.
  private static Expression parsed(String text, String where) {
    try {
      return new CatalystSqlParser().parseExpression(text);
    } catch (Exception e) {
      throw TruecountException.invalid(
          new Problem(
              "cannot read the SQL \"%s\"".formatted(text.strip()),
              where,
              firstLine(String.valueOf(e.getMessage())),
              "write one SQL expression"));
    }
  }

  private static String firstLine(String message) {
    return message.lines().filter(line -> !line.isBlank()).findFirst().orElse("").strip();
  }
}
