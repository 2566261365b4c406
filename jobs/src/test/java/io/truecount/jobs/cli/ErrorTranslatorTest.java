package io.truecount.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.error.Problem;
import io.truecount.error.SafeMessage;
import io.truecount.error.TruecountException;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.logging.log4j.core.Filter.Result;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.message.SimpleMessage;
import org.apache.spark.SparkException;
import org.apache.spark.SparkThrowable;
import org.apache.spark.SparkThrowableHelper$;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import scala.jdk.javaapi.CollectionConverters;

final class ErrorTranslatorTest {
  private static final String SECRET = "jane.doe@secret.example";

  static Stream<Arguments> failures() {
    return Stream.of(
        Arguments.of(spark("CAST_INVALID_INPUT"), "cannot be cast to", "try_cast"),
        Arguments.of(spark("CAST_OVERFLOW"), "due to an overflow", "to a wider type"),
        Arguments.of(spark("ARITHMETIC_OVERFLOW"), "out of the range of its type", "to DOUBLE"),
        Arguments.of(spark("DUPLICATED_MAP_KEY"), "Duplicate map key … was found", "If you want"),
        Arguments.of(
            new Thrown(
                SafeMessage.RAISED, Map.of("errorMessage", "a.json:3 has changed. Run again")),
            "a.json:3 has changed. Run again",
            "--debug"),
        Arguments.of(spark("DIVIDE_BY_ZERO"), "Division by zero", "try_divide"),
        Arguments.of(new OutOfMemoryError(SECRET), "not enough memory", "TRUECOUNT_HEAP"),
        Arguments.of(
            new AccessDeniedException("/w/cdp/events"),
            "cannot read or write: /w/cdp/events",
            "right"),
        Arguments.of(
            new FileNotFoundException("/x (Permission denied)"), "/x (Permission", "right"),
        Arguments.of(
            spark("UNRESOLVED_COLUMN.WITHOUT_SUGGESTION"), "cannot be resolved", "validate"),
        Arguments.of(new IllegalStateException(SECRET), "unexpected IllegalState", "--debug"),
        Arguments.of(new NumberFormatException(SECRET), "unexpected NumberFormat", "--debug"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void each_kind_says_what_and_the_remedy_however_deep_and_never_a_value(
      Throwable failure, String what, String remedy) {
    Throwable wrapped = new IllegalArgumentException(SECRET, new SparkException(SECRET, failure));
    for (Throwable error : List.of(failure, wrapped)) {
      TruecountException known = new ErrorTranslator(ErrorPlaces.NONE, "here").translate(error);
      assertThat(known.problems())
          .singleElement()
          .satisfies(p -> assertThat(p.what()).contains(what))
          .satisfies(p -> assertThat(p.remedy()).contains(remedy))
          .satisfies(p -> assertThat(p.where()).isEqualTo("here"));
      assertThat(known.getMessage()).doesNotContain(SECRET);
      assertThat(trace(error)).contains("\tat ").doesNotContain(SECRET);
    }
  }

  @Test
  void no_remedy_is_a_setting_of_the_session() {
    assertThat(conditions())
        .filteredOn(condition -> ErrorTranslator.Kind.DATA.equals(kind(condition)))
        .hasSizeGreaterThan(10)
        .allSatisfy(
            condition ->
                assertThat(
                        new ErrorTranslator(ErrorPlaces.NONE, "")
                            .translate(spark(condition))
                            .problems()
                            .get(0)
                            .remedy())
                    .isNotEmpty()
                    .doesNotContain("spark.sql."));
  }

  private static ErrorTranslator.Kind kind(String condition) {
    List<Throwable> chain = List.of(spark(condition));
    return Stream.of(ErrorTranslator.Kind.values())
        .filter(kind -> ErrorTranslator.of(kind, chain).isPresent())
        .findFirst()
        .orElseThrow();
  }

  @Test
  void what_is_a_problem_already_stays() {
    TruecountException known = TruecountException.invalid(Problem.of("a", "b", "c"));
    assertThat(new ErrorTranslator(ErrorPlaces.NONE, "").translate(new SparkException("", known)))
        .isSameAs(known);
  }

  /**
   * Every parameter of every condition of Spark is a value here, unless it is a name for certain.
   */
  @Test
  void no_condition_repeats_an_expression_a_message_or_a_value() {
    List<String> conditions = conditions();
    assertThat(conditions).hasSizeGreaterThan(500);
    for (String condition : conditions) {
      for (String value :
          List.of(
              "expression",
              "value",
              "message",
              "errorMessage",
              "str",
              "input",
              "badRecord",
              "fieldValue",
              "sqlExpr",
              "reason",
              "invalidValue",
              "key",
              "msg",
              "originalValue",
              "roundedValue",
              "data",
              "expr",
              "string")) {
        assertThat(SafeMessage.sentences(new Thrown(condition, Map.of(value, SECRET))).toString())
            .as(condition)
            .doesNotContain(SECRET);
      }
    }
  }

  private static List<String> conditions() {
    List<String> conditions = new ArrayList<>();
    // raised by Truecount's own code only: models and audiences are refused when they raise errors
    CollectionConverters.asJava(SparkThrowableHelper$.MODULE$.errorReader().errorInfoMap())
        .forEach(
            (name, info) -> {
              if (info.subClass().isDefined()) {
                CollectionConverters.asJava(info.subClass().get().keySet())
                    .forEach(kind -> conditions.add(name + "." + kind));
              } else if (!name.equals(SafeMessage.RAISED)) {
                conditions.add(name);
              }
            });
    return conditions;
  }

  @Test
  void a_log_line_about_a_value_is_denied_and_others_are_not() {
    ValueFilter filter = new ValueFilter();
    Log4jLogEvent.Builder text = line("Lost task: [CAST_INVALID_INPUT] … SQLSTATE: 22018");
    assertThat(filter.filter(text.build())).isEqualTo(Result.DENY);
    Throwable thrown = new SparkException("", spark("CAST_INVALID_INPUT"));
    Log4jLogEvent.Builder trace = line("Exception in task 1").setThrown(thrown);
    assertThat(filter.filter(trace.build())).isEqualTo(Result.DENY);
    assertThat(filter.filter(line("Lost executor 1").build())).isEqualTo(Result.NEUTRAL);
  }

  private static Log4jLogEvent.Builder line(String text) {
    return Log4jLogEvent.newBuilder().setMessage(new SimpleMessage(text));
  }

  private static Thrown spark(String condition) {
    return new Thrown(
        condition,
        Map.of(
            "expression",
            SECRET,
            "value",
            SECRET,
            "key",
            SECRET,
            "errorMessage",
            SECRET,
            "message",
            SECRET,
            "sourceType",
            "STRING",
            "targetType",
            "INT",
            "config",
            "c",
            "objectName",
            "o"));
  }

  private static String trace(Throwable error) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    StackTraces.print(error, new PrintStream(bytes, true, StandardCharsets.UTF_8));
    return bytes.toString(StandardCharsets.UTF_8);
  }

  /** An exception of Spark with some parameters. */
  private static final class Thrown extends RuntimeException implements SparkThrowable {
    private static final long serialVersionUID = 1L;
    private final String condition;
    private final transient Map<String, String> parameters;

    Thrown(String condition, Map<String, String> parameters) {
      this.condition = condition;
      this.parameters = parameters;
    }

    @Override
    public String getCondition() {
      return condition;
    }

    @Override
    public Map<String, String> getMessageParameters() {
      return parameters;
    }
  }
}
