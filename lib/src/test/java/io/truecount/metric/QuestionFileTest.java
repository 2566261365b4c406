package io.truecount.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.truecount.error.Problem;
import io.truecount.error.Problems;
import io.truecount.error.TruecountException;
import io.truecount.metric.manifest.Manifest;
import io.truecount.metric.query.QuestionFile;
import io.truecount.metric.query.QuestionFile.Question;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An error in a question is reported when its query is read, and does not concern the other
 * questions.
 */
final class QuestionFileTest {
  private static final Manifest MANIFEST = new Manifest(List.of(), List.of(), List.of(), List.of());

  @TempDir Path folder;
  private final Problems problems = new Problems();

  @Test
  void a_question_answers_for_its_own_mistakes() throws IOException {
    List<Question> questions =
        read(
            """
            {"id": "a", "metrics": ["m"], "limit": "ten", "time_constraint": ["2026-01-01"]}
            {"id": "b", "metrics": ["m"], "limit": 10}
            {"id": "c", "metrics": ["m"], "group_by_objs": [{"name": "t", "date_part": "century"}]}
            """);

    assertThat(problems.list()).isEmpty();
    assertThatThrownBy(() -> questions.get(0).query(MANIFEST))
        .isInstanceOf(TruecountException.class)
        .hasMessageContaining("q.jsonl:1")
        .hasMessageContaining("limit must be a whole number, not ten")
        .hasMessageContaining("a time range has two ends");
    assertThatCode(() -> questions.get(1).query(MANIFEST)).doesNotThrowAnyException();
    assertThatThrownBy(() -> questions.get(2).query(MANIFEST))
        .hasMessageContaining("use one of: day, dow, doy, month, quarter, year");
  }

  @Test
  void a_time_range_may_be_open_at_one_end() throws IOException {
    List<Question> questions =
        read(
            """
            {"id": "a", "metrics": ["m"], "time_constraint": [null, "2020-12-31"]}
            {"id": "b", "metrics": ["m"], "time_constraint": ["2020-01-01", null]}
            {"id": "c", "metrics": ["m"], "time_constraint": [null, null]}
            """);

    assertThat(questions)
        .extracting(question -> question.query(MANIFEST).timeRange().map(Object::toString))
        .containsExactly(
            Optional.of("TimeRange[from=0001-01-01T00:00, to=2020-12-31T00:00]"),
            Optional.of("TimeRange[from=2020-01-01T00:00, to=9999-12-31T23:59]"),
            Optional.empty());
  }

  @Test
  void an_id_names_one_file() throws IOException {
    read(
        """
        {"id": "../a", "metrics": ["m"]}
        {"id": "b", "metrics": ["m"]}
        {"id": "b", "metrics": ["m"]}
        {"metrics": ["m"]}
        """);

    assertThat(problems.list())
        .extracting(Problem::what)
        .containsExactly("\"../a\" cannot name a file", "two questions are \"b\"", "id is missing");
  }

  private List<Question> read(String lines) throws IOException {
    return QuestionFile.read(Files.writeString(folder.resolve("q.jsonl"), lines), problems);
  }
}
