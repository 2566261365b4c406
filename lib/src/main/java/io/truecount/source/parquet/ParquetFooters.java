package io.truecount.source.parquet;

import static java.util.stream.Collectors.toCollection;

import com.google.common.base.Throwables;
import io.truecount.error.Problem;
import io.truecount.error.TruecountException;
import io.truecount.source.record.InputFile;
import java.io.EOFException;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.crypto.ParquetCryptoRuntimeException;
import org.apache.parquet.hadoop.BadConfigurationException;
import org.apache.parquet.hadoop.CodecFactory;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.schema.MessageType;
import shaded.parquet.org.apache.thrift.TException;

/** What Parquet files say of themselves. Cost: the end of each file, several at a time. */
final class ParquetFooters {
  private static final String DAMAGED = "not a whole Parquet file: %s; write or copy it again";

  private ParquetFooters() {}

  /** One file's footer. */
  sealed interface Footer {
    /** What to do with each kind of footer: a kind that is not handled breaks the build. */
    interface Visitor {
      void whole(Whole footer);

      void unreadable(Unreadable footer);
    }

    void accept(Visitor visitor);

    InputFile file();

    /** A file that can be read, as far as its footer says. */
    record Whole(InputFile file, MessageType schema) implements Footer {
      @Override
      public void accept(Visitor visitor) {
        visitor.whole(this);
      }
    }

    /**
     * A file that cannot be read.
     *
     * @param why cause and remedy
     */
    record Unreadable(InputFile file, String why) implements Footer {
      @Override
      public void accept(Visitor visitor) {
        visitor.unreadable(this);
      }
    }
  }

  /**
   * The footers, in the order of the files.
   *
   * @throws TruecountException when a file cannot be read, which says nothing about what it holds
   */
  static List<Footer> read(List<InputFile> files, Configuration hadoop) {
    return files.parallelStream().map(file -> read(file, hadoop)).toList();
  }

  private static Footer read(InputFile file, Configuration hadoop) {
    if (file.damage() != null) {
      return new Footer.Unreadable(file, file.damage());
    }
    try (ParquetFileReader reader =
        ParquetFileReader.open(HadoopInputFile.fromPath(new Path(file.uri()), hadoop))) {
      ParquetMetadata footer = reader.getFooter();
      Optional<String> unread = unread(codecs(footer), hadoop);
      return unread.isPresent()
          ? new Footer.Unreadable(file, unread.get())
          : new Footer.Whole(file, footer.getFileMetaData().getSchema());
    } catch (ParquetCryptoRuntimeException e) {
      return new Footer.Unreadable(file, "the file is encrypted: write it without encryption");
    } catch (IOException | RuntimeException e) {
      if (Throwables.getCausalChain(e).stream().anyMatch(ParquetFooters::isOfFileSystem)) {
        throw unread(file, e);
      }
      // parquet-hadoop reports damage by runtime exceptions of several classes
      return new Footer.Unreadable(file, DAMAGED.formatted(damage(file)));
    }
  }

  /** Without the words of the library, which name its classes and the machine's folders. */
  private static String damage(InputFile file) {
    return file.length() == 0
        ? "it is empty"
        : "its end, where Parquet has its columns' names and places, is missing or damaged";
  }

  private static Set<CompressionCodecName> codecs(ParquetMetadata footer) {
    return footer.getBlocks().stream()
        .flatMap(block -> block.getColumns().stream())
        .map(column -> column.getCodec())
        .collect(toCollection(() -> EnumSet.noneOf(CompressionCodecName.class)));
  }

  /** Some codecs are libraries of their own, which may be there or not. */
  static Optional<String> unread(Set<CompressionCodecName> codecs, Configuration hadoop) {
    CodecFactory factory = new CodecFactory(hadoop, 0);
    try {
      for (CompressionCodecName codec : codecs) {
        try {
          factory.getDecompressor(codec);
        } catch (BadConfigurationException e) {
          return Optional.of(
              "its columns are compressed with %s, which cannot be read: write it with zstd, snappy or gzip"
                  .formatted(codec));
        }
      }
      return Optional.empty();
    } finally {
      factory.release();
    }
  }

  /** Not of a file that ends too early, nor of a footer that Thrift cannot read. */
  private static boolean isOfFileSystem(Throwable e) {
    return e instanceof IOException
        && !(e instanceof EOFException)
        && !(e.getCause() instanceof TException);
  }

  static TruecountException unread(InputFile file, Exception e) {
    return TruecountException.failed(
        new Problem(
            "the file cannot be read: " + e.getMessage(),
            file.name(),
            "a release without it would lack its records",
            "check the file system and the rights to read it, then run again"),
        e);
  }
}
