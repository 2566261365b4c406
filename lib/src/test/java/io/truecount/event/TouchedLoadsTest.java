package io.truecount.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.truecount.config.Interval;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TouchedLoadsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      value = {
        "2026-01-05/2026-01-06 | none                  | 2026-01-05/2026-01-06",
        "2026-01-05/2026-01-06 | 2026-01-05            | 2026-01-05/2026-01-06",
        "2026-01-05/2026-01-06 | 2026-01-04            | 2026-01-04/2026-01-06",
        "2026-01-05/2026-01-06 | 2026-01-06            | 2026-01-05/2026-01-07",
        "2026-01-05/2026-01-06 | 2026-01-09 2026-01-02 |"
            + " 2026-01-02/2026-01-03 2026-01-05/2026-01-06 2026-01-09/2026-01-10",
        "2026-01-05/2026-01-06 | 2026-01-02 2026-01-01 2026-01-02 |"
            + " 2026-01-01/2026-01-03 2026-01-05/2026-01-06",
        "2026-01-05T08:00:00Z/2026-01-05T09:00:00Z | 2026-01-05 | 2026-01-05/2026-01-06",
        "2026-01-05T23:00:00Z/2026-01-06T01:00:00Z | 2026-01-05 | 2026-01-05/2026-01-06T01:00:00Z",
        "2026-01-01/2026-02-01 | 2026-01-05            | 2026-01-01/2026-02-01",
      })
  void days_are_joined_with_the_interval(String own, String days, String expected) {
    List<LocalDate> dates =
        days == null
            ? List.of()
            : Arrays.stream(days.split(" ")).map(LocalDate::parse).collect(Collectors.toList());
    assertThat(TouchedLoads.of(Interval.parse(own), spans(dates)).intervals())
        .containsExactlyElementsOf(
            Arrays.stream(expected.split(" ")).map(Interval::parse).toList());
  }

  /** Every other day, and two days of a month long ago, far from the others. */
  @Test
  void of_very_many_days_the_smallest_gaps_are_closed() {
    LocalDate first = LocalDate.parse("2026-01-01");
    List<LocalDate> days =
        IntStream.range(0, 300).mapToObj(i -> first.plusDays(2L * i)).collect(Collectors.toList());
    days.add(LocalDate.parse("2025-01-01"));
    days.add(LocalDate.parse("2025-01-10"));
    Collections.shuffle(days, new Random(3));

    List<Interval> intervals =
        TouchedLoads.of(Interval.parse("2026-01-01/2026-01-02"), spans(days)).intervals();

    assertThat(intervals)
        .hasSize(LoadDays.MOST)
        .startsWith(
            Interval.parse("2025-01-01/2025-01-02"), Interval.parse("2025-01-10/2025-01-11"));
    assertThat(days)
        .allMatch(
            day -> intervals.stream().anyMatch(i -> i.contains(Interval.instant(day.toString()))));
  }

  @Test
  void intervals_that_meet_are_no_touched_loads() {
    assertThatThrownBy(
            () ->
                new TouchedLoads(
                    List.of(
                        Interval.parse("2026-01-01/2026-01-02"),
                        Interval.parse("2026-01-02/2026-01-03"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Invalid touched loads");
  }

  private static List<Interval> spans(List<LocalDate> days) {
    return days.stream().map(Interval::day).toList();
  }
}
