package io.truecount.metric.plan;

import io.truecount.metric.manifest.DatePart;
import io.truecount.metric.manifest.Dimension;
import io.truecount.metric.manifest.Entity;
import io.truecount.metric.manifest.Grain;
import io.truecount.metric.manifest.SemanticModel;
import io.truecount.metric.query.ItemName;
import io.truecount.metric.sql.Expr;
import io.truecount.metric.sql.TimeExpr;
import java.util.List;
import java.util.Optional;

/** A dimension, time or entity to group or filter by, resolved from the model of a measure. */
public sealed interface GroupByItem {
  ItemName name();

  /** The joins from the measure's model to the model of the item; empty for its own. */
  List<Hop> path();

  /**
   * Calls the method of {@code cases} for this kind: a new kind breaks the build until all callers
   * handle it.
   */
  <R> R match(Cases<R> cases);

  /**
   * One result for each kind of item.
   *
   * @param <R> the result
   */
  interface Cases<R> {
    R key(Key item);

    R category(Category item);

    R time(Time item);
  }

  /**
   * A join to a model by a key of which it has at most one row, so that the number of rows stays.
   *
   * @param route distinguishes two joins to the same model; empty when they are shared
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

  /** The grain, or the part of a date, that a time is queried at. */
  sealed interface Unit {
    /** The unit of a timestamp; empty for a custom grain, which is looked up in its time spine. */
    Optional<Expr> of(Expr timestamp);

    /** The standard grain; empty for other units. */
    Optional<Grain> standardGrain();

    /** The name of the custom grain; empty for other units. */
    Optional<String> customGrain();

    /**
     * Calls the method of {@code cases} for this kind: a new kind breaks the build until all
     * callers handle it.
     */
    <R> R match(UnitCases<R> cases);
  }

  /**
   * One result for each kind of unit.
   *
   * @param <R> the result
   */
  interface UnitCases<R> {
    R grain(Grain grain);

    R part(DatePart part);

    /** A grain that a time spine defines, by its name. */
    R custom(String grain);
  }

  /** The start of the period of a standard grain. */
  record OfGrain(Grain grain) implements Unit {
    @Override
    public Optional<Expr> of(Expr timestamp) {
      return Optional.of(new TimeExpr.Trunc(grain, timestamp));
    }

    @Override
    public Optional<Grain> standardGrain() {
      return Optional.of(grain);
    }

    @Override
    public Optional<String> customGrain() {
      return Optional.empty();
    }

    @Override
    public <R> R match(UnitCases<R> cases) {
      return cases.grain(grain);
    }
  }

  /** A part of the date as a number. */
  record OfPart(DatePart part) implements Unit {
    @Override
    public Optional<Expr> of(Expr timestamp) {
      return Optional.of(new TimeExpr.Part(part, timestamp));
    }

    @Override
    public Optional<Grain> standardGrain() {
      return Optional.empty();
    }

    @Override
    public Optional<String> customGrain() {
      return Optional.empty();
    }

    @Override
    public <R> R match(UnitCases<R> cases) {
      return cases.part(part);
    }
  }

  /** The period of a custom grain, as a column of a time spine has it. */
  record OfCustom(String grain) implements Unit {
    @Override
    public Optional<Expr> of(Expr timestamp) {
      return Optional.empty();
    }

    @Override
    public Optional<Grain> standardGrain() {
      return Optional.empty();
    }

    @Override
    public Optional<String> customGrain() {
      return Optional.of(grain);
    }

    @Override
    public <R> R match(UnitCases<R> cases) {
      return cases.custom(grain);
    }
  }

  /** The unit of the metric's own time; empty for any other item. */
  default Optional<Unit> ownUnit() {
    return this instanceof Time time && time.own() ? Optional.of(time.unit()) : Optional.empty();
  }

  default boolean isOwnTime() {
    return ownUnit().isPresent();
  }
}
