package io.truecount.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.config.Interval;
import io.truecount.config.Run;
import io.truecount.config.TableFormat;
import io.truecount.jobs.release.Processes;
import io.truecount.quality.Attempt;
import io.truecount.quality.Ledger;
import io.truecount.table.Holder;
import io.truecount.table.Lease;
import io.truecount.table.Leases;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs under the lease of their warehouse, and what they find of runs that were killed. */
final class LeaseOfRunsTest {
  private static final Instant BEGAN = Instant.parse("2026-03-02T00:00:00.123456Z");

  @TempDir Path folder;

  @Test
  void a_wait_is_a_duration() throws IOException {
    OrdersShop shop = OrdersShop.in(folder, TableFormat.DELTA);
    for (String wait : List.of("soon", "-1s", "")) {
      Cli cli = shop.nightly(1, "--wait=" + wait);
      assertThat(cli.exitCode()).as(wait).isEqualTo(2);
      assertThat(cli.err()).contains("--wait: invalid duration \"%s\"".formatted(wait));
    }
  }

  @Test
  void one_run_at_a_time_and_those_that_were_killed_are_in_the_ledger_once() throws Exception {
    OrdersShop shop = OrdersShop.in(folder, TableFormat.DELTA);
    Leases ended = leases(shop, ended());
    ended.acquire("run nightly", Duration.ZERO).note(attempt().toJson());
    assertThat(shop.nightly(1, "--wait", "0s").exitCode()).isZero();
    assertThat(steps(shop))
        .containsExactly(
            "ingest succeeded 1.5 2 orders",
            "resolve killed NULL the process ended before the step did");

    Leases running = leases(shop, Processes.current());
    try (Lease lease = running.acquire("run nightly of another", Duration.ZERO)) {
      Cli refused = shop.nightly(2, "--wait", "0s");
      assertThat(refused.exitCode()).as("worth a retry").isEqualTo(1);
      assertThat(refused.err())
          .contains("the warehouse is being written to by run nightly of another (process ")
          .contains("or wait for it: --wait 30m");
      assertThat(shop.ordersAndPersons()).as("readers are not").isEqualTo("1,1");
      lease.require();
    }

    // as if the first had died before it could say that it has dealt with the note
    ended.acquire("run nightly", Duration.ZERO).note(attempt().toJson());
    assertThat(shop.nightly(1, "--wait", "0s").exitCode()).isZero();
    assertThat(steps(shop)).hasSize(2);
  }

  private static Holder ended() throws IOException, InterruptedException {
    Process process = new ProcessBuilder("true").start();
    process.waitFor();
    return new Holder("host", Processes.current().machine(), process.pid(), Instant.EPOCH, 1);
  }

  private static Attempt attempt() {
    Interval interval = Interval.parse("2026-02-01/2026-02-02");
    return new Attempt(
        Run.of(interval, interval.end(), "config", "code"),
        List.of(
            new Ledger.Step(
                "ingest", Ledger.Status.SUCCEEDED, BEGAN, OptionalDouble.of(1.5), "2 orders")),
        Optional.of(new Attempt.Current("resolve", BEGAN.plusSeconds(2))));
  }

  private static List<String> steps(OrdersShop shop) throws IOException, SQLException {
    return Tables.of(shop.warehouse(), shop.format())
        .query(
            """
            SELECT concat_ws(' ', step, status, coalesce(seconds::VARCHAR, 'NULL'), message)
            FROM runs WHERE run_id LIKE '20260201%' ORDER BY started_at
            """);
  }

  private static Leases leases(OrdersShop shop, Holder holder) {
    return new Leases(
        new Configuration(), shop.tables(), InstantSource.system(), () -> holder, any -> false);
  }
}
