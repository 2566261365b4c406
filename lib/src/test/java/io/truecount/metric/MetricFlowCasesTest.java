package io.truecount.metric;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.truecount.error.Problems;
import io.truecount.metric.manifest.Manifest;
import io.truecount.metric.manifest.ManifestReader;
import io.truecount.metric.plan.Planner;
import io.truecount.metric.plan.Semantics;
import io.truecount.metric.query.MetricQuery;
import io.truecount.metric.query.QuestionFile;
import io.truecount.metric.query.QuestionFile.Question;
import io.truecount.metric.sql.Dialect;
import io.truecount.metric.sql.TableNames;
import io.truecount.source.TableFolder;
import io.truecount.testkit.SharedSpark;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** Queries with known answers, in both engines. */
@Tag("slow")
final class MetricFlowCasesTest {
  /** Rows that were found, and the SQL that found them. */
  record Found(Answers rows, String sql) {}

  @TestFactory
  Stream<DynamicTest> spark_gives_the_known_rows() {
    return cases(
        (planner, query) -> {
          String sql = planner.plan(query).sql(Dialect.SPARK, TableNames.bare());
          return new Found(Answers.spark(SharedSpark.session().sql(sql)), sql);
        });
  }

  @TestFactory
  Stream<DynamicTest> duckdb_gives_the_known_rows() {
    DuckTables duck =
        DuckTables.of(TableFolder.tables(SharedSpark.session(), Cases.folder().resolve("tables")));
    return cases(
        (planner, query) -> {
          String sql = planner.plan(query).sql(Dialect.DUCKDB, TableNames.bare());
          return new Found(duck.query(sql), sql);
        });
  }

  /** Every case with its result; its tables are views of the shared session. */
  static Stream<DynamicTest> cases(BiFunction<Planner, MetricQuery, Found> answer) {
    Path folder = Cases.folder();
    TableFolder.register(SharedSpark.session(), folder.resolve("tables"));
    return questions(folder).map(q -> dynamicTest(q.id(), () -> check(folder, q, answer)));
  }

  private static Stream<Question> questions(Path folder) {
    Problems problems = new Problems();
    List<Question> questions = QuestionFile.read(folder.resolve("cases.jsonl"), problems);
    problems.throwIfAny();
    String only = System.getProperty("truecount.case", "");
    return questions.stream().filter(q -> q.id().contains(only));
  }

  private static final Map<String, Manifest> MANIFESTS = new TreeMap<>();

  private static void check(
      Path folder, Question question, BiFunction<Planner, MetricQuery, Found> answer) {
    Manifest manifest =
        MANIFESTS.computeIfAbsent(
            question.manifest(),
            name ->
                ManifestReader.read(
                    List.of(folder.resolve("manifests/" + name + ".semantic_manifest.json"))));
    Found found =
        answer.apply(new Planner(manifest, Semantics.METRICFLOW), question.query(manifest));
    Answers expected = Answers.csv(folder.resolve("expected/" + question.id() + ".csv"));
    boolean ordered = question.node().bool("check_order", false);
    String difference = expected.difference(found.rows(), ordered);
    if (!difference.isEmpty()) {
      fail(question.id() + ": " + difference + "\n" + found.sql());
    }
  }
}
