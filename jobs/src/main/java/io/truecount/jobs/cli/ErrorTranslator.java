package io.truecount.jobs.cli;

import io.truecount.error.Problem;
import io.truecount.error.SafeMessage;
import io.truecount.error.TruecountException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.QueryContext;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.catalyst.analysis.UnresolvedAttribute;
import org.apache.spark.sql.catalyst.parser.CatalystSqlParser$;
import org.apache.spark.sql.catalyst.trees.SQLQueryContext;
import org.apache.spark.sql.catalyst.trees.TreeNode;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Makes one short problem of whatever Spark, Delta, Iceberg or a file system throws: what is wrong
 * and where (table, file, model, column), and what to do. It decides by Spark's error conditions
 * and by classes, and repeats no value of the data: see {@link SafeMessage}.
 */
public final class ErrorTranslator {
  /** What has happened, the first that fits. */
  enum Kind {
    /** What Truecount's own code found while rows were read. */
    RAISED,
    /** A value that a definition cannot work with. */
    DATA,
    MEMORY,
    /** A file of the warehouse or the lake that is missing, damaged or not readable. */
    FILE,
    /** Spark does not understand a definition. */
    DEFINITION,
    UNKNOWN
  }

  /** SQLSTATE of what goes wrong with values. */
  private static final List<String> DATA_STATES = List.of("22", "23505", "39000", "21000");

  /** SQLSTATE of numbers that are too large for their type. */
  private static final String OUT_OF_RANGE = "22003";

  private static final String SETTING = "spark.sql.";
  private static final String SYNTAX_STATE = "42";
  private static final String DELTA = "DELTA_";
  private static final String READ = "FAILED_READ_FILE";
  private static final String DAMAGED = "it is damaged, or of another format";

  private final ErrorPlaces places;
  private final String otherwise;

  /**
   * A translator for one project.
   *
   * @param otherwise where a failure is that names no place of its own; may be empty
   */
  public ErrorTranslator(ErrorPlaces places, String otherwise) {
    this.places = places;
    this.otherwise = otherwise;
  }

  /** The same failure for people; what is one already stays as it is. */
  public TruecountException translate(Throwable error) {
    List<Throwable> chain = chain(error);
    return chain.stream()
        .filter(TruecountException.class::isInstance)
        .map(TruecountException.class::cast)
        .findFirst()
        .orElseGet(() -> TruecountException.failed(problem(chain), error));
  }

  private Problem problem(List<Throwable> chain) {
    Kind kind = Stream.of(Kind.values()).filter(k -> of(k, chain).isPresent()).findFirst().get();
    Throwable cause = of(kind, chain).orElseThrow();
    return new Problem(
        what(kind, cause), where(chain, cause), why(kind, cause, chain), remedy(kind, cause));
  }

  /** The exception that makes a failure one of this kind. */
  static Optional<Throwable> of(Kind kind, List<Throwable> chain) {
    return switch (kind) {
      case RAISED -> first(chain, e -> condition(e).equals(SafeMessage.RAISED));
      case DATA -> first(chain, e -> isData(e));
      case MEMORY -> first(chain, e -> e instanceof OutOfMemoryError);
      case FILE -> first(chain, e -> isFile(e));
      case DEFINITION -> first(chain, e -> state(e).startsWith(SYNTAX_STATE));
      case UNKNOWN -> Optional.of(chain.get(chain.size() - 1));
    };
  }

  private static boolean isData(Throwable error) {
    return !condition(error).startsWith(DELTA)
        && DATA_STATES.stream().anyMatch(state(error)::startsWith);
  }

  private static boolean isFile(Throwable error) {
    return condition(error).startsWith(READ)
        || condition(error).startsWith(DELTA)
        || SafeMessage.isOfFileSystem(error);
  }

  private static String what(Kind kind, Throwable cause) {
    return switch (kind) {
      case MEMORY -> "there is not enough memory";
      case RAISED -> withoutStop(SafeMessage.of(cause));
      case UNKNOWN -> "unexpected " + SafeMessage.of(cause);
      case DATA, DEFINITION, FILE ->
          cause instanceof SparkThrowable spark && SafeMessage.condition(spark).isPresent()
              ? sentence(spark)
              : "cannot read or write: " + withoutStop(SafeMessage.of(cause));
    };
  }

  /** The first one, which for some overflows is nothing but a value. */
  private static String sentence(SparkThrowable spark) {
    String first = withoutStop(SafeMessage.sentences(spark).get(0));
    return first.equals(SafeMessage.HIDDEN) && OUT_OF_RANGE.equals(spark.getSqlState())
        ? "a number is out of the range of its type"
        : first;
  }

  /** Of a file that cannot be read: what the file system says, which is nothing of damage. */
  private static String why(Kind kind, Throwable cause, List<Throwable> chain) {
    Throwable root = chain.get(chain.size() - 1);
    return kind == Kind.FILE && root != cause
        ? SafeMessage.said(root).map(ErrorTranslator::withoutStop).orElse(DAMAGED)
        : columns(cause);
  }

  private static String remedy(Kind kind, Throwable cause) {
    return switch (kind) {
      case DATA -> dataRemedy(cause);
      case MEMORY ->
          "give it more: TRUECOUNT_HEAP=8g bin/truecount …, or spark.driver.memory and"
              + " spark.executor.memory on a cluster";
      case FILE ->
          "restore the file, or the right to read it, and run again; a table whose file is"
              + " lost is built again by running its intervals into a new --warehouse";
      case DEFINITION ->
          "correct the definition; truecount validate --columns finds such errors"
              + " before a run";
      case RAISED, UNKNOWN -> "run it again with --debug to see where; the last release stands";
    };
  }

  /** Spark's own remedy, but for settings of its session, which Truecount makes. */
  private static String dataRemedy(Throwable cause) {
    if (state(cause).equals(OUT_OF_RANGE)) {
      return "cast the value to a wider type, such as DECIMAL(38, 4), or to DOUBLE, before it is"
          + " computed with";
    }
    List<String> spark =
        SafeMessage.sentences((SparkThrowable) cause).stream()
            .skip(1)
            .filter(sentence -> !sentence.contains(SETTING))
            .toList();
    return spark.isEmpty()
        ? "leave such rows out, or handle them with CASE"
        : withoutStop(String.join(" ", spark));
  }

  private String where(List<Throwable> chain, Throwable cause) {
    return context(cause)
        .flatMap(places::sql)
        .or(
            () ->
                chain.stream()
                    .flatMap(e -> Stream.ofNullable(e.getMessage()))
                    .flatMap(m -> places.table(m).stream())
                    .findFirst()
                    .map("table "::concat))
        .orElse(otherwise);
  }

  /** Names of the columns in the piece of SQL that failed. */
  private static String columns(Throwable cause) {
    return context(cause)
        .map(QueryContext::fragment)
        .map(ErrorTranslator::names)
        .filter(n -> !n.isEmpty())
        .map(n -> "in a value of " + n)
        .orElse("");
  }

  private static String names(String sql) {
    try {
      List<String> names = new ArrayList<>();
      collect(CatalystSqlParser$.MODULE$.parseExpression(sql), names);
      return String.join(", ", names.stream().distinct().toList());
    } catch (Exception notAnExpression) { // Spark's checked ones come undeclared
      return "";
    }
  }

  private static void collect(TreeNode<?> node, List<String> names) {
    if (node instanceof UnresolvedAttribute attribute) {
      names.add(String.join(".", CollectionConverters.asJava(attribute.nameParts())));
    }
    CollectionConverters.asJava(node.children())
        .forEach(child -> collect((TreeNode<?>) child, names));
  }

  private static Optional<SQLQueryContext> context(Throwable error) {
    QueryContext[] all = error instanceof SparkThrowable spark ? spark.getQueryContext() : null;
    return Stream.ofNullable(all)
        .flatMap(Stream::of)
        .filter(SQLQueryContext.class::isInstance)
        .map(SQLQueryContext.class::cast)
        .findFirst();
  }

  private static String state(Throwable error) {
    return error instanceof SparkThrowable spark && SafeMessage.condition(spark).isPresent()
        ? String.valueOf(spark.getSqlState())
        : "";
  }

  private static String condition(Throwable error) {
    return error instanceof SparkThrowable spark ? SafeMessage.condition(spark).orElse("") : "";
  }

  private static Optional<Throwable> first(
      List<Throwable> chain, java.util.function.Predicate<Throwable> test) {
    return chain.stream().filter(test).findFirst();
  }

  /** From what was thrown to its root. */
  static List<Throwable> chain(Throwable error) {
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    List<Throwable> chain = new ArrayList<>();
    for (Throwable e = error; e != null && seen.add(e); e = e.getCause()) {
      chain.add(e);
    }
    return chain;
  }

  private static String withoutStop(String sentence) {
    return sentence.replaceFirst("[.:]$", "");
  }
}
