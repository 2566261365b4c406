package io.truecount.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.truecount.config.TableConfig;
import io.truecount.config.TableFormat;
import io.truecount.testkit.HdfsRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The lease of a warehouse on a local disk, and through a file system without its locks. */
final class LeasesTest {
  private static final String LOCAL = "";
  private static final String REMOTE = HdfsRules.SCHEME + "://";

  @TempDir Path folder;
  private final Set<Long> dead = new HashSet<>();
  private final AtomicLong holders = new AtomicLong();
  private Instant now = Instant.parse("2026-03-01T00:00:00Z");

  @ParameterizedTest
  @ValueSource(strings = {LOCAL, REMOTE})
  void one_holder_at_a_time(String scheme) {
    Leases leases = leases(scheme);
    try (Lease first = leases.tryAcquire("run ingest").orElseThrow()) {
      first.require();
      assertThat(leases.tryAcquire("run check")).isEmpty();
      assertThatThrownBy(() -> leases.acquire("run check", Duration.ZERO))
          .hasMessageContaining(
              "the warehouse is being written to by run ingest (process 1 on host,"
                  + " since 2026-03-01T00:00:00Z; its lease ends at 2026-03-01T00:05:00Z")
          .hasMessageContaining("--wait 30m");
    }
    try (Lease second = leases.acquire("run check", Duration.ZERO)) {
      assertThat(second.abandoned()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {LOCAL, REMOTE})
  void a_dead_holder_leaves_its_note_to_the_first_that_deals_with_it(String scheme) {
    Leases leases = leases(scheme);
    leases.tryAcquire("run ingest").orElseThrow().note("in ingest");
    assertThat(leases.tryAcquire("run check")).isEmpty();

    dead.add(1L);
    try (Lease killed = leases.tryAcquire("run check").orElseThrow()) {
      assertThat(killed.abandoned()).containsExactly("in ingest");
      killed.note("in check");
      dead.add(holders.get());
      try (Lease third = leases.tryAcquire("run").orElseThrow()) {
        assertThat(third.abandoned()).containsExactly("in ingest", "in check");
      }
    }
    try (Lease fourth = leases.tryAcquire("run").orElseThrow()) {
      assertThat(fourth.abandoned()).as("not settled").containsExactly("in ingest", "in check");
      fourth.settle();
    }
    assertThat(leases.tryAcquire("run").orElseThrow().abandoned()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {LOCAL, REMOTE})
  void a_lease_that_is_not_renewed_is_taken_over_and_its_holder_stops(String scheme) {
    Leases leases = leases(scheme);
    Lease slow = leases.tryAcquire("run ingest").orElseThrow();
    now = now.plus(Lease.DURATION).minusMillis(1);
    slow.require();
    assertThat(leases.tryAcquire("run check")).isEmpty();

    now = now.plusMillis(1);
    assertThatThrownBy(slow::require).hasMessageContaining("was lost");
    Lease fast = leases.tryAcquire("run check").orElseThrow();
    assertThatThrownBy(() -> slow.note("still here")).hasMessageContaining("was lost");
    slow.close();
    assertThat(leases.tryAcquire("run")).as("the second has it").isEmpty();
    fast.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {LOCAL, REMOTE})
  void a_note_renews_the_lease(String scheme) {
    Leases leases = leases(scheme);
    try (Lease lease = leases.tryAcquire("run").orElseThrow()) {
      now = now.plus(Lease.DURATION).minusMillis(1);
      lease.note("step");
      now = now.plusMillis(1);
      lease.require();
      assertThat(leases.tryAcquire("run")).isEmpty();
    }
  }

  /** As a full disk or lost power leave it. */
  @ParameterizedTest
  @ValueSource(strings = {LOCAL, REMOTE})
  void a_file_that_was_cut_off_is_a_lease_until_it_is_old(String scheme) throws IOException {
    Path file = folder.resolve("_staging/lease.json");
    Files.createDirectories(file.resolveSibling("."));
    for (String text : List.of("", "null", "{\"holder\": {\"ho")) {
      now = now.plusSeconds(1);
      Files.writeString(file, text);
      Files.setLastModifiedTime(file, FileTime.from(now));
      assertThat(leases(scheme).tryAcquire("run")).as(text).isEmpty();
      Files.setLastModifiedTime(file, FileTime.from(now.minus(Lease.DURATION)));
      leases(scheme).tryAcquire("run").orElseThrow().close();
    }
  }

  /** Many at once find the same stale lease. */
  @ParameterizedTest
  @ValueSource(strings = {LOCAL, REMOTE})
  void of_many_contenders_one_wins(String scheme) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      for (int round = 0; round < 20; round++) {
        Leases leases = leases(scheme);
        List<Callable<Optional<Lease>>> contenders = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
          contenders.add(() -> leases.tryAcquire("run"));
        }
        List<Lease> won = new ArrayList<>();
        for (Future<Optional<Lease>> contender : threads.invokeAll(contenders)) {
          contender.get().ifPresent(won::add);
        }
        // a file system without locks may refuse all of them, who then try again
        assertThat(won).as("round %d", round).hasSizeLessThanOrEqualTo(1);
        if (scheme.equals(LOCAL)) {
          assertThat(won).as("round %d", round).hasSize(1);
        }
        now = now.plus(Lease.DURATION);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void a_second_command_waits_for_the_first() throws Exception {
    Leases leases = leases(LOCAL);
    Lease first = leases.tryAcquire("run ingest").orElseThrow();
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      Future<Lease> second =
          thread.submit(() -> leases.acquire("run check", Duration.ofMinutes(1)));
      first.close();
      second.get().close();
    } finally {
      thread.shutdownNow();
    }
  }

  private Leases leases(String scheme) {
    String place = scheme.isEmpty() ? folder.toString() : scheme + folder;
    TableConfig config = new TableConfig(TableFormat.DELTA, place, "cdp", Map.of());
    InstantSource clock = () -> now;
    return new Leases(
        HdfsRules.configuration(),
        config,
        clock,
        () -> {
          long pid = holders.incrementAndGet();
          return new Holder("host", "machine", pid, Instant.EPOCH, 1);
        },
        holder -> dead.contains(holder.pid()));
  }
}
