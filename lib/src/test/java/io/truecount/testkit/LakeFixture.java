package io.truecount.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.typesafe.config.ConfigFactory;
import io.truecount.config.ConfigNode;
import io.truecount.config.Interval;
import io.truecount.config.SourceConfig;
import io.truecount.error.Problems;
import io.truecount.event.Ingest;
import io.truecount.source.SourceFormats;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** A lake of few files and the sources that read it. */
public final class LakeFixture {
  private final Path lake;
  private final List<SourceConfig> sources;

  /**
   * A lake in a folder.
   *
   * @param sources as in {@code sources { … }} of a project
   */
  public LakeFixture(Path lake, String sources) {
    this.lake = lake;
    this.sources = sources(sources);
  }

  public static List<SourceConfig> sources(String text) {
    Problems problems = new Problems();
    List<SourceConfig> sources =
        SourceConfig.read(
            new ConfigNode(ConfigFactory.parseString(text).root(), "sources", problems),
            new ConfigNode(
                ConfigFactory.parseResources("reference.conf").getConfig("source-formats").root(),
                "source-formats",
                problems),
            SourceFormats.standard().rules());
    problems.throwIfAny();
    return sources;
  }

  public List<SourceConfig> sources() {
    return sources;
  }

  public Path path() {
    return lake;
  }

  public LakeFixture file(String name, byte[] content) {
    try {
      Path path = lake.resolve(name);
      Files.createDirectories(path.getParent());
      if (name.endsWith(".gz")) {
        try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(path))) {
          out.write(content);
        }
      } else {
        Files.write(path, content);
      }
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public LakeFixture file(String name, String... lines) {
    return file(name, (String.join("\n", lines) + "\n").getBytes(UTF_8));
  }

  /** Adds bytes to a file as it is stored. */
  public LakeFixture append(String name, byte... bytes) {
    try {
      Files.write(lake.resolve(name), bytes, StandardOpenOption.APPEND);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Keeps only the first bytes of a file. */
  public LakeFixture cut(String name, int bytes) {
    try {
      Path path = lake.resolve(name);
      Files.write(path, java.util.Arrays.copyOf(Files.readAllBytes(path), bytes));
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * All records of an interval, in the order of the files. They are read once and with all columns:
   * a reader does not make the columns that a query leaves out.
   */
  public Dataset<Row> records(String interval) {
    Dataset<Row> records =
        Ingest.input(
                SharedSpark.session(),
                new Ingest.Context(
                    "run",
                    lake.toString(),
                    sources,
                    SourceFormats.standard(),
                    Interval.parse(interval)))
            .records()
            .orderBy("source", "file", "position");
    return SharedSpark.session().createDataFrame(records.collectAsList(), records.schema());
  }

  /** Of any load date that tests use. */
  public Dataset<Row> records() {
    return records("2026-01-01/2027-01-01");
  }
}
