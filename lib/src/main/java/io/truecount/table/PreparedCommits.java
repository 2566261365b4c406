package io.truecount.table;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** The prepared commits of one run, one small file per table, replaced by rename. */
final class PreparedCommits {
  private static final String SUFFIX = ".commit.json";

  private final DeltaStore store;
  private final Path folder;

  PreparedCommits(DeltaStore store, Path folder) {
    this.store = store;
    this.folder = folder;
  }

  void save(String table, PreparedCommit commit) {
    Path target = file(table);
    Path part = new Path(folder, "_" + table + ".part");
    try (FSDataOutputStream out = fileSystem().create(part, true)) {
      out.write(commit.toJson().getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw DeltaStore.unreadable(part, e);
    }
    try {
      fileSystem().delete(target, false);
      fileSystem().rename(part, target);
    } catch (IOException e) {
      throw DeltaStore.unreadable(target, e);
    }
  }

  Optional<PreparedCommit> find(String table) {
    Path file = file(table);
    try {
      if (!fileSystem().exists(file)) {
        return Optional.empty();
      }
      try (FSDataInputStream in = fileSystem().open(file)) {
        String json = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        return Optional.of(PreparedCommit.fromJson(json));
      }
    } catch (IOException e) {
      throw DeltaStore.unreadable(file, e);
    }
  }

  void delete(String table) {
    try {
      fileSystem().delete(file(table), false);
    } catch (IOException e) {
      throw DeltaStore.unreadable(file(table), e);
    }
  }

  List<String> tables() {
    try {
      if (!fileSystem().exists(folder)) {
        return List.of();
      }
      return Arrays.stream(fileSystem().listStatus(folder))
          .map(status -> status.getPath().getName())
          .filter(name -> name.endsWith(SUFFIX))
          .map(name -> name.substring(0, name.length() - SUFFIX.length()))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw DeltaStore.unreadable(folder, e);
    }
  }

  private Path file(String table) {
    return new Path(folder, table + SUFFIX);
  }

  private FileSystem fileSystem() throws IOException {
    return store.fileSystem();
  }
}
