package io.truecount.source.json;

import io.truecount.source.json.JsonShape.Member;
import io.truecount.source.json.JsonShape.Node;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds names that occur twice in one object of a record. An object occurs once, by its place. */
final class RepeatedNames {
  private record Rare(Node parent, String name) {}

  /** By number of the member: the record that it was last seen in. */
  private long[] seen = new long[256];

  private final Set<Rare> rare = new HashSet<>();
  private long record;
  private @Nullable String problem;

  /** A record begins. */
  void clear() {
    record++;
    problem = null;
    if (!rare.isEmpty()) {
      rare.clear();
    }
  }

  void add(Node parent, String name, Member member) {
    if (!isFirst(parent, name, member.number()) && problem == null) {
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

  private boolean isFirst(Node parent, String name, int number) {
    if (number < 0) {
      return rare.add(new Rare(parent, name));
    }
    if (number >= seen.length) {
      seen = Arrays.copyOf(seen, 2 * number);
    }
    boolean first = seen[number] != record;
    seen[number] = record;
    return first;
  }
}
