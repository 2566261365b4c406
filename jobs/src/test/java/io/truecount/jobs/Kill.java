package io.truecount.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.truecount.quality.Attempt;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A process that was killed in a step, and where that was.
 *
 * @param ledger the step that the ledger is going to name as killed: the note in the lease
 * @param staged the files of the staging area that the step had written: a prepared commit of Delta
 *     or a snapshot of Iceberg for each table
 */
record Kill(String step, String ledger, SortedSet<String> staged) {
  /** Long enough to be at work, short enough not to have written. */
  private static final int INTO_THE_STEP_MILLIS = 100;

  /** When to kill. */
  enum Moment {
    EARLY,
    AFTER_FIRST_WRITE
  }

  /** Kills a process that runs a nightly or one of its steps. */
  static Kill in(String step, Moment moment, Process process, Path warehouse)
      throws IOException, InterruptedException {
    Map<String, FileTime> before;
    try (InputStream err = process.getErrorStream()) {
      awaitBegin(step, err);
      before = writes(warehouse);
      await(moment, process, before, warehouse);
      process.destroyForcibly().waitFor();
    }
    assertThat(process.exitValue()).as("killed in " + step).isEqualTo(137);
    return new Kill(step, ledger(warehouse), since(before, warehouse));
  }

  boolean isAfterFirstWrite() {
    return !staged.isEmpty();
  }

  /** Reads what the process shows on its terminal until the step begins. */
  private static void awaitBegin(String step, InputStream err) throws IOException {
    ByteArrayOutputStream shown = new ByteArrayOutputStream();
    while (!shown.toString(UTF_8).endsWith("… " + step)) {
      int next = err.read();
      assertThat(next).as("%s never began: %s", step, shown.toString(UTF_8)).isNotNegative();
      shown.write(next);
    }
  }

  private static void await(
      Moment moment, Process process, Map<String, FileTime> before, Path warehouse)
      throws IOException, InterruptedException {
    if (moment == Moment.EARLY) {
      TimeUnit.MILLISECONDS.sleep(INTO_THE_STEP_MILLIS);
    } else {
      while (since(before, warehouse).isEmpty()) {
        assertThat(process.isAlive()).as("the step ended before it wrote").isTrue();
        TimeUnit.MILLISECONDS.sleep(1);
      }
    }
  }

  private static SortedSet<String> since(Map<String, FileTime> before, Path warehouse)
      throws IOException {
    SortedSet<String> written = new TreeSet<>();
    writes(warehouse)
        .forEach(
            (file, at) -> {
              if (!at.equals(before.get(file))) {
                written.add(file);
              }
            });
    return written;
  }

  /** What a step leaves when it stages a table; the ledger's tables are written at once. */
  private static Map<String, FileTime> writes(Path warehouse) throws IOException {
    Map<String, FileTime> writes = new HashMap<>();
    try (Stream<Path> files = Files.walk(warehouse)) {
      for (Path file : files.filter(Kill::isWrite).toList()) {
        writes.put(warehouse.relativize(file).toString(), Files.getLastModifiedTime(file));
      }
    } catch (UncheckedIOException | NoSuchFileException e) {
      return writes(warehouse); // a file was deleted meanwhile
    }
    return writes;
  }

  private static boolean isWrite(Path file) {
    String path = file.toString();
    return path.matches(".*\\.commit\\.json|.*/snap-[^/]*\\.avro")
        && !path.matches(".*/(runs|checks|table_stats|releases)/.*");
  }

  private static String ledger(Path warehouse) throws IOException {
    try (Stream<Path> files = Files.walk(warehouse)) {
      Path lease = files.filter(file -> file.endsWith("lease.json")).findFirst().orElseThrow();
      String note = new ObjectMapper().readTree(Files.readString(lease)).path("note").asText();
      return Attempt.fromJson(note).orElseThrow().current().orElseThrow().step();
    }
  }
}
