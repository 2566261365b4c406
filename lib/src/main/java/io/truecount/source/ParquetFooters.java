package io.truecount.source;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;

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

  static List<Footer> read(List<InputFile> files, Configuration hadoop) {
    return files.parallelStream().map(file -> read(file, hadoop)).toList();
  }

  private static Footer read(InputFile file, Configuration hadoop) {
    try (ParquetFileReader reader =
        ParquetFileReader.open(HadoopInputFile.fromPath(new Path(file.uri()), hadoop))) {
      String schema = reader.getFooter().getFileMetaData().getSchema().toString();
      return new Footer(file, schema, Optional.empty());
    } catch (IOException | RuntimeException e) {
      // parquet-hadoop tells damage by runtime exceptions of several classes
      return new Footer(file, "", Optional.of(String.valueOf(e.getMessage())));
    }
  }
}
