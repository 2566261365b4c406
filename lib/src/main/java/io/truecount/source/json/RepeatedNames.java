package io.truecount.source.json;

import io.truecount.source.json.JsonShape.Member;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds names that occur twice in one object of a record. Memory: 32 MiB at most; of a record of
 * more than half a million members, the last are not looked at.
 */
final class RepeatedNames {
  private static final int MOST = 1 << 21;

  /** By number of the member: the record that it was last seen in. */
  private long[] seen = new long[256];

  /** A hash table of places, open-addressed; each is of the record that stands beside it. */
  private long[] places = new long[256];

  private long[] records = new long[256];
  private int size;
  private long record;
  private @Nullable String problem;

  /** A record begins. */
  void clear() {
    record++;
    size = 0;
    problem = null;
  }

  /**
   * A member of an object.
   *
   * @param place of the object
   * @param once whether no other object of the record has its shape, so that its members are
   *     distinguished by their numbers
   */
  void add(long place, boolean once, String name, Member member) {
    boolean first =
        (once && member.number() >= 0)
            ? isFirst(member.number())
            : isFirst(Hashing.mix(place, member.exact()));
    if (!first && problem == null) {
      // names that the project does not know are the record's own data, and are hidden as values
      // are
      String named = member.node() == null ? "\"" + name + "\"" : name;
      problem = "the key %s occurs twice".formatted(named);
    }
  }

  void contradicts(String name) {
    if (problem == null) {
      problem = "the key %s occurs in another spelling with another value".formatted(name);
    }
  }

  /** The first fault of the record, or null. */
  @Nullable String problem() {
    return problem;
  }

  private boolean isFirst(int number) {
    if (number >= seen.length) {
      seen = Arrays.copyOf(seen, 2 * number);
    }
    boolean first = seen[number] != record;
    seen[number] = record;
    return first;
  }

  private boolean isFirst(long place) {
    int at = slot(place);
    if (records[at] == record) {
      return false;
    }
    if (2 * size < places.length || grown()) {
      at = slot(place);
      places[at] = place;
      records[at] = record;
      size++;
    }
    return true;
  }

  /** Where a place is, or would be. */
  private int slot(long place) {
    int mask = places.length - 1;
    int at = (int) place & mask;
    while (records[at] == record && places[at] != place) {
      at = (at + 1) & mask;
    }
    return at;
  }

  private boolean grown() {
    if (places.length >= MOST) {
      return false;
    }
    long[] old = places;
    long[] of = records;
    places = new long[2 * old.length];
    records = new long[places.length];
    for (int i = 0; i < old.length; i++) {
      if (of[i] == record) {
        int at = slot(old[i]);
        places[at] = old[i];
        records[at] = record;
      }
    }
    return true;
  }
}
