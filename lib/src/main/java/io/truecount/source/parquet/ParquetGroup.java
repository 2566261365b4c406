package io.truecount.source.parquet;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.TimestampType;

import io.truecount.error.Suggestion;
import io.truecount.source.mapping.ColumnPath;
import io.truecount.source.mapping.RowLayout;
import io.truecount.source.record.InputFile;
import io.truecount.source.record.Reasons;
import io.truecount.source.record.Records;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** Rows of Parquet files of one shape, in the columns of {@link RowLayout#schema}. */
final class ParquetGroup {
  private static final String URI = "uri";

  private final SparkSession spark;
  private final RowLayout layout;
  private final List<InputFile> files;
  private final Dataset<Row> rows;
  private final ParquetPayload payload;

  ParquetGroup(SparkSession spark, RowLayout layout, ParquetShape shape, List<InputFile> files) {
    this.spark = spark;
    this.layout = layout;
    this.files = files;
    String[] uris = files.stream().map(InputFile::uri).toArray(String[]::new);
    this.rows = shape.given(spark.read().schema(shape.read()).parquet(uris));
    this.payload = new ParquetPayload(rows, layout.received());
  }

  Dataset<Row> rows() {
    List<Column> columns = new ArrayList<>();
    for (String path : layout.paths()) {
      columns.add(value(path).as(layout.column(path)));
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
                        new Path(file.uri()).toUri().toString(), file.name(), file.loaded()))
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
                "the file has no column \"%s\": %s".formatted(path, Suggestion.remedy(path, names)))
        .findFirst();
  }

  private Column content() {
    Column content = sha2(payload.json().cast("binary"), 256);
    String id = layout.id();
    if (id == null) {
      return content;
    }
    Column own = value(id).cast(StringType);
    return when(own.isNull().or(own.equalTo("")), content);
  }

  private Column extra() {
    List<String> others =
        Stream.of(rows.columns()).filter(name -> !layout.paths().contains(name)).toList();
    Column json = others.isEmpty() ? lit(null).cast(StringType) : json(others.stream());
    return when(json.notEqual("{}"), json);
  }

  private static Column json(Stream<String> names) {
    return to_json(
        struct(
            names.sorted().map(n -> new ColumnPath(List.of(n)).column()).toArray(Column[]::new)));
  }
}
