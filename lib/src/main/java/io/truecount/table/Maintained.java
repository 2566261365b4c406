package io.truecount.table;

import static java.util.Objects.requireNonNull;

/**
 * What maintenance has done to one table, or would do.
 *
 * @param before the table as it was
 * @param after as it is now; when nothing is done yet, about as it would be
 * @param versions how many of its versions have stopped being readable: on Delta of those that
 *     releases had, on Iceberg all snapshots
 * @param note why something was left undone; empty when nothing was
 */
public record Maintained(
    String table, Upkeep.Size before, Upkeep.Size after, long versions, String note) {
  public Maintained {
    requireNonNull(table);
    requireNonNull(before);
    requireNonNull(after);
    requireNonNull(note);
  }
}
