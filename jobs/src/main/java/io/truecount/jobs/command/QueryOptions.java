package io.truecount.jobs.command;

import io.truecount.error.Problem;
import io.truecount.error.TruecountException;
import io.truecount.metric.manifest.Manifest;
import io.truecount.metric.manifest.WhereFilter;
import io.truecount.metric.query.ItemName;
import io.truecount.metric.query.MetricQuery;
import io.truecount.metric.query.MetricQuery.Group;
import io.truecount.metric.query.MetricQuery.Order;
import io.truecount.metric.query.MetricQuery.Requested;
import io.truecount.metric.query.MetricQuery.TimeRange;
import io.truecount.metric.query.QuestionFile;
import io.truecount.metric.query.SavedQueries;
import io.truecount.metric.sql.Direction;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** One question, as written on the command line. */
final class QueryOptions {
  @Parameters(paramLabel = "NAME", arity = "0..*", description = "Metrics.")
  private List<String> names = List.of();

  @Option(
      names = "--saved-query",
      paramLabel = "NAME",
      description = "A saved query instead of metrics.")
  private @Nullable String saved;

  @Option(
      names = "--by",
      split = ",",
      paramLabel = "ITEM",
      description =
          "What to group by, such as metric_time__month,customer__country; day stands"
              + " for metric_time__day.")
  private List<String> by = List.of();

  @Option(
      names = "--where",
      paramLabel = "SQL",
      description = "A filter, such as \"{{ Dimension('customer__country') }} = 'us'\".")
  private List<String> where = List.of();

  @Option(names = "--from", paramLabel = "DATE", description = "First moment of metric_time.")
  private @Nullable String from;

  @Option(names = "--to", paramLabel = "DATE", description = "Last moment, included.")
  private @Nullable String to;

  @Option(
      names = "--order",
      split = ",",
      paramLabel = "COLUMN",
      description = "What to order by; a minus before it turns the order.")
  private List<String> order = List.of();

  @Option(names = "--limit", paramLabel = "ROWS", description = "Most rows.")
  private @Nullable Integer limit;

  /** As {@link #query}; without an order, in that of the columns that it groups by. */
  MetricQuery ordered(Manifest manifest) {
    MetricQuery query = query(manifest);
    return query.orderBy().isEmpty()
        ? query.ordered(
            query.groupBy().stream()
                .map(g -> new Order(g.item().toString(), Direction.ASCENDING))
                .toList(),
            query.limit())
        : query;
  }

  MetricQuery query(Manifest manifest) {
    if (saved != null && !(names.isEmpty() && by.isEmpty())) {
      throw TruecountException.invalid(
          Problem.of(
              "a saved query has its own metrics and groups",
              "--saved-query " + saved,
              "leave out %s, or leave out --saved-query"
                  .formatted(names.isEmpty() ? "--by" : String.join(" ", names))));
    }
    MetricQuery requested = requested(manifest);
    return saved == null ? requested : SavedQueries.query(manifest, saved).narrowed(requested);
  }

  private MetricQuery requested(Manifest manifest) {
    return new MetricQuery(
        names.stream().map(n -> new Requested(n, Optional.empty())).toList(),
        by.stream().map(b -> new Group(item(b, manifest), Optional.empty())).toList(),
        where.stream().map(w -> new WhereFilter(w, "--where")).toList(),
        range(),
        order.stream().map(Order::parse).toList(),
        Optional.ofNullable(limit),
        false);
  }

  /** A bare grain stands for metric_time at that grain. */
  private static ItemName item(String text, Manifest manifest) {
    ItemName time = ItemName.parse(ItemName.METRIC_TIME + "__" + text, manifest);
    boolean grain = time.isMetricTime() && (time.grain().isPresent() || time.part().isPresent());
    return grain ? time : ItemName.parse(text, manifest);
  }

  private Optional<TimeRange> range() {
    return TimeRange.of(
        Optional.ofNullable(from).map(day -> QuestionFile.time(day, "--from")),
        Optional.ofNullable(to).map(day -> QuestionFile.time(day, "--to")));
  }
}
