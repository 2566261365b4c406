package io.truecount.source;

import com.google.common.base.Throwables;
import io.truecount.error.Problem;
import io.truecount.error.TruecountException;
import java.io.EOFException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import shaded.parquet.org.apache.thrift.TException;

/** What Parquet files say of themselves. Cost: the end of each file, several at a time. */
final class ParquetFooters {
  private ParquetFooters() {}

  /**
   * One file's footer.
   *
   * @param schema as text; empty for a file without a footer
   * @param damage why it has none
   */
  record Footer(InputFile file, String schema, Optional<String> damage) {}

  /**
   * The footers, in the order of the files.
   *
   * @throws TruecountException when a file cannot be read, which says nothing about what it holds
   */
  static List<Footer> read(List<InputFile> files, Configuration hadoop) {
    return files.parallelStream().map(file -> read(file, hadoop)).toList();
  }

  private static Footer read(InputFile file, Configuration hadoop) {
    try (ParquetFileReader reader =
        ParquetFileReader.open(HadoopInputFile.fromPath(new Path(file.uri()), hadoop))) {
      String schema = reader.getFooter().getFileMetaData().getSchema().toString();
      return new Footer(file, schema, Optional.empty());
    } catch (IOException | RuntimeException e) {
      if (Throwables.getCausalChain(e).stream().anyMatch(ParquetFooters::isOfFileSystem)) {
        throw unread(file, e);
      }
      // parquet-hadoop tells damage by runtime exceptions of several classes
      return new Footer(file, "", Optional.of(String.valueOf(e.getMessage())));
    }
  }

  /** Not of a file that ends too early, nor of a footer that Thrift cannot read. */
  private static boolean isOfFileSystem(Throwable e) {
    return e instanceof IOException
        && !(e instanceof EOFException)
        && !(e.getCause() instanceof TException);
  }

  private static TruecountException unread(InputFile file, Exception e) {
    return TruecountException.failed(
        new Problem(
            "the file cannot be read: " + e.getMessage(),
            file.name(),
            "a release without it would lack its records",
            "check the file system and the rights to read it, then run again"),
        e);
  }
}
