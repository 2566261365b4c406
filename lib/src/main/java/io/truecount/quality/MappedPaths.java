package io.truecount.quality;

import static java.util.stream.Collectors.joining;

import io.truecount.config.ChecksConfig.Identifiers;
import io.truecount.config.IdentityConfig;
import io.truecount.config.IdentityConfig.IdentifierType;
import io.truecount.config.IdentityConfig.Level;
import io.truecount.config.SourceConfig;
import io.truecount.error.Suggestion;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * Whether each place that a source maps to an identifier has a value in some record:
 *
 * <pre>
 *   identifiers { email = [email, customer_mail] }
 *   email 480, customer_mail 0 of 500   shop.email: none of 500 records has a value in customer_mail
 * </pre>
 *
 * Where earlier runs had values in a place, a run is judged only when it would have to have at
 * least {@code min-records} of them. Cost: nothing but the counts, which ingest makes in the pass
 * that it makes anyway.
 */
public final class MappedPaths {
  private final Identifiers config;
  private final SourceConfig source;
  private final PathCounts now;
  private final List<PathCounts> before;
  private final Function<SourceConfig, Collection<String>> columns;

  private MappedPaths(
      Identifiers config,
      SourceConfig source,
      PathCounts now,
      List<PathCounts> before,
      Function<SourceConfig, Collection<String>> columns) {
    this.config = config;
    this.source = source;
    this.now = now;
    this.before = before;
    this.columns = columns;
  }

  /**
   * One check for each source and type that it maps itself; none where the run accepted nothing.
   *
   * @param now counts of the run
   * @param before counts of earlier runs, the newest first
   * @param columns the columns that a source's records have; called only when one is missing
   */
  public static List<CheckResult> of(
      Identifiers config,
      IdentityConfig identity,
      List<SourceConfig> sources,
      List<PathCounts> now,
      List<PathCounts> before,
      Function<SourceConfig, Collection<String>> columns) {
    List<CheckResult> results = new ArrayList<>();
    for (SourceConfig source : sources) {
      now.stream()
          .filter(counts -> counts.source().equals(source.name()))
          .filter(counts -> counts.records() > 0 && !counts.paths().isEmpty())
          .map(counts -> new MappedPaths(config, source, counts, of(source, before), columns))
          .forEach(check -> check.add(identity, results));
    }
    return results;
  }

  private static List<PathCounts> of(SourceConfig source, List<PathCounts> all) {
    return all.stream().filter(counts -> counts.source().equals(source.name())).toList();
  }

  private void add(IdentityConfig identity, List<CheckResult> results) {
    identity.types().stream()
        .filter(type -> type.level() != Level.ACCOUNT)
        .map(IdentifierType::name)
        .filter(source.mapped()::contains)
        .forEach(type -> result(type).ifPresent(results::add));
  }

  /** Empty when nothing can be said of any of the type's places. */
  private Optional<CheckResult> result(String type) {
    List<String> paths =
        source.identifiers().getOrDefault(type, List.of()).stream()
            .filter(now.paths()::containsKey)
            .filter(path -> now.of(path) > 0 || isExpected(path))
            .toList();
    List<String> missing = paths.stream().filter(path -> now.of(path) == 0).toList();
    return paths.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new CheckResult(
                "identifiers-mapped",
                "%s.%s".formatted(source.name(), type),
                config.severity(),
                missing.isEmpty(),
                observed(paths, missing),
                "some record has a value in each place that the source maps",
                missing.stream().map(path -> suggestion(type, path)).collect(joining("; "))));
  }

  private String observed(List<String> paths, List<String> missing) {
    return missing.isEmpty()
        ? "records have values in " + String.join(" and ", paths)
        : String.format(
            Locale.ROOT,
            "none of %,d records has a value in %s",
            now.records(),
            String.join(" or ", missing));
  }

  /** A place that is new must have a value, however few the records; a rare one need not. */
  private boolean isExpected(String path) {
    boolean few = now.records() < config.minRecords();
    boolean uncounted = !before.isEmpty() && before.stream().allMatch(run -> run.paths().isEmpty());
    return usual(path)
        .map(run -> (double) run.of(path) / run.records() * now.records() >= config.minRecords())
        .orElse(!(few && uncounted)); // earlier versions counted no places
  }

  /** The newest run with values in a place, of those with enough records if there are any. */
  private Optional<PathCounts> usual(String path) {
    List<PathCounts> known = before.stream().filter(run -> run.of(path) > 0).toList();
    return known.stream()
        .filter(run -> run.records() >= config.minRecords())
        .findFirst()
        .or(() -> known.stream().findFirst());
  }

  /** The columns that are there, nearest first. */
  private String suggestion(String type, String path) {
    Collection<String> known = columns.apply(source);
    String key = "sources.%s.identifiers.%s".formatted(source.name(), type);
    return Suggestion.nearest(path, known)
        .map(name -> "did you mean \"%s\"? correct %s".formatted(name, key))
        .orElseGet(
            () ->
                known.isEmpty()
                    ? "correct " + key
                    : "correct %s; the records also have: %s"
                        .formatted(key, String.join(", ", known)));
  }
}
