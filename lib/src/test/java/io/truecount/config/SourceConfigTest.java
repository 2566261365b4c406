package io.truecount.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.truecount.error.Problem;
import io.truecount.error.Problems;
import io.truecount.error.TruecountException;
import io.truecount.source.SourceFormats;
import io.truecount.source.segment.SegmentOptions;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SourceConfigTest {
  private final Problems problems = new Problems();

  @Test
  void the_example_project_has_no_problems() {
    Path conf = Path.of(System.getProperty("truecount.root"), "conf", "truecount.conf");
    var sources = read(ConfigFactory.parseFile(conf.toFile()).getConfig("sources"));

    assertThat(problems.list()).isEmpty();
    assertThat(sources)
        .extracting(SourceConfig::name)
        .containsExactly("web", "users", "orders", "crm", "mailer");
    assertThat(SourceConfig.properties(sources).apply("revenue").dataType())
        .isEqualTo(DataTypes.createDecimalType(19, 4));
  }

  @Test
  void segment_calls_need_only_a_path() {
    SourceConfig web = read("web { format = segment-json, path = \"web/*.json\" }").get(0);

    assertThat(problems.list()).isEmpty();
    assertThat(web.isSnapshot()).isTrue();
    assertThat(web.event()).isEmpty();
    assertThat(web.identifiers())
        .containsEntry("user_id", List.of("userId"))
        .containsEntry(
            "email", List.of("traits.email", "context.traits.email", "properties.email"));
    assertThat(web.options())
        .isInstanceOfSatisfying(
            SegmentOptions.class,
            segment -> assertThat(segment.names()).containsEntry("page", "Page Viewed"));
  }

  @Test
  void own_keys_come_before_the_formats_defaults() {
    SourceConfig web =
        read("""
                web { format = segment-json, path = p, previous-id = anonymous_id
                      identifiers { email = properties.mail, phone = [] } }
                """)
            .get(0);

    assertThat(web.identifiers())
        .containsEntry("email", List.of("properties.mail"))
        .containsKey("user_id")
        .doesNotContainKey("phone");
    assertThat(((SegmentOptions) web.options()).previousId()).isEqualTo("anonymous_id");
  }

  @Test
  void every_error_is_found_in_one_reading() {
    read(
        """
        a { format = segment-jsn, path = p }
        b { format = csv, pth = p, event { type = identfy, name = B } }
        c { format = parquet, path = "c/dt={day}/*", event { type = track, name = C }
            contract { properties { n { type = long, values = [1] }, s { type = string, min = 1 } } } }
        """);

    assertThat(problems.list())
        .extracting(problem -> problem.where() + " " + problem.what() + " " + problem.remedy())
        .satisfiesExactlyInAnyOrder(
            p -> assertThat(p).contains(": 1", "unknown source format", "segment-json"),
            p -> assertThat(p).contains(": 2", "sources.b.path is missing"),
            p -> assertThat(p).contains(": 2", "unknown key sources.b.pth", "\"path\""),
            p -> assertThat(p).contains(": 2", "unknown type", "\"identify\""),
            p -> assertThat(p).contains(": 3", "unknown placeholder {day}", "{date}"),
            p -> assertThat(p).contains(": 4", "values of a property that is no string"),
            p -> assertThat(p).contains(": 4", "min of a property that is no number"));
  }

  @Test
  void one_property_has_one_type() {
    var sources =
        read(
            """
            a { format = json, path = p, event { type = track, name = A }
                contract { properties { total { type = long } } } }
            b { format = json, path = p, event { type = track, name = B }
                contract { properties { total { type = double } } } }
            """);

    assertThat(problems.list())
        .extracting(Problem::what)
        .singleElement()
        .asString()
        .contains("property total of source b is a double, but a long at", "2");
    assertThatThrownBy(() -> SourceConfig.properties(sources))
        .isInstanceOf(TruecountException.class)
        .hasMessageContaining("property total");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../../etc/pass*",
        "web/../../x",
        "{..,web}/x",
        "{web/..,a}/x",
        "\\\\.\\\\./x",
        "/etc/passwd",
        "file:///etc/passwd",
        "s3a://other/x",
        ".."
      })
  void a_path_that_leads_out_of_the_lake_is_refused_at_its_line(String path) {
    read("\nweb { format = segment-json, path = \"%s\" }".formatted(path));
    assertThat(problems.list())
        .extracting(problem -> problem.where() + " " + problem.what())
        .singleElement()
        .asString()
        .contains(": 2", "leads out of the lake");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a/b..c/*", "..web/x", "web../dt={date}/...", "a/{b,c}/[.]x", "./web/*"})
  void points_within_names_lead_nowhere_else(String path) {
    read("web { format = segment-json, path = \"%s\" }".formatted(path));
    assertThat(problems.list()).extracting(Problem::what).isEmpty();
  }

  private List<SourceConfig> read(String sources) {
    return read(ConfigFactory.parseString(sources));
  }

  private List<SourceConfig> read(Config sources) {
    return SourceConfig.read(
        new ConfigNode(sources.root(), "sources", problems),
        new ConfigNode(
            ConfigFactory.parseResources("reference.conf").getConfig("source-formats").root(),
            "source-formats",
            problems),
        SourceFormats.standard().rules());
  }
}
