package io.truecount.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.truecount.config.TableFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Nightlies on a disk of their own that is too small, SQLite's catalog included, until it is made
 * larger: the same run then gives what an undisturbed one gives.
 */
@Tag("faults")
final class GrowingDiskTest {
  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(TableFormat.class)
  void nightlies_go_on_when_the_disk_has_grown(TableFormat format) throws Exception {
    OrdersShop calm = OrdersShop.in(folder.resolve("calm"), format);
    assertThat(calm.nightly(1).exitCode()).isZero();
    OrdersShop shop = calm.at(folder.resolve("disturbed"));
    Files.createDirectories(shop.warehouse());
    assumeTrue(
        mount(shop.warehouse(), "size=64k") == 0, "skipped: mounting a disk is not permitted here");
    try {
      long needed = kibibytes(calm.warehouse());
      for (long percent : List.of(20, 45)) {
        assertThat(mount(shop.warehouse(), "remount,size=%dk".formatted(needed * percent / 100)))
            .isZero();
        Cli full = shop.nightly(1);
        assertThat(full.exitCode()).as("%d%%: %s", percent, full.err()).isEqualTo(1);
        assertThat(full.err()).contains("the disk is full").contains(shop.warehouse().toString());
      }
      assertThat(mount(shop.warehouse(), "remount,size=100m")).isZero();
      Cli last = shop.nightly(1);
      assertThat(last.exitCode()).as(last.err()).isZero();
      assertThat(contents(shop)).isEqualTo(contents(calm));
    } finally {
      run("umount", "-l", shop.warehouse().toString());
    }
  }

  private static Map<String, List<String>> contents(OrdersShop shop)
      throws IOException, SQLException {
    return Tables.of(shop.warehouse(), shop.format()).contents();
  }

  private static int mount(Path folder, String options) throws Exception {
    return run("mount", "-t", "tmpfs", "-o", options, "tmpfs", folder.toString());
  }

  private static int run(String... command) throws Exception {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  /** As a disk of blocks of 4 KiB takes it. */
  private static long kibibytes(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.mapToLong(file -> (file.toFile().length() + 4095) / 4096 * 4).sum();
    }
  }
}
