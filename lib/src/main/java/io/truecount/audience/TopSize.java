package io.truecount.audience;

import java.math.BigDecimal;

/** How many customers are at the top. */
public sealed interface TopSize {
  /** What to do with each kind of size: a kind that is not handled breaks the build. */
  interface Cases<R> {
    R share(Share share);

    R count(Count count);
  }

  /** What {@code cases} gives for this kind of size. */
  <R> R match(Cases<R> cases);

  /**
   * A share of the customers that have a value, rounded up.
   *
   * @param percent more than 0, at most 100
   */
  record Share(BigDecimal percent) implements TopSize {
    public Share {
      percent = percent.stripTrailingZeros();
      if (percent.signum() <= 0 || percent.compareTo(BigDecimal.valueOf(100)) > 0) {
        throw new IllegalArgumentException(
            "Invalid share: %s (must be above 0 and at most 100)".formatted(percent));
      }
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.share(this);
    }
  }

  /** So many customers, or all that have a value when these are fewer. */
  record Count(long customers) implements TopSize {
    public Count {
      if (customers < 1) {
        throw new IllegalArgumentException("Invalid count: %d (must be > 0)".formatted(customers));
      }
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.count(this);
    }
  }
}
