package io.truecount.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.typesafe.config.ConfigFactory;
import io.truecount.config.CustomersConfig.Rule;
import io.truecount.config.CustomersConfig.Trait;
import io.truecount.error.Problem;
import io.truecount.error.Problems;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CustomersConfigTest {
  private final Problems problems = new Problems();

  @Test
  void a_trait_has_defaults_and_may_have_a_history() {
    CustomersConfig config =
        read("traits {\n city {}\n plan { property = p, rule = first, history = true } }");
    assertThat(problems.list()).isEmpty();
    assertThat(config.traits())
        .extracting(Trait::name, Trait::property, Trait::rule, Trait::history)
        .containsExactly(
            tuple("city", "city", Rule.MOST_RECENT, false), tuple("plan", "p", Rule.FIRST, true));
    assertThat(config.history()).extracting(Trait::name).isEqualTo(List.of("plan"));
  }

  @Test
  void every_error_is_reported_with_its_place_and_remedy() {
    read(
        """
        traits {
          city { histroy = true }
          plan { history = maybe }
          Name { rule = frist }
        }""");
    assertThat(problems.list().stream().map(Problem::what))
        .containsExactlyInAnyOrder(
            "unknown key customers.traits.city.histroy",
            "customers.traits.plan.history must be true or false, not maybe",
            "trait Name cannot be a column",
            "unknown rule \"frist\"");
    assertThat(problems.list()).allMatch(p -> !p.where().isEmpty() && !p.remedy().isEmpty());
  }

  private CustomersConfig read(String text) {
    return CustomersConfig.read(
        new ConfigNode(ConfigFactory.parseString(text).root(), "customers", problems));
  }
}
