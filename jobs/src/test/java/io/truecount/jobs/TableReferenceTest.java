package io.truecount.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.config.Overrides;
import io.truecount.jobs.nightly.Nightly;
import io.truecount.project.TableDocs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class TableReferenceTest {
  private static final Path ROOT = Path.of(System.getProperty("truecount.root"));

  @Test
  void the_table_reference_is_what_the_definitions_say() throws IOException {
    String written = Files.readString(ROOT.resolve("docs/tables.md"));
    assertThat(TableDocs.markdown(Nightly.standard().project(ROOT.resolve("conf"), Overrides.NONE)))
        .as("run: bin/truecount tables > docs/tables.md")
        .isEqualTo(written);
  }
}
