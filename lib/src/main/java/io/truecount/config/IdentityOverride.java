package io.truecount.config;

import static java.util.Objects.requireNonNull;

import io.truecount.config.LinkRules.Named;
import java.io.Serializable;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * What a person has decided about identifiers, over what records and rules say.
 *
 * @param identifiers as they are written: one of a block, else two
 * @param author who has decided
 * @param reason why
 * @param expires of runs as of an earlier instant than this; {@link #NEVER} of all runs
 * @param place {@code file:line}, the file as the project's folder has it
 * @param where the same, for messages
 */
public record IdentityOverride(
    Action action,
    List<Named> identifiers,
    String author,
    String reason,
    Instant expires,
    String place,
    String where)
    implements Serializable {

  /** What an override does. */
  public enum Action {
    /** Two identifiers are of one customer: a link that is taken before all others. */
    FORCE_LINK,
    /** Two identifiers are never of one customer. */
    FORCE_UNLINK,
    /** An identifier links no records. */
    BLOCK;

    /** As files and tables spell it. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Of an override that does not expire. */
  public static final Instant NEVER = Instant.MAX;

  public IdentityOverride {
    requireNonNull(action);
    identifiers = List.copyOf(identifiers);
    requireNonNull(author);
    requireNonNull(reason);
    requireNonNull(expires);
    requireNonNull(place);
    requireNonNull(where);
    int needed = action == Action.BLOCK ? 1 : 2;
    if (identifiers.size() != needed) {
      throw new IllegalArgumentException(
          "Invalid %s: %d identifiers (must be %d)"
              .formatted(action.text(), identifiers.size(), needed));
    }
  }

  /** Whether it is of a run. */
  public boolean acts(Instant asOf) {
    return asOf.isBefore(expires);
  }

  /** The file that has it, relative to the project's folder. */
  String file() {
    return place.substring(0, place.lastIndexOf(':'));
  }

  /** For people, and the same wherever its file has it: what, by whom and why. */
  public String text() {
    return "%s by %s: %s".formatted(action.text(), author, reason);
  }
}
