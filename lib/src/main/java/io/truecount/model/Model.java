package io.truecount.model;

import static java.util.Objects.requireNonNull;

import io.truecount.config.TableTest;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;

/**
 * One SQL model.
 *
 * @param name of its table: the file's name without {@code .sql}
 * @param uniqueKey columns that identify a row; empty when rows have no identity
 * @param keyPlace {@code file:line} of its key
 * @param sql one query, with {@code ${…}} variables
 * @param references line of the first mention of every table that it reads
 */
public record Model(
    String name,
    Path file,
    Materialized materialized,
    String description,
    List<String> uniqueKey,
    String keyPlace,
    List<TableTest> tests,
    String sql,
    SortedMap<String, Integer> references) {
  /** Whether a model is stored. */
  public enum Materialized {
    TABLE,
    /** Computed where it is read; not stored. */
    VIEW
  }

  public Model {
    requireNonNull(name);
    requireNonNull(materialized);
    uniqueKey = List.copyOf(uniqueKey);
    tests = List.copyOf(tests);
  }

  /** Whether its rows must keep to something. */
  public boolean promises() {
    return !uniqueKey.isEmpty() || !tests.isEmpty();
  }
}
