package io.truecount.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.config.TableFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Nightlies on a disk that is full from some file on. Each fails with one error that says so, and
 * leaves nothing that blocks the next: what the last one gives is what undisturbed nightlies give.
 */
@Tag("faults")
final class FullDiskTest {
  /** The state that a table moves to when it is published, which has a name made of the run. */
  private static final String ICEBERG_MOVE =
      "/cdp/[a-z_]+/metadata/\\d+-[0-9a-f]{8}-[0-9a-f]{4}-3[0-9a-f]{3}-";

  /** Files that the first night cannot write any more, one a nightly, in the order of the night. */
  private static final Map<TableFormat, List<String>> FIRST_NIGHT =
      Map.of(
          TableFormat.DELTA,
          List.of(
              "/events/_delta_log/\\.?0{20}\\.json",
              "/events/part-",
              "\\.publish\\.json\\.part",
              "/audience_members/_delta_log/\\.?0{19}1\\.json",
              "/releases/part-",
              "/runs/_delta_log/\\.?0{20}\\.json"),
          TableFormat.ICEBERG,
          List.of(
              "/events/metadata/00000-",
              "/customers/metadata/.*-m0\\.avro",
              "\\.approved\\.json\\.part",
              ICEBERG_MOVE,
              "/releases/data/",
              "/runs/metadata/00000-"));

  @TempDir Path folder;

  @BeforeEach
  void use() throws IOException {
    FullDiskFiles.forget();
    System.setProperty(FullDiskFiles.SETTING, FullDiskFiles.class.getName());
    System.setProperty(FullDiskFiles.CONTEXT_SETTING, FullDiskFiles.Context.class.getName());
  }

  @AfterEach
  void leave() throws IOException {
    FullDiskFiles.free();
    System.clearProperty(FullDiskFiles.SETTING);
    System.clearProperty(FullDiskFiles.CONTEXT_SETTING);
    FullDiskFiles.forget();
  }

  @ParameterizedTest
  @EnumSource(TableFormat.class)
  void nightlies_go_on_when_space_is_free_again(TableFormat format) throws Exception {
    OrdersShop shop = OrdersShop.in(folder.resolve("disturbed"), format);
    OrdersShop calm = shop.at(folder.resolve("calm"));
    for (String file : FIRST_NIGHT.getOrDefault(format, List.of())) {
      fails(shop, 1, file, 1);
      assertThat(FullDiskFiles.free()).as("full at " + file).isTrue();
    }
    assertThat(shop.nightly(1).exitCode()).isZero();
    assertThat(calm.nightly(1).exitCode()).isZero();
    assertThat(contents(shop)).isEqualTo(contents(calm));

    // in the middle of publishing: after five tables have moved
    String move = format == TableFormat.DELTA ? "_delta_log/\\.?0+2\\.json" : ICEBERG_MOVE;
    fails(shop, 2, move, 6);
    assertThat(shop.ordersAndPersons()).as("on the full disk").isEqualTo("1,1");
    assertThat(FullDiskFiles.free()).isTrue();
    assertThat(shop.ordersAndPersons()).as("completed by a command that reads").isEqualTo("2,2");
    assertThat(calm.nightly(2).exitCode()).isZero();
    assertThat(contents(shop)).isEqualTo(contents(calm));
  }

  private static void fails(OrdersShop shop, int day, String file, int nth) {
    FullDiskFiles.fullAt(file, nth);
    Cli full = shop.nightly(day);
    assertThat(full.exitCode()).as("full at %s: %s", file, full.err()).isEqualTo(1);
    assertThat(full.err().lines().filter(line -> line.startsWith("error:")))
        .as(full.err())
        .singleElement()
        .asString()
        .contains("the disk is full")
        .contains(shop.warehouse().toString());
  }

  private static Map<String, List<String>> contents(OrdersShop shop)
      throws IOException, SQLException {
    return Tables.of(shop.warehouse(), shop.format()).contents();
  }
}
