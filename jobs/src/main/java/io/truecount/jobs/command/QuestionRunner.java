package io.truecount.jobs.command;

import com.univocity.parsers.csv.CsvWriter;
import com.univocity.parsers.csv.CsvWriterSettings;
import io.truecount.error.Outcome;
import io.truecount.error.Problems;
import io.truecount.jobs.cli.ErrorPlaces;
import io.truecount.jobs.cli.ErrorTranslator;
import io.truecount.metric.manifest.Manifest;
import io.truecount.metric.manifest.ManifestReader;
import io.truecount.metric.query.QuestionFile;
import io.truecount.metric.query.QuestionFile.Question;
import io.truecount.metric.sql.Dialect;
import io.truecount.metric.sql.TableNames;
import io.truecount.source.TableFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * Answers a file of questions in one session: a CSV file each, times in UTC, or a file with the
 * error.
 */
public final class QuestionRunner {
  /** For many small questions: compiling a query would take longer than running it. */
  private static final Map<String, String> SETTINGS =
      Map.of(
          "spark.sql.codegen.wholeStage", "false",
          "spark.sql.codegen.factoryMode", "NO_CODEGEN",
          "spark.sql.adaptive.enabled", "false",
          "spark.sql.shuffle.partitions", "1");

  private static final String NULL = "\\N";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter EXACT =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final SparkSession spark;
  private final MetricOptions options;
  private final Path manifests;
  private final Path out;
  private final Map<String, Manifest> read = new ConcurrentHashMap<>();

  QuestionRunner(SparkSession spark, MetricOptions options, Path manifests, Path out) {
    this.spark = spark;
    this.options = options;
    this.manifests = manifests;
    this.out = out;
  }

  /** Answers every question; the exit code is 0 when all of them could be answered. */
  int run(Path file, Path tables) {
    Problems problems = new Problems();
    List<Question> questions = QuestionFile.read(file, problems);
    problems.throwIfAny();
    for (String table : TableFolder.register(spark, tables)) {
      spark.catalog().cacheTable(table);
    }
    long failed = failures(questions);
    System.err.printf("%d answered, %d failed%n", questions.size() - failed, failed);
    return failed == 0 ? Outcome.DONE.exitCode() : Outcome.FAILED.exitCode();
  }

  /** Most of a small question is planning, so that as many run at once as there are cores. */
  private long failures(List<Question> questions) {
    SETTINGS.forEach(spark.conf()::set);
    ExecutorService threads =
        Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
    try {
      List<Future<Boolean>> answers =
          questions.stream().map(q -> threads.submit(() -> answer(q))).toList();
      long failed = 0;
      for (Future<Boolean> one : answers) {
        failed += one.get() ? 0 : 1;
      }
      return failed;
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    } finally {
      threads.shutdownNow();
    }
  }

  private boolean answer(Question question) {
    try {
      Manifest manifest = read.computeIfAbsent(question.manifest(), this::manifest);
      String sql =
          options
              .planner(manifest, true)
              .plan(question.query(manifest))
              .sql(Dialect.SPARK, TableNames.bare());
      write(question.id(), arranged(spark.sql(sql), question.columns()));
      Files.deleteIfExists(out.resolve(question.id() + ".error"));
      return true;
    } catch (Exception e) {
      error(question.id(), e);
      return false;
    }
  }

  private Manifest manifest(String name) {
    return ManifestReader.read(List.of(manifests.resolve(name + ".semantic_manifest.json")));
  }

  /** The columns in the order that the question wants, when it names these columns. */
  private static Dataset<Row> arranged(Dataset<Row> result, List<String> wanted) {
    List<String> found = Arrays.asList(result.columns());
    boolean same = found.size() == wanted.size() && found.containsAll(wanted);
    return same
        ? result.select(
            wanted.stream().map(c -> functions.col("`" + c + "`")).toArray(Column[]::new))
        : result;
  }

  private void write(String id, Dataset<Row> result) throws IOException {
    Files.createDirectories(out);
    List<Row> rows = result.collectAsList();
    CsvWriterSettings settings = new CsvWriterSettings();
    settings.getFormat().setLineSeparator("\n");
    try (Writer file = Files.newBufferedWriter(out.resolve(id + ".csv"))) {
      CsvWriter writer = new CsvWriter(file, settings);
      writer.writeHeaders(result.columns());
      for (Row row : rows) {
        writer.writeRow(
            IntStream.range(0, row.size())
                .mapToObj(i -> row.isNullAt(i) ? NULL : text(row.get(i)))
                .toArray());
      }
      writer.flush();
    }
  }

  public static String text(Object value) {
    if (value instanceof Timestamp time) {
      return (time.getNanos() == 0 ? TIME : EXACT).format(time.toInstant());
    } else if (value instanceof BigDecimal decimal) {
      return decimal.toPlainString();
    }
    return value.toString();
  }

  private static String message(Exception e) {
    return String.valueOf(new ErrorTranslator(ErrorPlaces.NONE, "").translate(e).getMessage());
  }

  private void error(String id, Exception e) {
    try {
      Files.createDirectories(out);
      Files.deleteIfExists(out.resolve(id + ".csv"));
      Files.writeString(out.resolve(id + ".error"), message(e) + "\n");
    } catch (IOException io) {
      throw new UncheckedIOException(io);
    }
  }
}
