package io.truecount.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.truecount.error.Problems;
import io.truecount.metric.check.Validation;
import io.truecount.metric.manifest.Manifest;
import io.truecount.metric.manifest.ManifestReader;
import io.truecount.metric.plan.Planner;
import io.truecount.metric.query.QuestionFile;
import io.truecount.metric.query.QuestionFile.Question;
import io.truecount.metric.sql.Dialect;
import io.truecount.metric.sql.TableNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The SQL of a query of each kind, word for word, so that a change of it is noticed. When it is
 * intended, {@code -Dtruecount.renew=true} rewrites the files.
 */
final class SqlSnapshotsTest {
  private static final boolean RENEW = Boolean.getBoolean("truecount.renew");
  private static final Path FOLDER =
      Path.of(System.getProperty("truecount.root", "."), "lib/src/test/resources/sql");

  @TempDir Path temporary;

  @TestFactory
  Stream<DynamicTest> sql_is_as_it_was() {
    Manifest manifest = manifest();
    return questions().stream()
        .flatMap(
            question ->
                Stream.of(Dialect.values())
                    .map(
                        dialect ->
                            dynamicTest(
                                file(question, dialect),
                                () -> compare(question, manifest, dialect))));
  }

  @Test
  void every_file_belongs_to_a_question() {
    List<String> expected = new ArrayList<>();
    questions().forEach(q -> Stream.of(Dialect.values()).forEach(d -> expected.add(file(q, d))));

    assertThat(FOLDER.toFile().list((folder, name) -> name.endsWith(".sql")))
        .containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void the_definitions_are_valid() {
    Problems problems = new Problems();
    Validation.check(manifest(), problems);

    assertThat(problems.list()).isEmpty();
  }

  private void compare(Question question, Manifest manifest, Dialect dialect) throws IOException {
    String sql =
        Planner.plan(manifest, question.query(manifest)).sql(dialect, TableNames.qualified());
    Path known = FOLDER.resolve(file(question, dialect));
    if (RENEW) {
      Files.writeString(known, sql);
    }
    Path found = Files.writeString(temporary.resolve(file(question, dialect)), sql);
    assertThat(found)
        .as("when this change is intended, renew the files: see CONTRIBUTING.md")
        .hasSameTextualContentAs(known);
  }

  private static String file(Question question, Dialect dialect) {
    return "%s.%s.sql".formatted(question.id(), dialect.name().toLowerCase(Locale.ROOT));
  }

  private static Manifest manifest() {
    return ManifestReader.read(List.of(FOLDER.resolve("definitions.yml")));
  }

  private static List<Question> questions() {
    Problems problems = new Problems();
    List<Question> questions = QuestionFile.read(FOLDER.resolve("questions.jsonl"), problems);
    problems.throwIfAny();
    return questions;
  }
}
