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
public sealed interface GroupByItem {
  ItemName name();

  /** The keys walked over, from the model that is asked. */
  List<Hop> path();

  /** What a caller does for each kind of item: a new kind does not compile until all do. */
  <R> R match(Cases<R> cases);

  /**
   * One answer for each kind of item.
   *
   * @param <R> the answer
   */
  interface Cases<R> {
    R key(Key item);

    R category(Category item);

    R time(Time item);
  }

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
  record Key(ItemName name, List<Hop> path, Entity entity) implements GroupByItem {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.key(this);
    }
  }

  /** A categorical dimension. */
  record Category(ItemName name, List<Hop> path, Dimension dimension) implements GroupByItem {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.category(this);
    }
  }

  /**
   * A time dimension at a grain.
   *
   * @param own whether it is the time of the metric itself
   */
  record Time(ItemName name, List<Hop> path, Dimension dimension, Unit unit, boolean own)
      implements GroupByItem {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.time(this);
    }
  }

  /** What of a time is asked. */
  sealed interface Unit {
    /** The value for a moment; a custom grain has none without its spine. */
    Optional<Expr> of(Expr moment);

    /** What a caller does for each kind of unit: a new kind does not compile until all do. */
    <R> R match(UnitCases<R> cases);
  }

  /**
   * One answer for each kind of unit.
   *
   * @param <R> the answer
   */
  interface UnitCases<R> {
    R grain(Grain grain);

    R part(DatePart part);

    /** A grain that a time spine defines, by its name. */
    R custom(String grain);
  }

  record OfGrain(Grain grain) implements Unit {
    @Override
    public Optional<Expr> of(Expr moment) {
      return Optional.of(new Expr.Trunc(grain, moment));
    }

    @Override
    public <R> R match(UnitCases<R> cases) {
      return cases.grain(grain);
    }
  }

  record OfPart(DatePart part) implements Unit {
    @Override
    public Optional<Expr> of(Expr moment) {
      return Optional.of(new Expr.Part(part, moment));
    }

    @Override
    public <R> R match(UnitCases<R> cases) {
      return cases.part(part);
    }
  }

  record OfCustom(String grain) implements Unit {
    @Override
    public Optional<Expr> of(Expr moment) {
      return Optional.empty();
    }

    @Override
    public <R> R match(UnitCases<R> cases) {
      return cases.custom(grain);
    }
  }

  default boolean isOwnTime() {
    return this instanceof Time time && time.own();
  }
}
