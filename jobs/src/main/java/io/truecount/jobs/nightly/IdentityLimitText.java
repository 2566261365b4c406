package io.truecount.jobs.nightly;

import static io.truecount.identity.IdentityMeasure.BLOCKED_VALUES;
import static java.util.stream.Collectors.joining;
import static org.apache.spark.sql.functions.col;

import io.truecount.config.IdentityLimits.Limit;
import io.truecount.identity.IdentityMeasure;
import io.truecount.identity.IdentityQuality;
import io.truecount.identity.IdentityTables;
import io.truecount.jobs.cli.Numbers;
import java.util.List;
import java.util.OptionalDouble;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** What was measured for each limit of the identities, and what to do when it is broken. */
final class IdentityLimitText {
  private static final String ACCEPT =
      "; if it is right, allow it in checks.identity.allow or change checks.identity.%s, and run"
          + " again";
  private static final String TRY = "truecount run resolve --what-if FILE tries other rules";

  private final RunContext context;
  private final IdentityQuality quality;

  IdentityLimitText(RunContext context, IdentityQuality quality) {
    this.context = context;
    this.quality = quality;
  }

  /** Empty when there was nothing to measure. */
  OptionalDouble measured(Limit limit) {
    return switch (limit) {
      case MAX_CLUSTER_SIZE -> OptionalDouble.of((double) largest());
      case MAX_REFUSED_SHARE -> quality.value(IdentityMeasure.REFUSED_SHARE);
      case MAX_CHURN_SHARE -> quality.value(IdentityMeasure.CHURN_SHARE);
      case MAX_DANGLING_SHARE -> quality.value(IdentityMeasure.DANGLING_SHARE);
      case MIN_KNOWN_SHARE -> quality.value(IdentityMeasure.KNOWN_SHARE);
      case MIN_PRECISION -> quality.value(IdentityMeasure.PRECISION);
      case MIN_RECALL -> quality.value(IdentityMeasure.RECALL);
      case MIN_F1 -> quality.value(IdentityMeasure.F1);
    };
  }

  String observed(Limit limit) {
    return switch (limit) {
      case MAX_CLUSTER_SIZE ->
          "the largest customer has %s identifiers".formatted(number(largest()));
      case MAX_REFUSED_SHARE -> IdentityQualityText.refused(quality);
      case MAX_CHURN_SHARE -> IdentityQualityText.churn(quality);
      case MAX_DANGLING_SHARE -> IdentityQualityText.dangling(quality);
      case MIN_KNOWN_SHARE -> IdentityQualityText.known(quality);
      case MIN_PRECISION, MIN_RECALL, MIN_F1 -> IdentityQualityText.sample(quality);
    };
  }

  String remedy(Limit limit) {
    return look(limit) + ACCEPT.formatted(limit.key());
  }

  private String look(Limit limit) {
    return switch (limit) {
      case MAX_CLUSTER_SIZE ->
          lookAtLargest()
              + "block the value that joins its identifiers (identity.blocked), or give a type a"
              + " limit; "
              + TRY;
      case MAX_REFUSED_SHARE ->
          "truecount customer whynot A B says why a link is refused; see whether a source gives"
              + " identifiers of several customers in one record; "
              + TRY;
      case MAX_CHURN_SHARE ->
          "see whether the identity rules, or the sources' identifiers, have changed; "
              + "truecount run resolve --what-if FILE shows the customers that rules move most";
      case MAX_DANGLING_SHARE, MIN_KNOWN_SHARE ->
          "see whether every source still gives its person-level identifiers: %s values are blocked"
                  .formatted(number(quality.total(BLOCKED_VALUES)))
              + " (the table identifier_counts has them by source)";
      case MIN_PRECISION, MIN_RECALL, MIN_F1 ->
          "truecount customer why A B, or whynot A B, explains a pair of the sample; " + TRY;
    };
  }

  /** Where to look the customer up: the published release may not have it yet. */
  private String lookAtLargest() {
    String id = quality.of(IdentityMeasure.LARGEST_CUSTOMER).keySet().iterator().next();
    boolean isPublished =
        context
            .before(IdentityTables.map())
            .filter(map -> !map.where(isCustomer(id)).isEmpty())
            .isPresent();
    return isPublished
        ? "%s; truecount customer show %s shows it as last published; ".formatted(types(id), id)
        : "%s, of customer %s, which no release has yet; ".formatted(types(id), id);
  }

  /** {@code 4,990 anon, 22 email}. */
  private String types(String id) {
    Dataset<Row> map = context.read(IdentityTables.map());
    List<Row> types =
        map.where(isCustomer(id))
            .groupBy(IdentityTables.TYPE)
            .count()
            .orderBy(col("count").desc(), col(IdentityTables.TYPE))
            .collectAsList();
    return types.stream()
        .map(row -> number(row.getLong(1)) + " " + row.getString(0))
        .collect(joining(", ", "it has ", ""));
  }

  private static org.apache.spark.sql.Column isCustomer(String id) {
    return col(IdentityTables.CUSTOMER_ID).equalTo(id);
  }

  private long largest() {
    return quality.total(IdentityMeasure.LARGEST_CUSTOMER);
  }

  private static String number(long value) {
    return Numbers.whole(value);
  }
}
