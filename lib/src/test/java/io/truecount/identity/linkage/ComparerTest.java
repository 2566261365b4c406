package io.truecount.identity.linkage;

import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.config.LinkageConfig.Comparison;
import io.truecount.config.LinkageConfig.Level;
import io.truecount.config.LinkageConfig.Similarity;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Levels of two values. */
final class ComparerTest {
  private static final Comparer NAME =
      new Comparer(
          new Comparison(
              "name",
              "name",
              List.of(
                  Level.EXACT,
                  new Level(Similarity.JARO_WINKLER, 0.9),
                  new Level(Similarity.LEVENSHTEIN, 3)),
              false));
  private static final Comparer DATE =
      new Comparer(
          new Comparison(
              "born",
              "born",
              List.of(
                  Level.EXACT,
                  new Level(Similarity.DAYS, 31),
                  new Level(Similarity.LEVENSHTEIN, 1)),
              false));

  @ParameterizedTest
  @CsvSource({
    "jane, jane, 3",
    "martha, marhta, 2", // Jaro-Winkler 0.9611, Winkler 1990
    "dwayne, duane, 1", // 0.84, two letters
    "jane, robert, 0",
    "jane, , -1",
    ", , -1"
  })
  void names(String a, String b, int level) {
    assertThat(NAME.level(a, b)).isEqualTo(level);
    assertThat(NAME.level(b, a)).isEqualTo(level);
  }

  @ParameterizedTest
  @CsvSource({
    "19700203, 19700203, 3",
    "19700203, 1970-02-28, 2",
    "1970-02-03, 1970-01-03, 2",
    "19700203, 19750203, 1",
    "19700203, 19750403, 0",
    "19701303, 19701304, 1", // no dates, one digit
    "unknown, unknown, 3"
  })
  void dates(String a, String b, int level) {
    assertThat(DATE.level(a, b)).isEqualTo(level);
    assertThat(DATE.level(b, a)).isEqualTo(level);
  }
}
