package io.truecount.jobs.nightly;

import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.config.TableFormat;
import io.truecount.jobs.Cli;
import io.truecount.jobs.Tables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A type that stored events cannot take, and a model that has another name. */
final class StoredTypesTest {
  private static final String CONF =
      """
      lake = lake
      sources { orders {
        format = csv
        path = "orders/{date}.csv"
        event { type = track, name = orders, id = id, time = at }
        identifiers { user_id = user }
        contract { properties {
          size { type = %s }
        } }
      } }
      identity { types { user_id { level = person, priority = 1 } } }
      """;

  @TempDir Path folder;

  @Test
  void is_refused_with_the_loads_that_it_needs_and_the_old_table_is_dropped()
      throws IOException, SQLException {
    deliver("2026-03-01", "o1,u1,2026-03-01T08:00:00Z,7\n");
    save("truecount.conf", CONF.formatted("string"));
    save("models/sizes.sql", "SELECT event_id, properties.size FROM customer_events");
    assertThat(nightly("2026-03-01/2026-03-02").exitCode()).isZero();

    deliver("2026-03-02", "o2,u2,2026-03-02T08:00:00Z,8\n");
    save("truecount.conf", CONF.formatted("long"));
    Files.move(file("models/sizes.sql"), file("models/order_sizes.sql"));
    Cli refused = nightly("2026-03-02/2026-03-03");
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err())
        .contains("truecount.conf:8", "property size is declared long", "of type string")
        .contains("--interval 2026-03-01T00:00:00Z/2026-03-03T00:00:00Z")
        .doesNotContain("ingest");

    Cli loaded = nightly("2026-03-01T00:00:00Z/2026-03-03T00:00:00Z");
    assertThat(loaded.exitCode()).as(loaded.err()).isZero();
    assertThat(loaded.err()).contains("dropped sizes, which the project no longer defines");
    assertThat(loaded.out()).contains("Dropped sizes");
    Tables tables = Tables.of(folder.resolve("warehouse"), TableFormat.DELTA);
    assertThat(tables.query("SELECT event_id || ' ' || (size + 1) FROM order_sizes ORDER BY 1"))
        .containsExactly("o1 8", "o2 9");
    assertThat(tables.names()).doesNotContain("sizes");
  }

  private void deliver(String day, String rows) throws IOException {
    Path orders = Files.createDirectories(folder.resolve("lake/orders"));
    Files.writeString(orders.resolve(day + ".csv"), "id,user,at,size\n" + rows);
  }

  private void save(String name, String text) throws IOException {
    Files.createDirectories(file(name).resolveSibling("."));
    Files.writeString(file(name), text);
  }

  private Path file(String name) {
    return folder.resolve("project").resolve(name);
  }

  private Cli nightly(String interval) {
    return Cli.run(
        "run",
        "nightly",
        "--project",
        folder.resolve("project").toString(),
        "--lake",
        folder.resolve("lake").toString(),
        "--warehouse",
        folder.resolve("warehouse").toString(),
        "--interval",
        interval);
  }
}
