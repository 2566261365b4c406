package io.truecount.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.truecount.config.SuppressionConfig.CustomerColumn;
import io.truecount.config.SuppressionConfig.IdentifierColumn;
import io.truecount.config.SuppressionConfig.Reason;
import io.truecount.error.Problem;
import io.truecount.error.Problems;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class SuppressionConfigTest {
  private final Problems problems = new Problems();

  @Test
  void lists_name_people_by_customer_or_identifier_in_the_order_of_the_file() {
    List<SuppressionConfig> lists =
        read(
            """
            unsubscribed { table = optouts, customer = id }
            complaints {
              table = complaints, identifier { type = email, column = mail }
              reason = "complained", reason-column = text, audiences = [win_back]
            }
            """);
    assertThat(problems.list()).isEmpty();
    assertThat(lists)
        .containsExactly(
            new SuppressionConfig(
                "unsubscribed",
                "optouts",
                new CustomerColumn("id"),
                new Reason("unsubscribed", Optional.empty()),
                List.of(),
                lists.get(0).where()),
            new SuppressionConfig(
                "complaints",
                "complaints",
                new IdentifierColumn("email", "mail"),
                new Reason("complained", Optional.of("text")),
                List.of("win_back"),
                lists.get(1).where()));
    assertThat(lists.get(1).columns()).containsExactly("mail", "text");
  }

  @Test
  void every_error_is_found_with_its_place() {
    read(
        """
        none { table = t }
        both { table = t, customer = id, identifier { type = email, column = mail } }
        wrong { tabel = t, customer = id }
        """);
    assertThat(problems.list().stream().map(Problem::what))
        .containsExactlyInAnyOrder(
            "suppressions.none does not say whom",
            "suppressions.both names its people twice",
            "suppressions.wrong.table is missing",
            "unknown key suppressions.wrong.tabel");
  }

  private List<SuppressionConfig> read(String text) {
    return SuppressionConfig.read(
        new ConfigNode(ConfigFactory.parseString(text).root(), "suppressions", problems));
  }
}
