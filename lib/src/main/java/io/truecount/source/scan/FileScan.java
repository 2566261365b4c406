package io.truecount.source.scan;

import static java.util.Objects.requireNonNull;

import io.truecount.source.record.InputFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.catalog.SupportsRead;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.catalog.TableProvider;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.connector.read.Batch;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.connector.read.SupportsPushDownRequiredColumns;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Reads files of a {@link FileFormat} (data source API, version 2). A file is read by one task, so
 * that line numbers are known; small files share one. Only the columns that the query reads are
 * made.
 */
public final class FileScan implements TableProvider {
  private static final String FORMAT = "format-object";
  private static final String FILES = "file-list";
  private static final String TASKS = "tasks";
  private static final long MOST_BYTES_PER_TASK = 128L << 20;

  /** The rows of the files; lazy, read again by every action. */
  public static Dataset<Row> read(SparkSession spark, FileFormat format, List<InputFile> files) {
    return spark
        .read()
        .format(FileScan.class.getName())
        .option(FORMAT, encode(format))
        .option(FILES, encode(new ArrayList<>(files)))
        .option(TASKS, spark.sparkContext().defaultParallelism())
        .load();
  }

  @Override
  public StructType inferSchema(CaseInsensitiveStringMap options) {
    return format(options).schema();
  }

  @Override
  public Table getTable(StructType schema, Transform[] partitions, Map<String, String> options) {
    return new FilesTable(new CaseInsensitiveStringMap(options));
  }

  private record FilesTable(CaseInsensitiveStringMap options) implements SupportsRead {
    @Override
    public String name() {
      return format(options).toString();
    }

    @Override
    @SuppressWarnings("deprecation") // abstract in the interface
    public StructType schema() {
      return format(options).schema();
    }

    @Override
    public Set<TableCapability> capabilities() {
      return Set.of(TableCapability.BATCH_READ);
    }

    @Override
    public ScanBuilder newScanBuilder(CaseInsensitiveStringMap unused) {
      return new Columns(options, format(options));
    }
  }

  private static final class Columns implements SupportsPushDownRequiredColumns {
    private final CaseInsensitiveStringMap options;
    private final FileFormat format;
    private StructType required;

    Columns(CaseInsensitiveStringMap options, FileFormat format) {
      this.options = options;
      this.format = format;
      this.required = format.schema();
    }

    /** Whole columns only: a struct is made as it is, or not at all. */
    @Override
    public void pruneColumns(StructType columns) {
      StructType all = format.schema();
      required =
          DataTypes.createStructType(
              Arrays.stream(columns.fieldNames()).map(all::apply).toArray(StructField[]::new));
    }

    @Override
    public Scan build() {
      List<InputFile> files = decode(options, FILES);
      return new FilesBatch(format, required, files, options.getInt(TASKS, 1));
    }
  }

  private record FilesBatch(
      FileFormat format, StructType required, List<InputFile> files, int tasks)
      implements Scan, Batch {
    @Override
    public StructType readSchema() {
      return required;
    }

    @Override
    public String description() {
      return "%s, %d files".formatted(format, files.size());
    }

    @Override
    public Batch toBatch() {
      return this;
    }

    /** A few tasks for each core, so that none waits long for the last one. */
    @Override
    public InputPartition[] planInputPartitions() {
      long total = files.stream().mapToLong(InputFile::length).sum();
      long share = Math.min(MOST_BYTES_PER_TASK, 1 + total / (3L * tasks));
      List<FilesPartition> partitions = new ArrayList<>();
      List<InputFile> open = new ArrayList<>();
      long bytes = 0;
      for (InputFile file : files) {
        open.add(file);
        bytes += file.length();
        if (bytes >= share) {
          partitions.add(new FilesPartition(List.copyOf(open)));
          open.clear();
          bytes = 0;
        }
      }
      if (!open.isEmpty()) {
        partitions.add(new FilesPartition(List.copyOf(open)));
      }
      return partitions.toArray(InputPartition[]::new);
    }

    @Override
    public PartitionReaderFactory createReaderFactory() {
      StructType all = format.schema();
      List<Integer> ordinals = Arrays.stream(required.fieldNames()).map(all::fieldIndex).toList();
      SerializableConfiguration hadoop =
          new SerializableConfiguration(SparkSession.active().sparkContext().hadoopConfiguration());
      return new FilesReaderFactory(format, ordinals, hadoop);
    }
  }

  private static FileFormat format(CaseInsensitiveStringMap options) {
    return decode(options, FORMAT);
  }

  private static String encode(Serializable object) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(object);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <T> T decode(CaseInsensitiveStringMap options, String key) {
    byte[] bytes = Base64.getDecoder().decode(requireNonNull(options.get(key)));
    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
      return (T) in.readObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }
}
