package io.truecount.identity.linkage;

import io.truecount.config.LinkageConfig.Comparison;
import io.truecount.config.LinkageConfig.Level;
import java.io.Serializable;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.apache.commons.text.similarity.JaroWinklerSimilarity;
import org.apache.commons.text.similarity.LevenshteinDistance;
import org.jspecify.annotations.Nullable;

/**
 * The level at which two values agree: the number of levels for the first one, 1 for the last one,
 * {@link #ELSE} where none fits, {@link #NULL} where a value is missing.
 *
 * <pre>
 *   levels exact, jaro-winkler(0.9)   jane, jane    2
 *                                     jane, janet   1
 *                                     jane, john    0
 *                                     jane, NULL   -1
 * </pre>
 */
public final class Comparer implements Serializable {
  private static final long serialVersionUID = 1L;

  /** A value is missing, which says nothing for or against a link. */
  public static final int NULL = -1;

  /** No level fits. */
  public static final int ELSE = 0;

  private final List<Level> levels;

  public Comparer(Comparison comparison) {
    this.levels = comparison.levels();
  }

  /** Compares two values, as {@link LinkageRecords} brings them to one form. */
  public int level(@Nullable String a, @Nullable String b) {
    if (a == null || b == null) {
      return NULL;
    }
    for (int i = 0; i < levels.size(); i++) {
      if (fits(levels.get(i), a, b)) {
        return levels.size() - i;
      }
    }
    return ELSE;
  }

  private static boolean fits(Level level, String a, String b) {
    return switch (level.similarity()) {
      case EXACT -> a.equals(b);
      case JARO_WINKLER -> new JaroWinklerSimilarity().apply(a, b) >= level.bound();
      case LEVENSHTEIN -> new LevenshteinDistance((int) level.bound()).apply(a, b) >= 0;
      case DAYS -> daysApart(a, b).filter(days -> days <= level.bound()).isPresent();
    };
  }

  /** Empty where one of them is no date. */
  private static Optional<Long> daysApart(String a, String b) {
    return date(a).flatMap(first -> date(b).map(second -> Math.abs(apart(first, second))));
  }

  private static long apart(LocalDate first, LocalDate second) {
    return ChronoUnit.DAYS.between(first, second);
  }

  private static Optional<LocalDate> date(String text) {
    DateTimeFormatter format =
        text.length() == 8 ? DateTimeFormatter.BASIC_ISO_DATE : DateTimeFormatter.ISO_LOCAL_DATE;
    try {
      return Optional.of(LocalDate.parse(text, format));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
