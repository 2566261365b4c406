package io.truecount.metric.exchange;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A mapping to be written; what is absent, empty or not set is left out. */
final class Tree {
  private final Map<String, Object> values = new LinkedHashMap<>();

  static Tree of(String key, Object value) {
    return new Tree().put(key, value);
  }

  Tree put(String key, Object value) {
    if (value instanceof Optional<?> optional) {
      optional.ifPresent(v -> put(key, v));
    } else if (value instanceof Tree tree) {
      put(key, tree.values);
    } else if (value instanceof List<?> list) {
      List<?> items =
          list.stream().map(i -> i instanceof Tree tree ? tree.values : (Object) i).toList();
      if (!items.isEmpty()) {
        values.put(key, items);
      }
    } else if (!value.equals("") && !value.equals(false) && !value.equals(Map.of())) {
      values.put(key, value);
    }
    return this;
  }

  /** As {@link #put}, even when it is empty. */
  Tree always(String key, Object value) {
    put(key, value);
    values.putIfAbsent(key, value instanceof Tree tree ? tree.values : value);
    return this;
  }

  boolean isEmpty() {
    return values.isEmpty();
  }

  Map<String, Object> map() {
    return values;
  }
}
