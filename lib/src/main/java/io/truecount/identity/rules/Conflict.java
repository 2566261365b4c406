package io.truecount.identity.rules;

import static java.util.stream.Collectors.joining;

import io.truecount.config.IdentifierLimit;
import io.truecount.config.IdentityOverride;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Why two clusters cannot be one. It stays so whatever else joins either of them. */
public sealed interface Conflict extends Serializable {
  /** The kinds of conflicts. */
  enum Reason {
    /** Two identifiers that a pair keeps apart. */
    CANNOT_LINK,
    /** Two identifiers that an override keeps apart. */
    OVERRIDE,
    /** Two values of a separation property. */
    SEPARATION,
    /** More identifiers than a customer may have. */
    MAX_CLUSTER,
    /** More values of a type than its limit. */
    LIMIT,
    /** A device that is next to customers who cannot be one. */
    NEUTRAL;

    /** All of them, as tables spell them. */
    public static String words() {
      return Arrays.stream(values()).map(Reason::text).collect(joining(" | "));
    }

    /** As tables and JSON spell it. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  Reason reason();

  /** The identifiers that are not of one customer; none for a size. */
  List<Identifier> conflicting();

  /** For people. */
  String words();

  /** The override that keeps both apart, where one does. */
  default Optional<IdentityOverride> override() {
    return Optional.empty();
  }

  /** See {@link Reason#CANNOT_LINK}. */
  record CannotLink(Identifier a, Identifier b) implements Conflict {
    @Override
    public Reason reason() {
      return Reason.CANNOT_LINK;
    }

    @Override
    public List<Identifier> conflicting() {
      return List.of(a, b);
    }

    @Override
    public String words() {
      return "cannot-link keeps %s and %s apart".formatted(a, b);
    }
  }

  /** See {@link Reason#OVERRIDE}. */
  record Unlinked(Identifier a, Identifier b, IdentityOverride by) implements Conflict {
    @Override
    public Reason reason() {
      return Reason.OVERRIDE;
    }

    @Override
    public List<Identifier> conflicting() {
      return List.of(a, b);
    }

    @Override
    public String words() {
      return "an override keeps %s and %s apart: %s".formatted(a, b, by.text());
    }

    @Override
    public Optional<IdentityOverride> override() {
      return Optional.of(by);
    }
  }

  /** See {@link Reason#SEPARATION}. */
  record Separation(String property, Identifier a, String aValue, Identifier b, String bValue)
      implements Conflict {
    @Override
    public Reason reason() {
      return Reason.SEPARATION;
    }

    @Override
    public List<Identifier> conflicting() {
      return List.of(a, b);
    }

    @Override
    public String words() {
      return "%s is %s for %s and %s for %s".formatted(property, aValue, a, bValue, b);
    }
  }

  /** See {@link Reason#MAX_CLUSTER}. */
  record MaxCluster(int most, int size) implements Conflict {
    @Override
    public Reason reason() {
      return Reason.MAX_CLUSTER;
    }

    @Override
    public List<Identifier> conflicting() {
      return List.of();
    }

    @Override
    public String words() {
      return "a customer has at most %d identifiers (max-cluster), not %d".formatted(most, size);
    }
  }

  /** See {@link Reason#LIMIT}. */
  record Limit(String type, IdentifierLimit limit, List<Identifier> conflicting)
      implements Conflict {
    public Limit {
      conflicting = List.copyOf(conflicting);
    }

    @Override
    public Reason reason() {
      return Reason.LIMIT;
    }

    @Override
    public String words() {
      return "a customer has %s, not %s"
          .formatted(
              limit.words(type),
              conflicting.stream().map(Identifier::value).collect(joining(", ")));
    }
  }

  /**
   * See {@link Reason#NEUTRAL}.
   *
   * @param cause why the customers next to the device cannot be one
   */
  record Neutral(Identifier device, Conflict cause) implements Conflict {
    @Override
    public Reason reason() {
      return Reason.NEUTRAL;
    }

    @Override
    public Optional<IdentityOverride> override() {
      return cause.override();
    }

    @Override
    public List<Identifier> conflicting() {
      return cause.conflicting();
    }

    @Override
    public String words() {
      return "%s is next to customers who cannot be one: %s".formatted(device, cause.words());
    }
  }
}
