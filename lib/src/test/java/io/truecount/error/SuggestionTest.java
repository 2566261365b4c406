package io.truecount.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SuggestionTest {
  @ParameterizedTest
  @CsvSource({
    "dleta,           delta iceberg,                   delta",
    "tpye,            type name id,                    type",
    "nmae,            type name time,                  name",
    "mni,             min max,                         min",
    "cuont,           count sum,                       count",
    "dya,             day month year,                  day",
    "smu,             sum min max,                     sum",
    "EMAIL,           email phone,                     email",
    "semantic_modles, semantic_model semantic_models,  semantic_models",
    "orderd,          border ordered orders,           orders",
  })
  void a_slip_has_a_suggestion(String name, String known, String suggestion) {
    assertThat(Suggestion.nearest(name, List.of(known.split(" ")))).contains(suggestion);
  }

  @ParameterizedTest
  @CsvSource({"fone, phone none trim", "x, y z", "segment, sector"})
  void what_is_far_has_none(String name, String known) {
    assertThat(Suggestion.nearest(name, List.of(known.split(" ")))).isEmpty();
  }

  @Test
  void a_remedy_is_never_empty() {
    assertThat(Suggestion.remedy("a", List.of())).isEqualTo("define it");
    assertThat(Suggestion.remedy("fone", List.of("phone", "none")))
        .isEqualTo("use one of: none, phone");
  }
}
