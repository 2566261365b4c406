package io.truecount.identity.components;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.truecount.error.TruecountException;
import org.junit.jupiter.api.Test;

final class ComponentEngineTest {
  @Test
  void engines_are_chosen_by_name() {
    assertThat(ComponentEngine.of("native").finder()).isInstanceOf(NativeComponents.class);
    assertThat(ComponentEngine.of("graphframes").finder())
        .isInstanceOf(GraphFramesComponents.class);
  }

  @Test
  void a_misspelt_name_is_corrected() {
    assertThatThrownBy(() -> ComponentEngine.of("graphframe"))
        .isInstanceOf(TruecountException.class)
        .hasMessageContaining("did you mean \"graphframes\"?");
  }

  @Test
  void a_negative_budget_is_refused() {
    assertThatThrownBy(() -> NativeOptions.ofMemory(-1))
        .isInstanceOf(TruecountException.class)
        .hasMessageContaining("invalid memory budget: -1 bytes (must be >= 0)");
  }
}
