package io.truecount.config.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.error.Problem;
import io.truecount.error.Problems;
import java.util.List;
import org.junit.jupiter.api.Test;

final class YamlNodeTest {
  private final Problems problems = new Problems();

  @Test
  void every_error_is_found_in_one_pass_with_its_line() {
    List<YamlNode> documents =
        YamlFile.documents(
            """
            ---
            metric:
              name: visits
              tipe: simple
              live: maybe
              inputs: none
            ---
            metric: {name: buys, live: True}
            """,
            "m.yml",
            problems);

    for (YamlNode document : documents) {
      try (document;
          YamlNode metric = document.required("metric")) {
        metric.text("name");
        metric.optionalText("type");
        metric.bool("live", false);
        metric.children("inputs");
      }
    }

    assertThat(problems.list().stream().map(Problem::where))
        .containsExactly("m.yml:5", "m.yml:6", "m.yml:4");
    assertThat(problems.list().get(2).remedy()).contains("\"type\"");
  }

  @Test
  void a_broken_file_is_a_problem_and_no_document() {
    assertThat(YamlFile.documents("a: [1, 2\nb: 3\n", "b.yml", problems)).isEmpty();
    assertThat(problems.list()).singleElement().extracting(Problem::where).isEqualTo("b.yml:2");
  }

  @Test
  void json_is_read_as_well() {
    YamlNode root = YamlFile.documents("{\"a\": {\"b\": [1, 2]}}", "a.json", problems).get(0);
    assertThat(root.required("a").texts("b")).containsExactly("1", "2");
    assertThat(root.child("a").path()).isEqualTo("a");
  }
}
