package io.truecount.metric.rollup;

import io.truecount.metric.ids.IdSets;
import io.truecount.metric.manifest.Aggregation;
import io.truecount.metric.sql.Aggregator;
import io.truecount.metric.sql.Expr;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A partial aggregate: what is stored of some rows so that the aggregate of many such parts is
 * exact. An average needs the sum and the count, a distinct count the set of ids; medians and
 * percentiles have no parts.
 */
public enum Part {
  SUM(Aggregation.SUM, Aggregation.SUM),
  COUNT(Aggregation.COUNT, Aggregation.SUM),
  TRUE_COUNT(Aggregation.SUM_BOOLEAN, Aggregation.SUM),
  MIN(Aggregation.MIN, Aggregation.MIN),
  MAX(Aggregation.MAX, Aggregation.MAX),
  /** An exact set of whole numbers. */
  IDS(Aggregation.COUNT_DISTINCT, Aggregation.COUNT_DISTINCT) {
    @Override
    Expr of(Expr value) {
      return new Expr.Call(IdSets.COLLECT, List.of(value));
    }

    @Override
    Expr merged(Expr part) {
      return new Expr.Call(IdSets.COUNT, List.of(part));
    }
  },
  /** A HyperLogLog sketch: an estimate. */
  SKETCH(Aggregation.APPROXIMATE_COUNT_DISTINCT, Aggregation.APPROXIMATE_COUNT_DISTINCT) {
    @Override
    Expr of(Expr value) {
      return new Expr.Call("hll_sketch_agg", List.of(new Expr.Cast(value, "STRING")));
    }

    @Override
    Expr merged(Expr part) {
      Expr union = new Expr.Call("hll_union_agg", List.of(part));
      return new Expr.Call("hll_sketch_estimate", List.of(union));
    }
  };

  private final Aggregation first;
  private final Aggregation then;

  Part(Aggregation first, Aggregation then) {
    this.first = first;
    this.then = then;
  }

  /** The expression that computes the part from rows. */
  Expr of(Expr value) {
    return new Expr.Aggregate(Aggregator.of(first), value, Optional.empty());
  }

  /** The expression that merges parts; for ids and sketches their count. */
  Expr merged(Expr part) {
    return new Expr.Aggregate(Aggregator.of(then), part, Optional.empty());
  }

  String suffix() {
    return "__" + name().toLowerCase(Locale.ROOT);
  }

  /** The parts that an aggregation needs; none when parts cannot be merged exactly. */
  static List<Part> of(Aggregation aggregation) {
    return switch (aggregation) {
      case SUM -> List.of(SUM);
      case COUNT -> List.of(COUNT);
      case SUM_BOOLEAN -> List.of(TRUE_COUNT);
      case MIN -> List.of(MIN);
      case MAX -> List.of(MAX);
      case AVERAGE -> List.of(SUM, COUNT);
      case COUNT_DISTINCT -> List.of(IDS);
      case APPROXIMATE_COUNT_DISTINCT -> List.of(SKETCH);
      case MEDIAN, PERCENTILE -> List.of();
    };
  }

  /** The aggregation's value, from columns that are named by {@code column} and each part. */
  static Expr value(Aggregation aggregation, String column) {
    List<Expr> merged =
        of(aggregation).stream()
            .map(part -> part.merged(Expr.column(column + part.suffix())))
            .toList();
    return merged.size() == 1 ? merged.get(0) : new Expr.Divide(merged.get(0), merged.get(1));
  }
}
