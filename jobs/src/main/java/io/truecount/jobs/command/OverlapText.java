package io.truecount.jobs.command;

import static java.util.Comparator.comparing;
import static org.apache.spark.sql.functions.col;

import io.truecount.audience.AudienceTables;
import io.truecount.audience.Overlaps;
import io.truecount.jobs.cli.OutputFormat;
import io.truecount.jobs.cli.TablePrinter;
import io.truecount.jobs.release.AudienceOverlap;
import io.truecount.table.Release;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * Overlaps for people: a matrix of a few audiences, or the list of one audience with all others.
 *
 * <pre>
 *      audience           size       1       2
 *   1  active_customers    812       –    43 %
 *   2  buyers              354    99 %       –
 *   2 in row 1: the share of active_customers that is in buyers too
 * </pre>
 */
final class OverlapText {
  /** More columns than these do not fit beside the names. */
  private static final int MOST_COLUMNS = 10;

  private static final int MOST_ROWS = 25;

  private OverlapText() {}

  /** Of the requested audiences, or of the largest ones when none is. */
  static void matrix(
      AudienceOverlap overlap, List<String> requested, Release release, PrintStream out) {
    List<String> all = largestFirst(overlap, requested);
    List<String> shown = all.subList(0, Math.min(all.size(), MOST_COLUMNS));
    Map<List<String>, Double> shares = shares(overlap, shown);
    TablePrinter table =
        new TablePrinter(
            Stream.concat(
                    Stream.of("", "audience", "size"),
                    IntStream.rangeClosed(1, shown.size()).mapToObj("%6d"::formatted))
                .toArray(String[]::new));
    for (int i = 0; i < shown.size(); i++) {
      table.row(row(i, shown, overlap.sizes(), shares));
    }
    table.print(OutputFormat.text, out);
    head(overlap, release, out);
    out.printf(
        "A row shows which share of its audience is in those of the columns, by their numbers.%n");
    if (all.size() > shown.size()) {
      out.printf(
          "These are the %d largest of %d: name others, or take --output csv for every pair.%n",
          shown.size(), all.size());
    }
  }

  private static @Nullable Object[] row(
      int index, List<String> shown, Map<String, Long> sizes, Map<List<String>, Double> shares) {
    String audience = shown.get(index);
    List<@Nullable Object> row = new ArrayList<>();
    row.add(String.valueOf(index + 1));
    row.add(audience);
    row.add(sizes.getOrDefault(audience, 0L));
    for (String other : shown) {
      row.add("%6s".formatted(percent(shares.get(List.of(audience, other)))));
    }
    return row.toArray();
  }

  /** Of one audience with all others, those that share most members first. */
  static void list(AudienceOverlap overlap, String audience, Release release, PrintStream out) {
    TablePrinter table = new TablePrinter("other", "size", "both", "of " + audience, "of other");
    List<Row> rows =
        overlap
            .of(audience)
            .orderBy(col(Overlaps.INTERSECTION).desc(), col(Overlaps.OTHER))
            .limit(MOST_ROWS)
            .collectAsList();
    rows.forEach(
        row ->
            table.row(
                row.getAs(Overlaps.OTHER),
                overlap.sizes().getOrDefault(row.<String>getAs(Overlaps.OTHER), 0L),
                row.getAs(Overlaps.INTERSECTION),
                "%6s".formatted(percent(row.getAs(Overlaps.SHARE))),
                "%6s".formatted(percent(row.getAs(Overlaps.SHARE_OF_OTHER)))));
    table.print(OutputFormat.text, out);
    head(overlap, release, out);
    long others = overlap.sizes().size() - 1L;
    if (others > rows.size()) {
      out.printf(
          "These are the %d of %d others that share most members: --output csv has all.%n",
          rows.size(), others);
    }
  }

  private static void head(AudienceOverlap overlap, Release release, PrintStream out) {
    out.printf("%nRelease %d, as of %s.%n", release.number(), overlap.asOf());
  }

  private static List<String> largestFirst(AudienceOverlap overlap, List<String> requested) {
    Map<String, Long> sizes = overlap.sizes();
    return sizes.keySet().stream()
        .filter(name -> requested.isEmpty() || requested.contains(name))
        .sorted(comparing((String name) -> -sizes.getOrDefault(name, 0L)).thenComparing(n -> n))
        .toList();
  }

  /** By audience and other, in both orders. */
  private static Map<List<String>, Double> shares(AudienceOverlap overlap, List<String> names) {
    Map<List<String>, Double> shares = new HashMap<>();
    for (Row row : overlap.among(names).collectAsList()) {
      String audience = row.getAs(AudienceTables.AUDIENCE);
      String other = row.getAs(Overlaps.OTHER);
      put(shares, List.of(audience, other), row.getAs(Overlaps.SHARE));
      put(shares, List.of(other, audience), row.getAs(Overlaps.SHARE_OF_OTHER));
    }
    return shares;
  }

  private static void put(
      Map<List<String>, Double> shares, List<String> pair, @Nullable Double share) {
    if (share != null) {
      shares.put(pair, share);
    }
  }

  /** Rounded towards the middle, so that only all of them are 100 % and only none 0 %. */
  private static String percent(@Nullable Double share) {
    if (share == null) {
      return "–";
    }
    long whole = Math.round(share * 100);
    if (share > 0 && share < 1 && (whole == 0 || whole == 100)) {
      return whole == 0 ? "<1 %" : ">99 %";
    }
    return String.format(Locale.ROOT, "%d %%", whole);
  }
}
