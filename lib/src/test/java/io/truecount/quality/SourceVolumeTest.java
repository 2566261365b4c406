package io.truecount.quality;

import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.config.ChecksConfig.Volume;
import io.truecount.config.Interval;
import io.truecount.config.Severity;
import io.truecount.config.SourceConfig;
import io.truecount.quality.SourceVolume.Observed;
import io.truecount.quality.SourceVolume.Read;
import io.truecount.testkit.LakeFixture;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** 2026-03-02 is a Monday. */
final class SourceVolumeTest {
  private static final String DATED = "s/dt={date}/*";

  @Test
  void nothing_and_far_less_than_usual_are_reported() {
    List<Read> before = days("2026-03-02", 1000, 980, 1010);
    assertThat(said(source(DATED, ""), day("2026-03-05", 0), before))
        .containsExactly("source-volume WARN FAILED 0 records read, usually 1,000");
    assertThat(said(source(DATED, ""), day("2026-03-05", 100), before))
        .containsExactly("source-volume WARN FAILED 100 records read, usually 1,000");
    assertThat(said(source(DATED, ""), day("2026-03-05", 300), before))
        .containsExactly("source-volume WARN passed 300 records read, usually 1,000");
  }

  @Test
  void one_earlier_run_is_enough_and_none_says_nothing() {
    assertThat(said(source(DATED, ""), day("2026-03-03", 0), days("2026-03-02", 7)))
        .containsExactly("source-volume WARN FAILED 0 records read, usually 7");
    assertThat(said(source(DATED, ""), day("2026-03-03", 1), days("2026-03-02", 7)))
        .as("so few come and go by chance")
        .containsExactly("source-volume WARN passed 1 records read, usually 7");
    assertThat(said(source(DATED, ""), day("2026-03-03", 0), List.of())).isEmpty();
  }

  @Test
  void a_quiet_sunday_and_a_weekly_file_are_no_news() {
    List<Read> week = days("2026-03-02", 900, 900, 900, 900, 900, 900, 3);
    List<Read> two = new ArrayList<>(week);
    two.addAll(days("2026-03-09", 900, 900, 900, 900, 900, 900));
    assertThat(said(source(DATED, ""), day("2026-03-15", 2), two))
        .containsExactly("source-volume WARN passed 2 records read, usually 3");
    assertThat(said(source(DATED, ""), day("2026-03-12", 2), week))
        .containsExactly("source-volume WARN FAILED 2 records read, usually 900");
    assertThat(
            said(
                source(DATED, ""),
                day("2026-03-10", 0),
                days("2026-03-02", 500, 0, 0, 0, 0, 0, 0, 500)))
        .containsExactly("source-volume WARN passed 0 records read, usually 0");
  }

  @Test
  void intervals_of_another_length_are_scaled_by_their_dates_and_snapshots_are_not() {
    List<Read> month = List.of(read("2026-02-01/2026-03-01", 2800));
    assertThat(said(source(DATED, ""), day("2026-03-01", 90), month))
        .containsExactly("source-volume WARN passed 90 records read, usually 100");
    assertThat(said(source(DATED, ""), day("2026-03-01", 10), month))
        .containsExactly("source-volume WARN FAILED 10 records read, usually 100");
    assertThat(said(source("s/*", ""), day("2026-03-01", 90), month))
        .containsExactly("source-volume WARN FAILED 90 records read, usually 2,800");
    List<Read> mixed = new ArrayList<>(month);
    mixed.add(day("2026-03-01", 5000));
    assertThat(said(source(DATED, ""), day("2026-03-02", 4000), mixed))
        .as("equally long intervals are compared alone")
        .containsExactly("source-volume WARN passed 4,000 records read, usually 5,000");
  }

  @Test
  void a_repeated_run_or_a_backfill_is_not_compared_with_later_runs() {
    List<Read> others = List.of(day("2026-03-03", 900), read("2026-03-01/2026-03-31", 30_000));
    assertThat(said(source(DATED, ""), day("2026-03-03", 0), others)).isEmpty();
  }

  @Test
  void an_interval_without_a_load_date_says_nothing() {
    Read hour = read("2026-03-02T03:00:00Z/2026-03-02T04:00:00Z", 0);
    assertThat(said(source(DATED, ""), hour, days("2026-03-01", 100))).isEmpty();
    assertThat(said(source(DATED, "daily"), hour, days("2026-03-01", 100))).isEmpty();
  }

  @Test
  void daily_is_a_promise_from_the_first_run_on() {
    assertThat(said(source(DATED, "daily"), day("2026-03-02", 0), List.of()))
        .containsExactly("source-expected STOP FAILED 0 records read");
    assertThat(said(source("s/*", "daily"), day("2026-03-02", 0), List.of()))
        .containsExactly("source-expected STOP FAILED 0 records read");
    assertThat(
            said(
                source(DATED, "daily"), read("2026-03-02/2026-03-05", 20), List.of(), "2026-03-03"))
        .containsExactly("source-expected STOP FAILED 20 records read, no file of 2026-03-03");
    assertThat(said(source(DATED, "daily"), day("2026-03-03", 1), days("2026-03-02", 900)))
        .containsExactly(
            "source-expected STOP passed 1 records read",
            "source-volume WARN FAILED 1 records read, usually 900");
  }

  @Test
  void weekly_looks_at_seven_days() {
    SourceConfig weekly = source(DATED, "weekly");
    assertThat(said(weekly, day("2026-03-08", 0), days("2026-03-02", 5, 0, 0, 0, 0, 0)))
        .containsExactly("source-expected STOP passed 0 records read");
    assertThat(said(weekly, day("2026-03-09", 0), days("2026-03-02", 5, 0, 0, 0, 0, 0, 0)))
        .containsExactly("source-expected STOP FAILED 0 records read");
    assertThat(said(weekly, day("2026-03-04", 0), days("2026-03-02", 0, 0)))
        .as("three days are no week")
        .isEmpty();
    assertThat(said(weekly, read("2026-03-02/2026-03-09", 0), List.of()))
        .containsExactly("source-expected STOP FAILED 0 records read");
  }

  @Test
  void none_may_give_nothing() {
    assertThat(said(source(DATED, "none"), day("2026-03-03", 0), days("2026-03-02", 900)))
        .isEmpty();
  }

  private static List<String> said(
      SourceConfig source, Read now, List<Read> before, String... withoutFiles) {
    List<LocalDate> dates = List.of(withoutFiles).stream().map(LocalDate::parse).toList();
    return SourceVolume.of(
            new Observed(source, now, before, dates), new Volume(0.2, Severity.WARN), Severity.STOP)
        .stream()
        .map(
            result ->
                "%s %s %s %s"
                    .formatted(
                        result.check(),
                        result.severity(),
                        result.passed() ? "passed" : "FAILED",
                        result.observed()))
        .toList();
  }

  private static List<Read> days(String first, long... records) {
    List<Read> reads = new ArrayList<>();
    for (int i = 0; i < records.length; i++) {
      reads.add(day(LocalDate.parse(first).plusDays(i).toString(), records[i]));
    }
    return reads;
  }

  private static Read day(String date, long records) {
    return read(date + "/" + LocalDate.parse(date).plusDays(1), records);
  }

  private static Read read(String interval, long records) {
    return new Read(Interval.parse(interval), records);
  }

  private static SourceConfig source(String path, String expected) {
    String key = expected.isEmpty() ? "" : "expected = " + expected;
    return LakeFixture.sources(
            """
            s { format = csv, path = "%s", event { type = track, name = E }, %s }
            """
                .formatted(path, key))
        .get(0);
  }
}
