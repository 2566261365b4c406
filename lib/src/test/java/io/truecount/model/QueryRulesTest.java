package io.truecount.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.error.Problem;
import io.truecount.error.Problems;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.analysis.FunctionRegistry;
import org.apache.spark.sql.catalyst.expressions.CurrentDate;
import org.apache.spark.sql.catalyst.expressions.CurrentTime;
import org.apache.spark.sql.catalyst.expressions.CurrentTimestampLike;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal$;
import org.apache.spark.sql.catalyst.expressions.RuntimeReplaceable;
import org.apache.spark.sql.catalyst.parser.CatalystSqlParser$;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/** A model reads tables of the project, and a repeated run gives the same rows. */
final class QueryRulesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SELECT now() | now reads the clock",
        "SELECT current_date | current_date reads the clock",
        "SELECT Current_Timestamp() | Current_Timestamp reads the clock",
        "SELECT unix_timestamp() | unix_timestamp reads the clock",
        "SELECT TIMESTAMP 'now' | TIMESTAMP 'now' reads the clock",
        "SELECT builtin.rand() | builtin.rand is random",
        "SELECT aes_encrypt(a, b) FROM t | aes_encrypt is random",
        "SELECT * FROM t TABLESAMPLE (10 PERCENT) | TABLESAMPLE is random",
        "SELECT sum(a) OVER w FROM t WINDOW w AS (ORDER BY rand()) | rand is random",
        "WITH a AS (SELECT * FROM (SELECT randn() AS x)) SELECT 1 | randn is random",
        "SELECT 1 WHERE EXISTS (SELECT shuffle(a) FROM t) | shuffle is random",
        "SELECT * FROM explode(array(rand())) | rand is random",
        "SELECT input_file_name() FROM t | input_file_name depends on where a row is stored",
        "SELECT current_user() | current_user depends on who runs it and where",
        "SELECT reflect('java.lang.System', 'getenv') | reflect runs code outside of SQL",
        "SELECT TRANSFORM(a) USING 'cat' AS (b) FROM t | TRANSFORM runs code outside of SQL",
        "SELECT raise_error(a) FROM t | raise_error ends the run",
        "SELECT from_protobuf(a, 'M', '/etc/passwd') FROM t | from_protobuf can read files",
        "SELECT * FROM parquet.`/etc/x` | parquet./etc/x is no table of the project",
        "SELECT * FROM delta.`/x` JOIN t | delta./x is no table of the project",
        "SELECT * FROM read_files('/etc') | read_files(…) is no table of the project",
        "SELECT * FROM t WITH (path = '/etc') | t is no table of the project",
        "SELECT * FROM IDENTIFIER(concat('a', 'b')) | IDENTIFIER makes a name of a text",
        "SELECT IDENTIFIER('rand')() | IDENTIFIER makes a name of a text",
      })
  void what_a_model_may_not_do_is_named(String sql, String problem) {
    assertThat(problems(sql)).extracting(Problem::what).containsExactly(problem);
  }

  @Test
  void a_pipe_is_looked_through() {
    assertThat(problems("FROM t |> SELECT uuid()"))
        .extracting(Problem::what)
        .containsExactly("uuid is random");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DROP TABLE t",
        "INSERT INTO t SELECT 1",
        "WITH x AS (SELECT 1) INSERT INTO t SELECT * FROM x",
        "FROM t INSERT INTO a SELECT * INSERT INTO b SELECT *",
        "INSERT OVERWRITE DIRECTORY '/tmp/x' USING parquet SELECT 1",
        "EXECUTE IMMEDIATE 'DROP TABLE t'",
        "CALL system.expire()",
        "BEGIN DROP TABLE t; END",
        "DELETE FROM t",
        "SET x = 1",
        "ADD JAR '/x.jar'",
        "CREATE TEMPORARY FUNCTION f AS 'x'",
        "CACHE TABLE t",
        "USE other",
      })
  void only_queries_are_models(String sql) {
    assertThat(problems(sql))
        .isNotEmpty()
        .extracting(Problem::what)
        .allMatch(what -> what.equals("a model only reads") || what.equals("not valid SQL"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT user, properties.now, t.current_date FROM t",
        "SELECT unix_timestamp(occurred_at), xxhash64(event_id) FROM t",
        "SELECT aes_encrypt(a, k, 'GCM', 'DEFAULT', iv) FROM t",
        "SELECT * FROM t, LATERAL explode(a) AS x",
        "SELECT * FROM range(10)",
        "SELECT DATE '2026-03-01', TIMESTAMP '2026-03-01 10:00:00', ${as_of}",
        "SELECT 'now()', `uuid()` FROM t -- rand()",
      })
  void what_depends_on_tables_and_arguments_only_is_allowed(String sql) {
    assertThat(problems(sql)).isEmpty();
  }

  @Test
  void every_problem_has_its_line_and_a_remedy() {
    assertThat(problems("SELECT 1,\n  now(),\n  ${as_of},\n  rand()\nFROM csv.`x`"))
        .extracting(Problem::where)
        .containsExactlyInAnyOrder("m.sql:2", "m.sql:4", "m.sql:5");
    assertThat(problems("SELECT now()"))
        .extracting(Problem::remedy)
        .containsExactly("use ${as_of}, ${interval_start} or ${interval_end}");
  }

  /** Spark's own knowledge of its functions is the oracle: an upgrade that adds one fails here. */
  @Test
  void every_function_that_spark_calls_unrepeatable_is_restricted() {
    List<String> missed = new ArrayList<>();
    int built = 0;
    for (FunctionIdentifier function :
        CollectionConverters.asJava(FunctionRegistry.builtin().listFunction())) {
      for (int arguments = 0; arguments < 6; arguments++) {
        Optional<Expression> call = call(function, arguments);
        built += call.isPresent() ? 1 : 0;
        if (call.filter(QueryRulesTest::isUnrepeatable).isPresent()
            && Restriction.ofCall(List.of(function.funcName()), arguments).isEmpty()) {
          missed.add(function.funcName());
        }
      }
    }
    assertThat(missed).isEmpty();
    assertThat(built).isGreaterThan(400);
  }

  private static boolean isUnrepeatable(Expression e) {
    return !e.deterministic()
        || e instanceof CurrentTimestampLike
        || e instanceof CurrentDate
        || e instanceof CurrentTime
        || (e instanceof RuntimeReplaceable replaced && isReplacedByUnrepeatable(replaced));
  }

  /** What an expression is replaced by may not be known before types are. */
  private static boolean isReplacedByUnrepeatable(RuntimeReplaceable replaced) {
    try {
      return isUnrepeatable(replaced.replacement());
    } catch (Exception unknown) { // Spark's checked ones come undeclared
      return false;
    }
  }

  private static Optional<Expression> call(FunctionIdentifier function, int arguments) {
    List<Expression> zeros = Collections.nCopies(arguments, Literal$.MODULE$.apply(0));
    Seq<Expression> list = CollectionConverters.asScala(zeros).toSeq();
    try {
      Object call = FunctionRegistry.builtin().lookupFunction(function, list);
      return Optional.of((Expression) call);
    } catch (Exception wrongArguments) { // Spark's checked ones come undeclared
      return Optional.empty();
    }
  }

  private static List<Problem> problems(String sql) {
    Problems problems = new Problems();
    String text = Variables.example(Map.of()).apply(sql);
    try {
      QueryRules.check(CatalystSqlParser$.MODULE$.parsePlan(text), "m.sql", problems);
    } catch (Exception unparsed) { // Spark's checked ones come undeclared
      problems.add("not valid SQL", "m.sql", "");
    }
    return problems.list();
  }
}
