package io.truecount.table;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SmallFilesTest {
  @TempDir java.nio.file.Path folder;

  @Test
  void a_file_is_replaced_where_hadoop_refuses_to_rename_onto_one() {
    Configuration hadoop = new Configuration(false);
    hadoop.set("fs.file.impl", LocalFileSystem.class.getName());
    hadoop.setBoolean("fs.file.impl.disable.cache", true);
    SmallFiles files = new SmallFiles(hadoop, new Path(folder.toString()), ".txt");
    files.save("a", "first");
    files.save("a", "second");
    assertThat(files.find("a")).contains("second");
    assertThat(files.names()).containsExactly("a");
  }
}
