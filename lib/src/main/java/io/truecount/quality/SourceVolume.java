package io.truecount.quality;

import static java.util.Comparator.comparing;
import static java.util.Objects.requireNonNull;

import io.truecount.config.ChecksConfig.Volume;
import io.truecount.config.Interval;
import io.truecount.config.Severity;
import io.truecount.config.SourceConfig;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Whether a source gave as much as it usually does, and as often as its {@code expected} says:
 *
 * <pre>
 *   read in equal intervals before   1000, 980, 1010, 990
 *   now                              0     source-volume: 0 records read, usually 980
 *   expected = daily, no file of the second of three days   source-expected: nothing of 2026-03-02
 * </pre>
 *
 * <p>What is usual: the median of what the newest {@value #RUNS} runs of equally long intervals
 * before this one read, or that of the intervals that began on the same day of the week where it is
 * smaller, so that a quiet Sunday is no news. Without an equally long interval, others are scaled
 * by their load dates. A snapshot is read whole by every run, and not scaled. Cost: nothing but the
 * counts of earlier runs.
 */
public final class SourceVolume {
  private static final int RUNS = 28;
  private static final int WEEK = 7;

  /** Fewer records than these come and go by chance. */
  private static final double FEW = 10;

  /** What one run read of a source. */
  public record Read(Interval interval, long records) {
    public Read {
      requireNonNull(interval);
    }
  }

  /**
   * One source in one run.
   *
   * @param now what the run read
   * @param before what earlier runs read, each interval once
   * @param withoutFiles the load dates of the interval of which there is no file, in order; given
   *     only of sources that are expected daily or weekly and have {@code {date}} in their path
   */
  public record Observed(
      SourceConfig source, Read now, List<Read> before, List<LocalDate> withoutFiles) {
    public Observed {
      before =
          before.stream()
              .filter(read -> !read.interval().end().isAfter(now.interval().start()))
              .sorted(comparing((Read read) -> read.interval().start()).reversed())
              .toList();
      withoutFiles = List.copyOf(withoutFiles);
    }
  }

  private SourceVolume() {}

  /** The checks of one source; none where nothing can be said yet, or nothing is expected. */
  public static List<CheckResult> of(Observed observed, Volume volume, Severity missing) {
    List<CheckResult> results = new ArrayList<>();
    switch (observed.source().expected()) {
      case NONE -> {}
      case USUAL -> results.addAll(usual(observed, volume));
      case DAILY -> results.addAll(expected(observed, volume, daily(observed, missing)));
      case WEEKLY -> results.addAll(expected(observed, volume, weekly(observed, missing)));
    }
    return results;
  }

  /** A source that broke its promise is not said to be unusual as well. */
  private static List<CheckResult> expected(
      Observed observed, Volume volume, List<CheckResult> promise) {
    boolean kept = promise.stream().allMatch(CheckResult::passed) && observed.now().records() > 0;
    return kept
        ? Stream.concat(promise.stream(), usual(observed, volume).stream()).toList()
        : promise;
  }

  private static List<CheckResult> usual(Observed observed, Volume volume) {
    List<Double> comparable = comparable(observed);
    if (comparable.isEmpty()) {
      return List.of();
    }
    double usual = Math.min(median(comparable), median(ofWeekday(observed, comparable)));
    long read = observed.now().records();
    boolean nothing = read == 0 && usual > 0;
    boolean little = usual >= FEW && read < volume.minShare() * usual;
    return List.of(
        new CheckResult(
            "source-volume",
            observed.source().name(),
            volume.severity(),
            !(nothing || little),
            String.format(Locale.ROOT, "%,d records read, usually %,.0f", read, usual),
            "at least %s of what is usual".formatted(Share.percent(volume.minShare())),
            "see whether its files have arrived below %s, and run the interval again when they have;"
                    .formatted(observed.source().path())
                + " expected = none says that this is as it should be"));
  }

  /** What is comparable of earlier runs, newest first, as of an interval of this length. */
  private static List<Double> comparable(Observed observed) {
    double dates = weight(observed, observed.now());
    if (dates == 0) {
      return List.of();
    }
    List<Read> equal = equallyLong(observed);
    return (equal.isEmpty() ? observed.before() : equal)
        .stream()
            .filter(read -> weight(observed, read) > 0)
            .limit(RUNS)
            .map(read -> read.records() * dates / weight(observed, read))
            .toList();
  }

  private static List<Read> equallyLong(Observed observed) {
    Duration length = length(observed.now());
    return observed.before().stream().filter(read -> length(read).equals(length)).toList();
  }

  /** Those that began on the same day of the week, or all where there is none. */
  private static List<Double> ofWeekday(Observed observed, List<Double> all) {
    List<Double> same =
        equallyLong(observed).stream()
            .filter(read -> weight(observed, read) > 0)
            .limit(RUNS)
            .filter(read -> weekday(read).equals(weekday(observed.now())))
            .map(read -> (double) read.records())
            .toList();
    return same.isEmpty() ? all : same;
  }

  private static DayOfWeek weekday(Read read) {
    return LocalDate.ofInstant(read.interval().start(), ZoneOffset.UTC).getDayOfWeek();
  }

  /** How much of a source an interval holds: its load dates, or all of a snapshot. */
  private static double weight(Observed observed, Read read) {
    return observed.source().isSnapshot() ? 1 : read.interval().dates().size();
  }

  private static Duration length(Read read) {
    return Duration.between(read.interval().start(), read.interval().end());
  }

  /** The smaller of the two in the middle. */
  private static double median(List<Double> values) {
    return values.stream().sorted().toList().get((values.size() - 1) / 2);
  }

  private static List<CheckResult> daily(Observed observed, Severity severity) {
    boolean due = weight(observed, observed.now()) > 0;
    boolean nothing = observed.now().records() == 0;
    List<LocalDate> missing = observed.withoutFiles();
    return due
        ? List.of(promise(observed, severity, !nothing && missing.isEmpty(), "on every load date"))
        : List.of();
  }

  /** An interval of a week and more is looked at by itself, a shorter one with those before it. */
  private static List<CheckResult> weekly(Observed observed, Severity severity) {
    Interval interval = observed.now().interval();
    var since = interval.end().minus(Duration.ofDays(WEEK));
    boolean known =
        !interval.start().isAfter(since)
            || observed.before().stream().anyMatch(r -> !r.interval().start().isAfter(since));
    boolean something =
        observed.now().records() > 0
            || observed.before().stream()
                .anyMatch(r -> r.interval().end().isAfter(since) && r.records() > 0);
    boolean gap = hasWeek(observed.withoutFiles());
    return known
        ? List.of(promise(observed, severity, something && !gap, "in any seven days"))
        : List.of();
  }

  /** Whether seven of the dates follow one another. */
  private static boolean hasWeek(List<LocalDate> dates) {
    for (int i = 0; i + WEEK <= dates.size(); i++) {
      if (dates.get(i).plusDays(WEEK - 1).equals(dates.get(i + WEEK - 1))) {
        return true;
      }
    }
    return false;
  }

  private static CheckResult promise(
      Observed observed, Severity severity, boolean kept, String when) {
    SourceConfig source = observed.source();
    return new CheckResult(
        "source-expected",
        source.name(),
        severity,
        kept,
        String.format(Locale.ROOT, "%,d records read", observed.now().records())
            + missing(observed.withoutFiles()),
        "records " + when,
        "run the interval again when its files have arrived below %s, or correct sources.%s.expected"
            .formatted(source.path(), source.name()));
  }

  private static String missing(List<LocalDate> dates) {
    if (dates.isEmpty()) {
      return "";
    }
    String first = String.join(", ", dates.stream().limit(5).map(LocalDate::toString).toList());
    return dates.size() > 5
        ? ", no file of %d days: %s, …".formatted(dates.size(), first)
        : ", no file of " + first;
  }
}
