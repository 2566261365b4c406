package io.truecount.table;

import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * The prepared commits of one run, one small file per table. A file that was cut off counts as
 * none: the step that wrote it did not end.
 */
final class PreparedCommits {
  private final SmallFiles files;

  PreparedCommits(Configuration hadoop, Path folder) {
    this.files = new SmallFiles(hadoop, folder, ".commit.json");
  }

  void save(String table, PreparedCommit commit) {
    files.save(table, commit.toJson());
  }

  Optional<PreparedCommit> find(String table) {
    return files.find(table).flatMap(PreparedCommit::fromJson);
  }

  void delete(String table) {
    files.delete(table);
  }

  List<String> tables() {
    return files.names().stream().filter(table -> find(table).isPresent()).toList();
  }
}
