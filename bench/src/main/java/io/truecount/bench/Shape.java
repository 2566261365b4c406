package io.truecount.bench;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A graph by formula: slot i either holds an edge or is empty. Vertices are numbers; {@link Naming}
 * turns them into identifiers.
 */
sealed interface Shape extends Serializable {
  /** An undirected edge. */
  record Edge(long a, long b) {}

  /** How many slots there are. */
  long slots();

  /** The edge in this slot, or null when it is empty. */
  @Nullable Edge edge(long slot);

  /** How many vertices are listed apart from the edges: 0 to n - 1. */
  default long listed() {
    return 0;
  }

  /**
   * People of a website: each has one to eight further identifiers, linked to the first one or to
   * an earlier one; on top 1 in 40 shares one hub, a chain of 1,000 people, and as many pairs as
   * the hub has members. About 4.6 edges and 5.5 vertices per person, next to no cycles.
   */
  record Web(long seed, long persons) implements Shape {
    private static final int PER_PERSON = 9;
    private static final int CHAIN = 1000;

    @Override
    public long slots() {
      return persons * PER_PERSON;
    }

    @Override
    public @Nullable Edge edge(long slot) {
      long person = slot / PER_PERSON;
      int index = (int) (slot % PER_PERSON);
      if (index == 0) {
        return between(person);
      }
      if (index > 1 + Counter.below(8, seed, person)) {
        return null;
      }
      boolean toFirst = Counter.unit(seed + 1, slot) < 0.6;
      long other = toFirst ? 0 : Counter.below(index, seed + 2, slot);
      return new Edge(slot, person * PER_PERSON + other);
    }

    private @Nullable Edge between(long person) {
      long hubMembers = Math.max(1, persons / 40);
      if (person < hubMembers) {
        return new Edge(person * PER_PERSON, slots());
      }
      if (person < hubMembers + CHAIN) {
        return new Edge(person * PER_PERSON, (person - 1) * PER_PERSON);
      }
      boolean paired = person >= persons - hubMembers;
      return paired
          ? new Edge(person * PER_PERSON, Counter.below(persons, seed + 3, person) * PER_PERSON)
          : null;
    }
  }

  /** One path through all vertices. */
  record Chain(long vertices) implements Shape {
    @Override
    public long slots() {
      return vertices - 1;
    }

    @Override
    public Edge edge(long slot) {
      return new Edge(slot, slot + 1);
    }
  }

  /** One vertex next to all others. */
  record Star(long vertices) implements Shape {
    @Override
    public long slots() {
      return vertices - 1;
    }

    @Override
    public Edge edge(long slot) {
      return new Edge(0, slot + 1);
    }
  }

  /** Vertices without edges. */
  record Isolated(long vertices) implements Shape {
    @Override
    public long slots() {
      return 0;
    }

    @Override
    public @Nullable Edge edge(long slot) {
      return null;
    }

    @Override
    public long listed() {
      return vertices;
    }
  }

  /**
   * Recursive matrix of Chakrabarti, Zhan and Faloutsos, "R-MAT: a recursive model for graph
   * mining" (2004), with the usual quarters .57, .19, .19, .05: a giant component, many small ones.
   */
  record Rmat(long seed, int scale, long edges) implements Shape {
    @Override
    public long slots() {
      return edges;
    }

    @Override
    public Edge edge(long slot) {
      long a = 0;
      long b = 0;
      for (int level = 0; level < scale; level++) {
        double quarter = Counter.unit(seed, slot * scale + level);
        a = 2 * a + (quarter >= 0.76 ? 1 : 0);
        b = 2 * b + ((quarter >= 0.57 && quarter < 0.76) || quarter >= 0.95 ? 1 : 0);
      }
      return new Edge(a, b);
    }
  }
}
