package io.truecount.identity.components;

import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.identity.components.Oracle.Graph;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("slow")
final class GraphFramesComponentsTest {
  @ParameterizedTest
  @ValueSource(strings = {"graphframes", "graphx"})
  void the_engines_agree_on_longs(String algorithm) {
    Graph<Long> graph = Graphs.random(31, 600, 450);

    assertThat(Graphs.solve(new GraphFramesComponents(algorithm), graph))
        .isEqualTo(Graphs.solve(new NativeComponents(), graph));
  }

  @Test
  void the_engines_agree_on_strings() {
    Graph<String> graph = Graphs.map(Graphs.random(32, 600, 450), id -> "user-" + id);

    assertThat(Graphs.solve(new GraphFramesComponents(), graph))
        .isEqualTo(Graphs.solve(new NativeComponents(), graph));
  }
}
