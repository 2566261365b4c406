package io.truecount.table;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A lease on HDFS or in an object store. A free lease is taken by creating the file where there is
 * none, a stale one by renaming it to a name made of what it says, which one of several contenders
 * can do. HDFS, ABFS and Google's store do both atomically. S3 does the first where conditional
 * writes are on (hadoop-aws 3.4.2, {@code fs.s3a.create.conditional.enabled}), and the second
 * never: two that take over one stale lease in the same second may both succeed there, and
 * publishing refuses the later one.
 */
final class RemoteLeaseFile implements LeaseFile {
  /** An option that file systems without it ignore. */
  private static final String CONDITIONAL = "fs.option.create.conditional.overwrite";

  private final Configuration hadoop;
  private final Path folder;
  private final Path file;

  RemoteLeaseFile(Configuration hadoop, Path folder) {
    this.hadoop = hadoop;
    this.folder = folder;
    this.file = new Path(folder, NAME);
  }

  @Override
  public Optional<LeaseTerms> find() {
    try {
      FileSystem files = files();
      Instant written = Instant.ofEpochMilli(files.getFileStatus(file).getModificationTime());
      try (FSDataInputStream in = files.open(file)) {
        String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        return Optional.of(LeaseTerms.fromJson(text, written));
      }
    } catch (FileNotFoundException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw SmallFiles.failed("cannot read", file, e);
    }
  }

  @Override
  public boolean replace(Optional<LeaseTerms> expected, LeaseTerms next) {
    if (!find().equals(expected)) {
      return false;
    }
    try {
      boolean renewal = expected.map(LeaseTerms::holder).equals(Optional.of(next.holder()));
      if (renewal) {
        write(files().create(file, true), next);
        return true;
      }
      return (expected.isEmpty() || setAside(expected.get())) && create(next);
    } catch (IOException e) {
      throw SmallFiles.failed("cannot write", file, e);
    }
  }

  @Override
  public void delete(LeaseTerms expected) {
    try {
      if (find().equals(Optional.of(expected))) {
        files().delete(file, false);
      }
    } catch (IOException e) {
      throw SmallFiles.failed("cannot delete", file, e);
    }
  }

  /**
   * The file of a lease stays behind under its new name, so that no other can set it aside again.
   */
  private boolean setAside(LeaseTerms stale) throws IOException {
    Holder holder = stale.holder();
    String name =
        "_lease-%d-%d-%d-%d.stale"
            .formatted(
                holder.pid(),
                holder.processStarted().toEpochMilli(),
                holder.number(),
                stale.until().toEpochMilli());
    Path aside = new Path(folder, name);
    return !files().exists(aside) && files().rename(file, aside);
  }

  private boolean create(LeaseTerms next) throws IOException {
    FSDataOutputStreamBuilder<?, ?> builder = files().createFile(file).recursive().overwrite(false);
    try {
      write((FSDataOutputStream) builder.opt(CONDITIONAL, true).build(), next);
      return find().equals(Optional.of(next));
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }

  private static void write(FSDataOutputStream out, LeaseTerms terms) throws IOException {
    try (out) {
      out.write(terms.toJson().getBytes(StandardCharsets.UTF_8));
    }
  }

  private FileSystem files() throws IOException {
    return folder.getFileSystem(hadoop);
  }
}
