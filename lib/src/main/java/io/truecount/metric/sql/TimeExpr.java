package io.truecount.metric.sql;

import io.truecount.metric.manifest.DatePart;
import io.truecount.metric.manifest.Grain;
import java.util.List;

/** An expression over timestamps. */
public sealed interface TimeExpr extends Expr {
  @Override
  default <R> R match(Expr.Cases<R> cases) {
    return cases.time(this);
  }

  /**
   * Calls the method of {@code cases} for this kind: a new kind breaks the build until all callers
   * handle it.
   */
  <R> R matchTime(Cases<R> cases);

  /**
   * One result for each kind of expression.
   *
   * @param <R> the result
   */
  interface Cases<R> {
    R trunc(Trunc expr);

    R part(Part expr);

    R shift(Shift expr);

    R shiftBy(ShiftBy expr);

    R series(Series expr);
  }

  /** The start of the period of a grain that a timestamp lies in. */
  record Trunc(Grain grain, Expr timestamp) implements TimeExpr {
    @Override
    public List<Expr> parts() {
      return List.of(timestamp);
    }

    @Override
    public Expr with(List<Expr> others) {
      return new Trunc(grain, others.get(0));
    }

    @Override
    public <R> R matchTime(Cases<R> cases) {
      return cases.trunc(this);
    }
  }

  /** A part of a date as a number. */
  record Part(DatePart part, Expr timestamp) implements TimeExpr {
    @Override
    public List<Expr> parts() {
      return List.of(timestamp);
    }

    @Override
    public Expr with(List<Expr> others) {
      return new Part(part, others.get(0));
    }

    @Override
    public <R> R matchTime(Cases<R> cases) {
      return cases.part(this);
    }
  }

  /** A timestamp moved by a number of grains; a day that a month lacks becomes its last one. */
  record Shift(Expr timestamp, int count, Grain grain) implements TimeExpr {
    @Override
    public List<Expr> parts() {
      return List.of(timestamp);
    }

    @Override
    public Expr with(List<Expr> others) {
      return new Shift(others.get(0), count, grain);
    }

    @Override
    public <R> R matchTime(Cases<R> cases) {
      return cases.shift(this);
    }
  }

  /** A timestamp moved by a number of days, hours or other grains that is an expression. */
  record ShiftBy(Expr timestamp, Expr count, Grain grain) implements TimeExpr {
    @Override
    public List<Expr> parts() {
      return List.of(timestamp, count);
    }

    @Override
    public Expr with(List<Expr> others) {
      return new ShiftBy(others.get(0), others.get(1), grain);
    }

    @Override
    public <R> R matchTime(Cases<R> cases) {
      return cases.shiftBy(this);
    }
  }

  /** One row for each period of a grain, from the start of one to the start of another. */
  record Series(Expr first, Expr last, Grain grain) implements TimeExpr {
    @Override
    public List<Expr> parts() {
      return List.of(first, last);
    }

    @Override
    public Expr with(List<Expr> others) {
      return new Series(others.get(0), others.get(1), grain);
    }

    @Override
    public <R> R matchTime(Cases<R> cases) {
      return cases.series(this);
    }
  }
}
