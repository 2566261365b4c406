package io.truecount.identity.rules;

import static java.util.Comparator.comparing;
import static java.util.Comparator.comparingLong;

import io.truecount.config.IdentifierLimit;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/**
 * The values of one limited type in a cluster, by when they were first seen. No half-open window of
 * the limit's length holds more of them than the limit allows.
 */
final class ValueSet implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final long MICROS = 1_000_000;

  /** A counted value, and the identifier that it was first counted for. */
  record Entry(long since, String value, Identifier id) implements Comparable<Entry>, Serializable {
    private static final Comparator<Entry> ORDER =
        comparingLong(Entry::since).thenComparing(comparing(Entry::value));

    @Override
    public int compareTo(Entry other) {
      return ORDER.compare(this, other);
    }
  }

  /**
   * What was added to a set, until it is found that all may stay.
   *
   * @param tooMany values of one window that are more than the limit; empty when there are none
   */
  record Addition(ValueSet set, List<Entry> added, List<Identifier> tooMany) {
    void undo() {
      added.forEach(set.entries::remove);
    }
  }

  private final IdentifierLimit limit;
  private final TreeSet<Entry> entries = new TreeSet<>();

  ValueSet(IdentifierLimit limit) {
    this.limit = limit;
  }

  ValueSet with(Entry entry) {
    entries.add(entry);
    return this;
  }

  ValueSet copy() {
    ValueSet copy = new ValueSet(limit);
    copy.entries.addAll(entries);
    return copy;
  }

  int size() {
    return entries.size();
  }

  /** Cost: for each of the others, the logarithm of the size and a few times the limit. */
  Addition add(ValueSet others) {
    List<Entry> added = new ArrayList<>();
    for (Entry entry : others.entries) {
      if (entries.add(entry)) {
        added.add(entry);
        List<Identifier> tooMany = limit.isEver() ? excess() : excess(entry);
        if (!tooMany.isEmpty()) {
          return new Addition(this, added, tooMany);
        }
      }
    }
    return new Addition(this, added, List.of());
  }

  private List<Identifier> excess() {
    return entries.size() <= limit.most()
        ? List.of()
        : entries.stream().map(Entry::id).sorted().toList();
  }

  /** The values of the first window too full that the entry is in. */
  private List<Identifier> excess(Entry entry) {
    long length = limit.window().toSeconds() * MICROS;
    List<Entry> near =
        List.copyOf(
            entries.subSet(
                bound(less(entry.since(), length - 1), entry),
                bound(more(entry.since(), length), entry)));
    for (int i = 0; i + limit.most() < near.size(); i++) {
      if (near.get(i + limit.most()).since() < more(near.get(i).since(), length)) {
        return near.subList(i, i + limit.most() + 1).stream().map(Entry::id).sorted().toList();
      }
    }
    return List.of();
  }

  /** Before all entries of a time. */
  private static Entry bound(long since, Entry entry) {
    return new Entry(since, "", entry.id());
  }

  private static long less(long time, long length) {
    return time < Long.MIN_VALUE + length ? Long.MIN_VALUE : time - length;
  }

  private static long more(long time, long length) {
    return time > Long.MAX_VALUE - length ? Long.MAX_VALUE : time + length;
  }
}
