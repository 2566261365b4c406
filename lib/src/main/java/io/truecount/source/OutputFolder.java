package io.truecount.source;

import io.truecount.error.Problem;
import io.truecount.error.TruecountException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Finds out before any work whether a folder may take the place of what it holds: it can be
 * written, has none of the inputs in it, and holds nothing but an earlier result.
 */
public final class OutputFolder {
  private static final Pattern RESULT = Pattern.compile("\\.?(part-|_SUCCESS|_temporary).*");

  private OutputFolder() {}

  /**
   * Creates the folder when it is missing.
   *
   * @param inputs paths that must outlive the writing
   * @throws TruecountException invalid, when replacing its content would lose something; failed,
   *     when it cannot be written
   */
  public static void prepare(Configuration hadoop, String out, List<String> inputs) {
    Path folder = new Path(out);
    try {
      FileSystem files = folder.getFileSystem(hadoop);
      List<Problem> problems = new ArrayList<>(shared(files, folder, inputs));
      if (problems.isEmpty() && files.exists(folder)) {
        problems.addAll(foreign(files, folder));
      }
      if (!problems.isEmpty()) {
        throw TruecountException.invalid(problems);
      }
      probe(files, folder);
    } catch (IOException e) {
      throw unwritable(out, e);
    }
  }

  private static List<Problem> shared(FileSystem files, Path folder, List<String> inputs) {
    return inputs.stream()
        .filter(input -> isWithin(files, new Path(input), folder))
        .map(
            input ->
                new Problem(
                    "the output would take the place of the input " + input,
                    folder.toString(),
                    "writing begins by removing what the folder holds",
                    "choose another folder"))
        .toList();
  }

  private static boolean isWithin(FileSystem files, Path input, Path folder) {
    Path target = files.makeQualified(folder);
    for (Path at = input.makeQualified(files.getUri(), files.getWorkingDirectory());
        at != null;
        at = at.getParent()) {
      if (at.equals(target)) {
        return true;
      }
    }
    return false;
  }

  private static List<Problem> foreign(FileSystem files, Path folder) throws IOException {
    if (!files.getFileStatus(folder).isDirectory()) {
      return List.of(Problem.of("is a file", folder.toString(), "name a folder"));
    }
    return Arrays.stream(files.listStatus(folder))
        .map(FileStatus::getPath)
        .filter(path -> !RESULT.matcher(path.getName()).matches())
        .limit(1)
        .map(
            path ->
                new Problem(
                    "holds \"%s\", which is no part of a result".formatted(path.getName()),
                    folder.toString(),
                    "writing begins by removing what the folder holds",
                    "choose an empty or a new folder"))
        .toList();
  }

  private static void probe(FileSystem files, Path folder) throws IOException {
    Path probe = new Path(folder, "_temporary-probe");
    files.mkdirs(folder);
    files.create(probe).close();
    files.delete(probe, false);
  }

  private static TruecountException unwritable(String out, IOException cause) {
    return TruecountException.failed(
        new Problem(
            "cannot be written: " + cause.getMessage(),
            out,
            "the result would have no place",
            "make the folder writable, or choose another"),
        cause);
  }
}
