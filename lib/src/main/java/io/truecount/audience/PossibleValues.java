package io.truecount.audience;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The values that pass several tests. What cannot be told, such as tests of values of different
 * types, counts as possible.
 */
final class PossibleValues implements ValueTest.Cases<PossibleValues> {
  private final List<Bound> lower = new ArrayList<>();
  private final List<Bound> upper = new ArrayList<>();
  private final List<Predicate<Object>> others = new ArrayList<>();
  private @Nullable List<Object> listed;
  private boolean absent;
  private boolean present;
  private boolean whole;

  private record Bound(Object value, boolean included) {}

  PossibleValues() {}

  /** Whole numbers, 0 or more. */
  static PossibleValues counts() {
    PossibleValues values = new PossibleValues();
    values.whole = true;
    values.lower.add(new Bound(0L, true));
    return values;
  }

  /** One of these. */
  static PossibleValues of(List<Object> listed) {
    return new PossibleValues().in(new ValueTest.In(listed, false));
  }

  @Override
  public PossibleValues compare(ValueTest.Compare compare) {
    present = true;
    Object value = compare.value();
    switch (compare.operator()) {
      case EQUAL -> list(List.of(value));
      case NOT_EQUAL -> others.add(other -> !same(other, value));
      case LESS -> upper.add(new Bound(value, false));
      case LESS_OR_EQUAL -> upper.add(new Bound(value, true));
      case GREATER -> lower.add(new Bound(value, false));
      case GREATER_OR_EQUAL -> lower.add(new Bound(value, true));
    }
    return this;
  }

  @Override
  public PossibleValues in(ValueTest.In in) {
    present = true;
    if (in.values().isEmpty()) {
      return this; // reported when the list was read
    }
    if (in.negated()) {
      others.add(other -> in.values().stream().noneMatch(value -> same(other, value)));
    } else {
      list(in.values());
    }
    return this;
  }

  private void list(List<Object> values) {
    List<Object> before = listed;
    listed =
        before == null
            ? List.copyOf(values)
            : before.stream().filter(a -> values.stream().anyMatch(b -> same(a, b))).toList();
  }

  @Override
  public PossibleValues exists(ValueTest.Exists exists) {
    present |= exists.wanted();
    absent |= !exists.wanted();
    return this;
  }

  @Override
  public PossibleValues contains(ValueTest.Contains contains) {
    present = true;
    return this;
  }

  @Override
  public PossibleValues within(ValueTest.Within within) {
    present = true;
    return this;
  }

  /** Whether no value passes. */
  boolean areNone() {
    if (absent) {
      return present;
    }
    List<Object> values = listed;
    return values == null ? isEmptyRange() : values.stream().noneMatch(this::passes);
  }

  private boolean passes(Object value) {
    return (!whole || isWhole(value))
        && others.stream().allMatch(test -> test.test(value))
        && lower.stream().allMatch(bound -> isIn(bound.value(), value, bound.included()))
        && upper.stream().allMatch(bound -> isIn(value, bound.value(), bound.included()));
  }

  private boolean isEmptyRange() {
    return lower.stream().anyMatch(from -> upper.stream().anyMatch(to -> isEmpty(from, to)));
  }

  private boolean isEmpty(Bound from, Bound to) {
    if (whole && number(from.value()) != null && number(to.value()) != null) {
      return least(from).compareTo(greatest(to)) > 0;
    }
    return !isIn(from.value(), to.value(), from.included() && to.included());
  }

  private static BigDecimal least(Bound from) {
    BigDecimal value = requireNonNull(number(from.value()));
    return from.included()
        ? value.setScale(0, RoundingMode.CEILING)
        : value.setScale(0, RoundingMode.FLOOR).add(BigDecimal.ONE);
  }

  private static BigDecimal greatest(Bound to) {
    BigDecimal value = requireNonNull(number(to.value()));
    return to.included()
        ? value.setScale(0, RoundingMode.FLOOR)
        : value.setScale(0, RoundingMode.CEILING).subtract(BigDecimal.ONE);
  }

  /** Whether the first is below the second, or equal where that counts; true when not known. */
  private static boolean isIn(Object first, Object second, boolean equal) {
    Integer order = order(first, second);
    return order == null || order < 0 || (order == 0 && equal);
  }

  private static boolean same(Object left, Object right) {
    Integer order = order(left, right);
    return order == null ? left.equals(right) : order == 0;
  }

  private static @Nullable Integer order(Object left, Object right) {
    BigDecimal a = number(left);
    BigDecimal b = number(right);
    if (a != null && b != null) {
      return a.compareTo(b);
    } else if (left instanceof String x && right instanceof String y) {
      return x.compareTo(y);
    } else if (left instanceof java.time.Instant x && right instanceof java.time.Instant y) {
      return x.compareTo(y);
    } else if (left instanceof Boolean x && right instanceof Boolean y) {
      return x.compareTo(y);
    }
    return null;
  }

  private static @Nullable BigDecimal number(Object value) {
    return value instanceof Long || (value instanceof Double d && Double.isFinite(d))
        ? new BigDecimal(value.toString())
        : null;
  }

  private static boolean isWhole(Object value) {
    BigDecimal number = number(value);
    return number == null || number.stripTrailingZeros().scale() <= 0;
  }
}
