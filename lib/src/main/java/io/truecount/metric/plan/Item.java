package io.truecount.metric.plan;

import io.truecount.metric.manifest.DatePart;
import io.truecount.metric.manifest.Dimension;
import io.truecount.metric.manifest.Entity;
import io.truecount.metric.manifest.Grain;
import io.truecount.metric.manifest.SemanticModel;
import io.truecount.metric.query.ItemName;
import io.truecount.metric.sql.Expr;
import java.util.List;
import java.util.Optional;

/** Something to group or filter by, found from the model that is asked. */
public sealed interface Item {
  ItemName name();

  /** The keys walked over, from the model that is asked. */
  List<Hop> path();

  /**
   * A join to a model by a key that keeps the number of rows.
   *
   * @param route tells apart joins to one model that are made twice; empty when they are shared
   */
  record Hop(String entity, SemanticModel target, String route) {
    Hop(String entity, SemanticModel target) {
      this(entity, target, "");
    }
  }

  /** A key of the model at the end of the path. */
  record Key(ItemName name, List<Hop> path, Entity entity) implements Item {}

  /** A categorical dimension. */
  record Category(ItemName name, List<Hop> path, Dimension dimension) implements Item {}

  /**
   * A time dimension at a grain.
   *
   * @param own whether it is the time of the metric itself
   */
  record Time(ItemName name, List<Hop> path, Dimension dimension, Unit unit, boolean own)
      implements Item {}

  /** What of a time is asked. */
  sealed interface Unit {
    /** The value for a moment; a custom grain has none without its spine. */
    Optional<Expr> of(Expr moment);
  }

  record OfGrain(Grain grain) implements Unit {
    @Override
    public Optional<Expr> of(Expr moment) {
      return Optional.of(new Expr.Trunc(grain, moment));
    }
  }

  record OfPart(DatePart part) implements Unit {
    @Override
    public Optional<Expr> of(Expr moment) {
      return Optional.of(new Expr.Part(part, moment));
    }
  }

  record OfCustom(String grain) implements Unit {
    @Override
    public Optional<Expr> of(Expr moment) {
      return Optional.empty();
    }
  }

  default boolean isOwnTime() {
    return this instanceof Time time && time.own();
  }
}
