package io.truecount.table;

import io.truecount.error.Problem;
import io.truecount.error.SafeMessage;
import io.truecount.error.TruecountException;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Reads a table's log or metadata, and names the table when that fails. */
final class Opening {
  private Opening() {}

  /**
   * What {@code reading} gives.
   *
   * @throws TruecountException failed, with the table, its place and the cause
   */
  static <T> T of(String table, String place, Supplier<T> reading) {
    try {
      return reading.get();
    } catch (TruecountException known) {
      throw known;
    } catch (Exception e) { // Scala's checked ones come undeclared
      throw TruecountException.failed(
          new Problem(
              "the log of the table cannot be read: " + cause(e),
              "table %s (%s)".formatted(table, place),
              "a file of it was deleted, damaged, or may not be read",
              "restore the file from a backup or the storage's versions, or build the table again:"
                  + " run its intervals into a new --warehouse"),
          e);
    }
  }

  private static String cause(Exception e) {
    return Stream.<Throwable>iterate(e, error -> error != null, Throwable::getCause)
        .limit(20)
        .flatMap(error -> SafeMessage.said(error).stream())
        .findFirst()
        .orElseGet(() -> SafeMessage.of(e));
  }
}
