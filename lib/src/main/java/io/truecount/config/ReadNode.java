package io.truecount.config;

import static java.util.Objects.requireNonNull;

import io.truecount.error.Problems;
import io.truecount.error.Suggestion;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * A node of a project's file that is read key by key, in HOCON or YAML. What is missing or of the
 * wrong type becomes a problem with {@code file:line} and a harmless stand-in value, so that
 * reading goes on and every error is found in one pass; {@link #close} reports the keys that no
 * reader has requested.
 */
public abstract class ReadNode implements AutoCloseable {
  private final String path;
  private final Problems problems;
  private final Set<String> requested = new TreeSet<>();

  /**
   * @param path from the file's root, such as {@code sources.web}; empty for the root
   */
  protected ReadNode(String path, Problems problems) {
    this.path = requireNonNull(path);
    this.problems = requireNonNull(problems);
  }

  /** {@code file:line} of this node. */
  public abstract String where();

  /** {@code file:line} of a key, or of this node when the key is absent. */
  public abstract String where(String key);

  /** The keys that the file has. */
  protected abstract Collection<String> found();

  /** The path from the file's root, such as {@code metric.type_params.expr}. */
  public final String path() {
    return path;
  }

  public final Problems problems() {
    return problems;
  }

  /** Reports the keys that no reader has requested. */
  @Override
  public final void close() {
    for (String key : found()) {
      if (!requested.contains(key)) {
        problems.add(
            "unknown key " + qualified(key), where(key), Suggestion.remedy(key, requested));
      }
    }
  }

  /** Counts keys as known. */
  protected final void request(String... keys) {
    requested.addAll(List.of(keys));
  }

  protected final String qualified(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  /** Reports that a key is missing. */
  protected final void missing(String key, String remedy) {
    problems.add("%s is missing".formatted(qualified(key)), where(), remedy);
  }

  /** A scalar's value; a problem and the stand-in when it has another type. */
  protected final <T> T parsed(Scalar scalar, T standIn, Function<String, T> parse, String type) {
    try {
      return parse.apply(scalar.text());
    } catch (IllegalArgumentException e) {
      wrongType(scalar, type);
      return standIn;
    }
  }

  protected final void wrongType(Scalar scalar, String type) {
    problems.add(
        "%s must be %s, not %s".formatted(scalar.path(), type, scalar.text()),
        scalar.where(),
        "correct the value");
  }

  /** One constant of an enum, in any case with {@code _} or {@code -}; else a problem. */
  protected final <E extends Enum<E>> E constant(Scalar scalar, Class<E> type) {
    E[] constants = type.getEnumConstants();
    String text = scalar.text().toLowerCase(Locale.ROOT).replace('-', '_');
    List<String> known =
        Arrays.stream(constants).map(e -> e.name().toLowerCase(Locale.ROOT)).toList();
    if (known.contains(text)) {
      return constants[known.indexOf(text)];
    }
    if (!text.isEmpty()) { // what is not text has its problem already
      problems.add(
          "unknown %s \"%s\"".formatted(scalar.path(), text),
          scalar.where(),
          Suggestion.remedy(text, known));
    }
    return constants[0];
  }

  /** The spellings of HOCON, which are those of YAML 1.1 that dbt reads. */
  protected static Boolean truth(String text) {
    return switch (text) {
      case "true", "yes", "on" -> true;
      case "false", "no", "off" -> false;
      default -> throw new IllegalArgumentException(text);
    };
  }

  /**
   * A single value as written.
   *
   * @param path as problems name it
   * @param where {@code file:line}
   */
  protected record Scalar(String path, String where, String text) {
    public Scalar {
      requireNonNull(path);
      requireNonNull(where);
      requireNonNull(text);
    }
  }
}
