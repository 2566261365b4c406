package io.truecount.identity;

import static io.truecount.identity.IdentityFixture.config;
import static io.truecount.identity.IdentityFixture.resolve;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.identity.IdentityFixture.Resolved;
import io.truecount.testkit.LakeFixture;
import io.truecount.testkit.SharedSpark;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two strangers whose records have the same value that identifies no customer, in every format. */
final class UnlinkableValuesTest {
  private static final String MAPPED =
      """
      %2$s { format = %1$s, path = "%2$s/*"
        event { type = track, name = E }
        identifiers { user_id = user, anonymous_id = visitor } }
      """;

  @TempDir Path folder;

  @Test
  void segment_calls() {
    LakeFixture lake =
        new LakeFixture(folder, "s { format = segment-json, path = \"s/*.json\" }")
            .file(
                "s/a.json",
                lines(
                    """
                    {"type":"identify","anonymousId":"v%d","userId":%s}
                    """,
                    "[\"u1\"]", "{\"id\":1}", "true", "\"[object Object]\"", "\"(not set)\""));
    assertLinksNoRecords(
        lake,
        "[\"u1\"]|not_scalar|2",
        "{\"id\":1}|not_scalar|2",
        "true|placeholder|2",
        "[object Object]|placeholder|2",
        "(not set)|placeholder|2");
  }

  @Test
  void segment_external_ids() {
    LakeFixture lake =
        new LakeFixture(folder, "s { format = segment-json, path = \"s/*.json\" }")
            .file(
                "s/a.json",
                lines(
                    """
                    {"type":"identify","anonymousId":"v%d","context":{"externalIds":[{"type":"user_id","id":%s}]}}
                    """,
                    "[1]", "{\"id\":1}", "false"));
    assertLinksNoRecords(
        lake, "[1]|not_scalar|2", "{\"id\":1}|not_scalar|2", "false|placeholder|2");
  }

  @Test
  void json() {
    LakeFixture lake =
        new LakeFixture(folder, MAPPED.formatted("json", "s"))
            .file(
                "s/a.json",
                lines(
                    """
                    {"visitor":"v%d","user":%s}
                    """,
                    "[1,2]", "{\"a\":1}", "false", "\"NaN\""));
    assertLinksNoRecords(
        lake,
        "[1,2]|not_scalar|2",
        "{\"a\":1}|not_scalar|2",
        "false|placeholder|2",
        "NaN|placeholder|2");
  }

  @Test
  void csv() {
    LakeFixture lake =
        new LakeFixture(folder, MAPPED.formatted("csv", "s"))
            .file(
                "s/a.csv",
                "visitor,user\n"
                    + String.join(
                        "",
                        lines("v%d,%s\n", "\"[1,2]\"", "\"{\"\"a\"\":1}\"", "True", "'guest'")));
    assertLinksNoRecords(
        lake,
        "[1,2]|not_scalar|2",
        "{\"a\":1}|not_scalar|2",
        "True|placeholder|2",
        "'guest'|placeholder|2");
  }

  @Test
  void parquet() {
    List<String> values = List.of("array(1, 2)", "named_struct('a', 1)", "true", "'nil'");
    StringBuilder sources = new StringBuilder();
    for (int i = 0; i < values.size(); i++) {
      String name = "s" + i;
      sources.append(MAPPED.formatted("parquet", name));
      SharedSpark.session()
          .sql(
              "select concat('v', %d + id) as visitor, %s as user from range(2)"
                  .formatted(2 * i, values.get(i)))
          .write()
          .parquet(folder.resolve(name).toString());
    }
    LakeFixture lake = new LakeFixture(folder, sources.toString());
    Resolved resolved = resolved(lake);
    assertThat(resolved.map()).hasSize(2 * values.size());
    assertThat(resolved.partition().split(" \\| ")).hasSize(2 * values.size());
    resolved
        .assertBlocked()
        .columns("reason", "event_count")
        .hasRows("not_scalar|2", "not_scalar|2", "placeholder|2", "placeholder|2");
  }

  private static void assertLinksNoRecords(LakeFixture lake, String... blocked) {
    Resolved resolved = resolved(lake);
    assertThat(resolved.map()).hasSize(2 * blocked.length);
    assertThat(resolved.partition().split(" \\| ")).hasSize(2 * blocked.length);
    resolved.assertBlocked().columns("value", "reason", "event_count").hasRows(blocked);
  }

  private static Resolved resolved(LakeFixture lake) {
    return resolve(
        lake.records().withColumn("run_id", lit("run")), config("user_id", "anonymous_id*"));
  }

  /** Two lines for each value, each with a visitor of its own. */
  private static String[] lines(String line, String... values) {
    return IntStream.range(0, 2 * values.length)
        .mapToObj(
            i -> line.formatted(i, values[i / 2]).strip() + (line.startsWith("v") ? "\n" : ""))
        .toArray(String[]::new);
  }
}
