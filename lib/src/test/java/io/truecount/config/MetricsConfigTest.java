package io.truecount.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.truecount.config.MetricsConfig.Semantics;
import io.truecount.error.Problems;
import org.junit.jupiter.api.Test;

final class MetricsConfigTest {
  private final Problems problems = new Problems();

  @Test
  void a_project_chooses_its_semantics() {
    assertThat(read("semantics = metricflow").semantics()).isEqualTo(Semantics.METRICFLOW);
    assertThat(read("semantics = truecount").semantics()).isEqualTo(Semantics.TRUECOUNT);
    assertThat(problems.list()).isEmpty();
  }

  @Test
  void a_misspelling_is_found_with_what_was_meant() {
    read("semantics = metricflo");

    assertThat(problems.list())
        .singleElement()
        .satisfies(
            p -> {
              assertThat(p.where()).endsWith(":1");
              assertThat(p.remedy()).isEqualTo("did you mean \"metricflow\"?");
            });
  }

  private MetricsConfig read(String text) {
    return MetricsConfig.read(
        new ConfigNode(ConfigFactory.parseString(text).root(), "metrics", problems));
  }
}
