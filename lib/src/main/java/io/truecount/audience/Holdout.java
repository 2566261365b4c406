package io.truecount.audience;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Optional;

/**
 * The share of an audience that is not sent to, so that the effect of sending can be measured.
 *
 * @param share from 0 to 1
 * @param experiment the name that separates this assignment from others
 */
public record Holdout(
    Function function, BigDecimal share, Optional<String> salt, String experiment) {
  /** Customers are numbered from 0 to one less than this. */
  static final int BUCKETS = 10_000;

  private static final char SEPARATOR = '|';

  /** How a customer's number is found. */
  public enum Function {
    /**
     * The first 8 bytes, as an unsigned big-endian number modulo 10,000, of the SHA-256 of the
     * UTF-8 bytes of salt, {@code |} (0x7C), experiment, {@code |}, customer id.
     */
    SHA256,
    /**
     * GrowthBook's version 2 of its hash, with the salt as the seed, or the experiment's name where
     * no salt is given: FNV-1a of 32 bits of seed and customer id, as decimal digits hashed by
     * FNV-1a again, modulo 10,000.
     */
    GROWTHBOOK
  }

  public Holdout {
    requireNonNull(function);
    requireNonNull(salt);
    requireNonNull(experiment);
    if (share.signum() < 0 || share.compareTo(BigDecimal.ONE) > 0) {
      throw new IllegalArgumentException("Invalid share: %s (must be 0 to 1)".formatted(share));
    }
  }

  /** What stands before the customer's id in the text that is hashed. */
  String prefix() {
    return switch (function) {
      case SHA256 -> salt.orElse("") + SEPARATOR + experiment + SEPARATOR;
      case GROWTHBOOK -> salt.orElse(experiment);
    };
  }

  /** Customers with a smaller number are held out. */
  int limit() {
    return share
        .multiply(BigDecimal.valueOf(BUCKETS))
        .setScale(0, RoundingMode.CEILING)
        .intValueExact();
  }

  /** The rule in words, as the table keeps it: {@code sha256(spring|buyers|customer_id) < 500}. */
  String text() {
    return "%s(%scustomer_id) < %d"
        .formatted(function.name().toLowerCase(Locale.ROOT), prefix(), limit());
  }
}
