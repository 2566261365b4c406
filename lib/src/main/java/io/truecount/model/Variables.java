package io.truecount.model;

import io.truecount.config.Run;
import io.truecount.error.Problems;
import io.truecount.error.Suggestion;
import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.catalyst.expressions.Literal$;

/**
 * The {@code ${…}} of models. A variable becomes a typed SQL literal, quoted by Spark, so that its
 * value can never become part of the query's text.
 */
public record Variables(SortedMap<String, String> literals) {
  private static final Pattern REFERENCE = Pattern.compile("\\$\\{([^}]*)}");

  /** A run's own instants, and the project's strings. */
  public static Variables of(Run run, Map<String, String> project) {
    return of(run.asOf(), run.interval().start(), run.interval().end(), project);
  }

  /** The names with harmless values, to examine models without a run. */
  public static Variables example(Map<String, String> project) {
    return of(Instant.EPOCH, Instant.EPOCH, Instant.EPOCH, project);
  }

  /** Reports every reference that has no value. */
  void check(String sql, String file, Problems problems) {
    for (MatchResult found : REFERENCE.matcher(sql).results().toList()) {
      String name = found.group(1);
      if (!literals.containsKey(name)) {
        long line = 1 + sql.substring(0, found.start()).chars().filter(c -> c == '\n').count();
        problems.add(
            "unknown variable ${%s}".formatted(name),
            file + ":" + line,
            Suggestion.remedy(name, literals.keySet()));
      }
    }
  }

  /** The query with literals in place of its variables; an unknown one becomes NULL. */
  public String apply(String sql) {
    return REFERENCE
        .matcher(sql)
        .replaceAll(
            found -> Matcher.quoteReplacement(literals.getOrDefault(found.group(1), "NULL")));
  }

  private static Variables of(Instant asOf, Instant start, Instant end, Map<String, String> own) {
    SortedMap<String, String> literals = new TreeMap<>();
    own.forEach((name, value) -> literals.put(name, literal(value)));
    literals.put("as_of", literal(asOf));
    literals.put("interval_start", literal(start));
    literals.put("interval_end", literal(end));
    return new Variables(literals);
  }

  private static String literal(Object value) {
    return Literal$.MODULE$.apply(value).sql();
  }
}
