package io.truecount.table;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The folder of a Delta table, seen as files. A kill, a full disk or lost power may leave one whose
 * log names no version: without any commit, or with a first commit that was cut off. Delta takes it
 * for a broken table, where it is none yet.
 */
final class DeltaFolder {
  static final String LOG = "_delta_log";

  private static final Pattern VERSION =
      Pattern.compile("\\d{20}\\.(json|checkpoint(\\..+)?\\.parquet)");
  private static final Pattern FIRST = Pattern.compile("0{20}\\.json");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final FileSystem files;
  private final Path folder;

  DeltaFolder(FileSystem files, Path folder) {
    this.files = files;
    this.folder = folder;
  }

  /**
   * Whether there is a table. Cost: a listing of the log; of a table without a second version also
   * a read of the first.
   */
  boolean isTable() throws IOException {
    List<FileStatus> versions =
        list(new Path(folder, LOG)).stream()
            .filter(file -> VERSION.matcher(file.getPath().getName()).matches())
            .filter(file -> file.getLen() > 0)
            .toList();
    boolean created =
        versions.size() == 1 && FIRST.matcher(versions.get(0).getPath().getName()).matches();
    return created ? creates(versions.get(0).getPath()) : !versions.isEmpty();
  }

  /**
   * Makes room for a table where there is none. A log without a version is deleted; data files and
   * all other files are moved to {@code aside}, as no log names their owner.
   */
  void clear(Path aside) throws IOException {
    List<FileStatus> found = list(folder);
    if (found.stream().anyMatch(file -> !file.getPath().getName().equals(LOG))) {
      move(aside);
    } else if (!found.isEmpty()) {
      files.delete(new Path(folder, LOG), true);
    }
  }

  private void move(Path aside) throws IOException {
    files.mkdirs(aside);
    int number = 1;
    while (files.exists(new Path(aside, folder.getName() + "-" + number))) {
      number++;
    }
    Path to = new Path(aside, folder.getName() + "-" + number);
    if (!files.rename(folder, to)) {
      throw new IOException("renaming it to %s failed".formatted(to));
    }
  }

  /**
   * Whether a first commit is whole: it must say what the table is, and every line be one object.
   */
  private boolean creates(Path commit) throws IOException {
    boolean schema = false;
    boolean protocol = false;
    try (InputStream in = files.open(commit);
        MappingIterator<JsonNode> actions = JSON.readerFor(JsonNode.class).readValues(in)) {
      while (actions.hasNextValue()) {
        JsonNode action = actions.nextValue();
        schema |= action.has("metaData");
        protocol |= action.has("protocol");
      }
      return schema && protocol;
    } catch (JsonProcessingException e) {
      return false;
    }
  }

  private List<FileStatus> list(Path path) throws IOException {
    try {
      return Arrays.asList(files.listStatus(path));
    } catch (FileNotFoundException e) {
      return List.of();
    }
  }
}
