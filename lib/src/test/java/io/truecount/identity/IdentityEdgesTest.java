package io.truecount.identity;

import io.truecount.testkit.RowsAssert;
import io.truecount.testkit.SharedSpark;
import java.time.Instant;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
final class IdentityEdgesTest {
  @Test
  void a_score_or_a_hash_makes_an_edge_of_records_no_older() {
    Dataset<Row> records = edges(edge("2026-03-05", "2026-03-09", 2, null));
    Dataset<Row> scored = edges(edge("2026-03-01", "2026-03-01", 0, 0.9));
    RowsAssert.assertThat(IdentityEdges.merge(records, scored))
        .columns("first_seen", "last_seen", "event_count", "score")
        .hasRows("2026-03-05T00:00:00Z|2026-03-09T00:00:00Z|2|0.9");
    RowsAssert.assertThat(IdentityEdges.merge(scored, scored))
        .columns("first_seen", "event_count")
        .hasRows("2026-03-01T00:00:00Z|0");
  }

  private static Row edge(String first, String last, long events, Double score) {
    return RowFactory.create(
        1L,
        2L,
        "user_id",
        "email",
        Instant.parse(first + "T00:00:00Z"),
        Instant.parse(last + "T00:00:00Z"),
        events,
        new String[0],
        null,
        score);
  }

  private static Dataset<Row> edges(Row... rows) {
    return SharedSpark.session().createDataFrame(List.of(rows), IdentityTables.edges().schema());
  }
}
