package io.truecount.source;

import static java.util.stream.Collectors.toSet;

import io.truecount.config.Interval;
import io.truecount.config.SourceConfig;
import io.truecount.error.Problem;
import io.truecount.error.TruecountException;
import io.truecount.source.record.InputFile;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Which files a source has in an interval of load time. */
public final class SourceFiles {
  private static final String LOCAL = "file";

  /** What means something else in a glob. */
  private static final Pattern ESCAPED = Pattern.compile("[*?\\[\\]{}^,\\\\]");

  private final Configuration hadoop;
  private final Path lake;

  /**
   * The files below one lake.
   *
   * @throws TruecountException when there is no such folder
   */
  public SourceFiles(Configuration hadoop, String lake) {
    this.hadoop = hadoop;
    this.lake = existing(new Path(lake));
  }

  /**
   * Files of the load dates whose midnight (UTC) lies in the interval; all files of a snapshot,
   * with the interval's start as load time. Sorted by name; none is not an error. Names that start
   * with {@code .} or {@code _} are no data. Cost: one listing per date, however old the lake is.
   */
  public List<InputFile> list(SourceConfig source, Interval interval) {
    List<InputFile> files = new ArrayList<>();
    if (source.isSnapshot()) {
      add(source, source.path(), interval.start(), files);
    } else {
      for (LocalDate date : interval.dates()) {
        String path = source.path().replace(SourceConfig.DATE, date.toString());
        add(source, path, Interval.midnight(date), files);
      }
    }
    files.sort(Comparator.comparing(InputFile::name));
    return files;
  }

  /** The load dates of the interval of which a source has no file with a byte in it, in order. */
  public List<LocalDate> datesWithout(SourceConfig source, Interval interval) {
    Set<Long> loads =
        list(source, interval).stream()
            .filter(file -> file.length() > 0)
            .map(InputFile::loadedAt)
            .collect(toSet());
    return interval.dates().stream()
        .filter(
            date ->
                !loads.contains(ChronoUnit.MICROS.between(Instant.EPOCH, Interval.midnight(date))))
        .toList();
  }

  /** Files of any load date, by name; load times are not looked up. Cost: one listing of all. */
  public List<InputFile> all(SourceConfig source) {
    List<InputFile> files = new ArrayList<>();
    add(source, source.path().replace(SourceConfig.DATE, "*"), Instant.EPOCH, files);
    files.sort(Comparator.comparing(InputFile::name));
    return files;
  }

  private void add(SourceConfig source, String glob, Instant loadedAt, List<InputFile> files) {
    Path path = new Path(ESCAPED.matcher(lake.toString()).replaceAll("\\\\$0"), glob);
    try {
      refuseUnreadable(glob);
      FileStatus[] found = path.getFileSystem(hadoop).globStatus(path, SourceFiles::isData);
      for (FileStatus status : found == null ? new FileStatus[0] : found) {
        if (status.isFile()) {
          refuseOutside(source, status.getPath());
          files.add(inputFile(status, ChronoUnit.MICROS.between(Instant.EPOCH, loadedAt)));
        }
      }
    } catch (IOException e) {
      throw cannotList(path, e);
    }
  }

  /** A folder that must not be looked into would count as one that is not there. */
  private void refuseUnreadable(String glob) throws IOException {
    if (!LOCAL.equals(lake.toUri().getScheme())) {
      return;
    }
    java.nio.file.Path folder = java.nio.file.Path.of(lake.toUri().getPath());
    for (String name : glob.split("/", -1)) {
      if (Files.isDirectory(folder) && !(Files.isReadable(folder) && Files.isExecutable(folder))) {
        throw new AccessDeniedException(folder.toString(), null, "no right to list this folder");
      }
      folder = folder.resolve(name);
    }
  }

  /** A link on a local disk may lead anywhere, whatever the source's path says. */
  private void refuseOutside(SourceConfig source, Path file) throws IOException {
    boolean below =
        LOCAL.equals(lake.toUri().getScheme())
            ? real(file).startsWith(real(lake))
            : file.toString().startsWith(lake + "/");
    if (!below) {
      throw TruecountException.invalid(
          new Problem(
              "source %s would read %s, which lies outside of the lake"
                  .formatted(source.name(), file.toUri().getPath()),
              source.where(),
              "only files of the lake become events",
              "move or copy the file below the lake, and take the link out"));
    }
  }

  private static java.nio.file.Path real(Path path) throws IOException {
    return java.nio.file.Path.of(path.toUri().getPath()).toRealPath();
  }

  private InputFile inputFile(FileStatus status, long loadedAt) {
    String uri = status.getPath().toString();
    String root = lake + "/";
    String name = uri.startsWith(root) ? uri.substring(root.length()) : uri;
    return new InputFile(uri, name, status.getLen(), status.getModificationTime(), loadedAt);
  }

  private Path existing(Path path) {
    try {
      FileSystem files = path.getFileSystem(hadoop);
      if (files.exists(path) && files.getFileStatus(path).isDirectory()) {
        return files.makeQualified(path);
      }
    } catch (IOException e) {
      throw cannotList(path, e);
    }
    throw TruecountException.invalid(
        new Problem(
            "there is no lake folder",
            path.toString(),
            "sources are read below it",
            "name the folder with --lake, or with lake = … in truecount.conf"));
  }

  private static TruecountException cannotList(Path path, IOException e) {
    return TruecountException.failed(
        Problem.of(
            "cannot list files: " + e.getMessage(),
            path.toString(),
            "check the path and the rights to read it"),
        e);
  }

  private static boolean isData(Path path) {
    return !path.getName().startsWith(".") && !path.getName().startsWith("_");
  }
}
