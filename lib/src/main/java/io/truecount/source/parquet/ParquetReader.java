package io.truecount.source.parquet;

import io.truecount.config.FormatRules;
import io.truecount.config.SourceConfig;
import io.truecount.source.mapping.RowLayout;
import io.truecount.source.mapping.RowMapping;
import io.truecount.source.parquet.ParquetFooters.Footer;
import io.truecount.source.record.InputFile;
import io.truecount.source.record.Positions;
import io.truecount.source.record.Reasons;
import io.truecount.source.record.Records;
import io.truecount.source.record.SourceFormat;
import io.truecount.source.record.SourceReader;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.parquet.ParquetToSparkSchemaConverter;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.StructType;

/**
 * Parquet, by Spark's own vectorised reader. Footers are looked at first, on the driver: files may
 * differ in their columns and in the types of these, and each is mapped by its own. A file that
 * cannot be read or mapped is refused as one record, because what it holds cannot be known.
 */
public final class ParquetReader implements SourceReader {
  public static final SourceFormat FORMAT =
      new SourceFormat(FormatRules.mapped("parquet"), new ParquetReader());

  @Override
  public Dataset<Row> read(
      SparkSession spark, SourceConfig source, List<InputFile> files, StructType properties) {
    RowLayout layout = RowLayout.of(source);
    ParquetGroups groups = groups(spark, source, files);
    Stream<Dataset<Row>> read =
        groups.groups().stream()
            .map(group -> new ParquetGroup(spark, layout, group.shape(), group.files()).rows());
    Stream<Dataset<Row>> refused =
        groups.refused().isEmpty()
            ? Stream.empty()
            : Stream.of(refused(spark, layout, groups.refused()));
    return Stream.concat(read, refused)
        .map(rows -> new RowMapping(source, rows).records(properties))
        .reduce(Dataset::union)
        .orElseThrow();
  }

  /** Spark fails at a damaged page, and says so when other files of the task are read already. */
  @Override
  public List<InputFile> damaged(SparkSession spark, SourceConfig source, List<InputFile> files) {
    ParquetPages pages = new ParquetPages(spark);
    return groups(spark, source, files).groups().stream()
        .flatMap(group -> pages.damaged(group.shape(), group.files()).stream())
        .toList();
  }

  /** A file says itself how many rows it has. */
  @Override
  public boolean emptyFilesHaveBytes() {
    return true;
  }

  private static ParquetGroups groups(
      SparkSession spark, SourceConfig source, List<InputFile> files) {
    ParquetGroups groups =
        new ParquetGroups(source, new ParquetToSparkSchemaConverter(SQLConf.get()));
    ParquetFooters.read(files, spark.sparkContext().hadoopConfiguration())
        .forEach(footer -> footer.accept(groups));
    return groups;
  }

  private static Dataset<Row> refused(
      SparkSession spark, RowLayout layout, List<Footer.Unreadable> files) {
    StructType schema = layout.schema();
    List<Row> rows = new ArrayList<>();
    for (Footer.Unreadable footer : files) {
      Object[] row = new Object[schema.size()];
      row[schema.fieldIndex(Records.LOADED_AT)] = footer.file().loaded();
      row[schema.fieldIndex(Records.FILE)] = footer.file().name();
      row[schema.fieldIndex(Records.POSITION)] = Positions.WHOLE_FILE;
      row[schema.fieldIndex(Records.REASON)] = Reasons.UNREADABLE;
      row[schema.fieldIndex(Records.DETAIL)] = footer.why();
      rows.add(RowFactory.create(row));
    }
    return spark.createDataFrame(rows, schema);
  }
}
