package io.truecount.model;

import static java.util.Objects.requireNonNull;

import java.util.function.Function;

/** What a model's rows are made of, and so what of them a night has to compute again. */
public sealed interface Computation {
  /** Every row follows from one event alone: only the rows of changed events are computed. */
  record RowByRow() implements Computation {
    @Override
    public <R> R match(Function<RowByRow, R> rowByRow, Function<Whole, R> whole) {
      return rowByRow.apply(this);
    }

    @Override
    public String text() {
      return "row by row";
    }
  }

  /**
   * A row may follow from several rows of what the model reads: all are computed again.
   *
   * @param why what the query does, as a verb phrase: {@code has an aggregate}
   * @param place {@code file:line}
   */
  record Whole(String why, String place) implements Computation {
    public Whole {
      requireNonNull(why);
      requireNonNull(place);
    }

    @Override
    public <R> R match(Function<RowByRow, R> rowByRow, Function<Whole, R> whole) {
      return whole.apply(this);
    }

    @Override
    public String text() {
      return "recomputed: %s at %s".formatted(why, place);
    }
  }

  /** What one of the two cases gives. */
  <R> R match(Function<RowByRow, R> rowByRow, Function<Whole, R> whole);

  /** For people. */
  String text();

  default boolean isRowByRow() {
    return match(rowByRow -> true, whole -> false);
  }
}
