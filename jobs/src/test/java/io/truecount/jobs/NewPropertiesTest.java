package io.truecount.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run says from when on a property that was declared after a release has values. */
final class NewPropertiesTest {
  @TempDir Path folder;

  /** On Iceberg alone: the columns of a release are those of its table, whatever the format. */
  @Test
  void a_property_that_is_declared_after_a_release_is_named_with_the_load_time() throws Exception {
    String format = "iceberg";
    SmallNightly nightly = SmallNightly.in(folder);
    Cli first = nightly.nightly(format);
    assertThat(first.exitCode()).isZero();
    assertThat(first.err()).doesNotContain("new propert");

    nightly
        .configured("sources.web.contract.properties { channel.type = string, code.type = long }")
        .lake(
            "web/dt=2026-03-02/a.json",
            "{\"id\":\"2\",\"at\":\"2026-03-02T00:00:00Z\",\"mail\":\"a@x.de\",\"price\":\"1\",\"channel\":\"web\"}\n");
    Cli second = next(nightly, format);
    assertThat(second.exitCode()).as(second.err()).isZero();
    assertThat(second.err())
        .containsPattern(
            "new properties (channel, code|code, channel): events loaded from"
                + " 2026-03-02T00:00:00Z on have values");
    assertThat(second.out()).doesNotContain("Warnings");
    assertThat(next(nightly, format).err()).doesNotContain("new propert");
  }

  private Cli next(SmallNightly nightly, String format) {
    return nightly.cli(
        format,
        "run",
        "nightly",
        "--interval",
        "2026-03-02/2026-03-03",
        "--lake",
        folder.resolve("lake").toString());
  }
}
