package io.truecount.metric;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.truecount.error.Problems;
import io.truecount.metric.manifest.Manifest;
import io.truecount.metric.manifest.ManifestReader;
import io.truecount.metric.plan.Plan;
import io.truecount.metric.plan.Planner;
import io.truecount.metric.plan.Semantics;
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
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Queries with known answers, in both engines. */
final class MetricFlowCasesTest {
  @TestFactory
  Stream<DynamicTest> spark_gives_the_known_rows() {
    Path folder = Cases.folder();
    SparkSession spark = SharedSpark.session();
    TableFolder.register(spark, folder.resolve("tables"));
    return questions(folder)
        .map(
            q ->
                dynamicTest(
                    q.id(),
                    () -> {
                      String sql = plan(folder, q).sql(Dialect.SPARK, TableNames.bare());
                      compare(folder, q, Answers.spark(spark.sql(sql)), sql);
                    }));
  }

  @TestFactory
  Stream<DynamicTest> duckdb_gives_the_known_rows() {
    Path folder = Cases.folder();
    DuckTables duck =
        DuckTables.of(TableFolder.tables(SharedSpark.session(), folder.resolve("tables")));
    return questions(folder)
        .map(
            q ->
                dynamicTest(
                    q.id(),
                    () -> {
                      String sql = plan(folder, q).sql(Dialect.DUCKDB, TableNames.bare());
                      compare(folder, q, duck.query(sql), sql);
                    }));
  }

  private static Stream<Question> questions(Path folder) {
    Problems problems = new Problems();
    List<Question> questions = QuestionFile.read(folder.resolve("cases.jsonl"), problems);
    problems.throwIfAny();
    String only = System.getProperty("truecount.case", "");
    return questions.stream().filter(q -> q.id().contains(only));
  }

  private static final Map<String, Manifest> MANIFESTS = new TreeMap<>();

  private static Plan plan(Path folder, Question question) {
    Manifest manifest =
        MANIFESTS.computeIfAbsent(
            question.manifest(),
            name ->
                ManifestReader.read(
                    List.of(folder.resolve("manifests/" + name + ".semantic_manifest.json"))));
    return new Planner(manifest, Semantics.METRICFLOW).plan(question.query(manifest));
  }

  private static void compare(Path folder, Question question, Answers found, String sql) {
    Answers expected = Answers.csv(folder.resolve("expected/" + question.id() + ".csv"));
    boolean ordered = question.node().bool("check_order", false);
    String difference = expected.difference(found, ordered);
    if (!difference.isEmpty()) {
      fail(question.id() + ": " + difference + "\n" + sql);
    }
  }
}
