package io.truecount.source;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;
import static java.util.stream.Collectors.toUnmodifiableSet;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.TimestampType;

import io.truecount.config.SourceConfig;
import io.truecount.error.Suggestion;
import io.truecount.source.ParquetFooters.Footer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * Parquet, by Spark's own vectorised reader. Footers are looked at first, on the driver: files may
 * differ in schema (a table gains columns over time), and a file without a footer is refused as one
 * record, because what it held cannot be known.
 */
final class ParquetReader implements SourceReader {
  private static final String URI = "uri";

  @Override
  public Dataset<Row> read(
      SparkSession spark, SourceConfig source, List<InputFile> files, StructType properties) {
    RowLayout layout = RowLayout.of(source);
    Dataset<Row> rows = rows(spark, layout, files).reduce(Dataset::unionByName).orElseThrow();
    return new RowMapping(source, path -> col(layout.column(path)), times(rows, layout))
        .records(rows, properties);
  }

  /** The paths that are timestamps in all files. */
  private static Set<String> times(Dataset<Row> rows, RowLayout layout) {
    return layout.paths().stream()
        .filter(path -> rows.schema().apply(layout.column(path)).dataType().equals(TimestampType))
        .collect(toUnmodifiableSet());
  }

  private static Stream<Dataset<Row>> rows(
      SparkSession spark, RowLayout layout, List<InputFile> files) {
    List<Footer> footers = ParquetFooters.read(files, spark.sparkContext().hadoopConfiguration());
    Stream<Dataset<Row>> whole =
        footers.stream()
            .filter(footer -> footer.damage().isEmpty())
            .collect(groupingBy(Footer::schema, TreeMap::new, toList()))
            .values()
            .stream()
            .map(
                alike ->
                    new Group(spark, layout, alike.stream().map(Footer::file).toList()).rows());
    List<Footer> damaged = footers.stream().filter(f -> f.damage().isPresent()).toList();
    return damaged.isEmpty()
        ? whole
        : Stream.concat(whole, Stream.of(refused(spark, layout, damaged)));
  }

  private static Dataset<Row> refused(SparkSession spark, RowLayout layout, List<Footer> files) {
    int values = layout.paths().size();
    List<Row> rows = new ArrayList<>();
    for (Footer footer : files) {
      Object[] row = new Object[values + 9];
      row[values + 3] = instant(footer.file());
      row[values + 4] = footer.file().name();
      row[values + 5] = 1L;
      row[values + 6] = Reasons.UNPARSABLE;
      row[values + 7] = "not a whole Parquet file: " + footer.damage().orElseThrow();
      rows.add(RowFactory.create(row));
    }
    return spark.createDataFrame(rows, layout.schema());
  }

  private static Instant instant(InputFile file) {
    return Instant.EPOCH.plus(file.loadedAt(), ChronoUnit.MICROS);
  }

  /** Files of one schema. */
  private static final class Group {
    private final SparkSession spark;
    private final RowLayout layout;
    private final List<String> paths;
    private final List<InputFile> files;
    private final Dataset<Row> rows;
    private final ParquetPayload payload;

    Group(SparkSession spark, RowLayout layout, List<InputFile> files) {
      this.spark = spark;
      this.layout = layout;
      this.paths = layout.paths();
      this.files = files;
      this.rows = spark.read().parquet(files.stream().map(InputFile::uri).toArray(String[]::new));
      this.payload = new ParquetPayload(rows, layout.received());
    }

    Dataset<Row> rows() {
      List<Column> columns = new ArrayList<>();
      for (int i = 0; i < paths.size(); i++) {
        columns.add(value(paths.get(i)).as(RowLayout.column(i)));
      }
      Optional<String> problem = problem();
      columns.add(content().as(RowLayout.CONTENT));
      columns.add(extra().as(Records.EXTRA));
      columns.add(payload.hash().as(Records.PAYLOAD_HASH));
      columns.add(rows.metadataColumn("_metadata").getField("file_path").as(URI));
      columns.add(
          rows.metadataColumn("_metadata")
              .getField("row_index")
              .plus(1)
              .cast(LongType)
              .as(Records.POSITION));
      columns.add(
          lit(problem.isPresent() ? Reasons.UNPARSABLE : null).cast(StringType).as(Records.REASON));
      columns.add(lit(problem.orElse(null)).cast(StringType).as(Records.DETAIL));
      columns.add(json(Stream.of(rows.columns())).as(Records.RAW));
      return rows.select(columns.toArray(Column[]::new)).join(broadcast(loads()), URI).drop(URI);
    }

    /** The files' names and load times: as many rows as the driver has listed files. */
    private Dataset<Row> loads() {
      StructType schema =
          new StructType()
              .add(URI, StringType)
              .add(Records.FILE, StringType)
              .add(Records.LOADED_AT, TimestampType);
      return spark.createDataFrame(
          files.stream()
              .map(
                  file ->
                      RowFactory.create(
                          new Path(file.uri()).toUri().toString(), file.name(), instant(file)))
              .toList(),
          schema);
    }

    private Column value(String path) {
      return ColumnPath.of(rows.schema(), path)
          .map(ColumnPath::column)
          .orElse(lit(null).cast(StringType));
    }

    private Optional<String> problem() {
      List<String> names = Arrays.asList(rows.columns());
      return layout.eventPaths().stream()
          .filter(path -> ColumnPath.of(rows.schema(), path).isEmpty())
          .map(
              path ->
                  "the file has no column \"%s\": %s"
                      .formatted(path, Suggestion.remedy(path, names)))
          .findFirst();
    }

    private Column content() {
      Column content = sha2(payload.json().cast("binary"), 256);
      String id = layout.id();
      return id == null ? content : when(value(id).isNull(), content);
    }

    private Column extra() {
      List<String> others =
          Stream.of(rows.columns()).filter(name -> !paths.contains(name)).toList();
      Column json = others.isEmpty() ? lit(null).cast(StringType) : json(others.stream());
      return when(json.notEqual("{}"), json);
    }

    private static Column json(Stream<String> names) {
      return to_json(
          struct(
              names.sorted().map(n -> new ColumnPath(List.of(n)).column()).toArray(Column[]::new)));
    }
  }
}
