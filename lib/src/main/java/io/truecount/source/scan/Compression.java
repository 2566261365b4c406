package io.truecount.source.scan;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.InflaterInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorInputStream;
import org.apache.commons.compress.compressors.snappy.FramedSnappyCompressorInputStream;

/**
 * The compressions that files are read in, each known by its first bytes. Files of several frames
 * or members one after the other are read to their end.
 */
enum Compression {
  /** RFC 1952. */
  GZIP("1f8b08") {
    @Override
    InputStream open(InputStream in) throws IOException {
      return new Members(this, in);
    }

    @Override
    InputStream member(InputStream in) throws IOException {
      return GzipCompressorInputStream.builder().setInputStream(in).get();
    }
  },
  /** RFC 8878. Frames with a window above 128 MiB are refused, as they take as much memory. */
  ZSTD("28b52ffd") {
    @Override
    InputStream open(InputStream in) throws IOException {
      return new ZstdFrames(in);
    }
  },
  /** LZ4 frame format 1.6, with blocks that depend on one another or not. */
  LZ4("04224d18") {
    @Override
    InputStream open(InputStream in) throws IOException {
      return new Members(this, in);
    }

    @Override
    InputStream member(InputStream in) throws IOException {
      return new FramedLZ4CompressorInputStream(in, false);
    }
  },
  /** Snappy framing format, 2013. */
  SNAPPY("ff060000734e61507059") {
    @Override
    InputStream open(InputStream in) throws IOException {
      return new FramedSnappyCompressorInputStream(in);
    }
  },
  /** By the magic number of its first block, or of its end where there is no block. */
  BZIP2("425a68..(314159265359|177245385090)") {
    @Override
    InputStream open(InputStream in) throws IOException {
      return new Members(this, in);
    }

    @Override
    InputStream member(InputStream in) throws IOException {
      return new BZip2CompressorInputStream(in, false);
    }
  },
  /** RFC 1950, as Hadoop's {@code .deflate}. The fourth header, 785e, is also text: "x^". */
  ZLIB("7801|789c|78da") {
    @Override
    InputStream open(InputStream in) {
      return new OneStream(in);
    }
  };

  private static final int LONGEST_SIGNATURE = 16;

  /** What is no frame has another error than a frame that is damaged. */
  private static final class ZstdFrames extends FilterInputStream {
    ZstdFrames(InputStream in) throws IOException {
      super(new ZstdInputStream(in));
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      try {
        return in.read(bytes, offset, length);
      } catch (ZstdIOException e) {
        throw e.getErrorCode() == Zstd.errPrefixUnknown() ? new TrailingBytesException(ZSTD) : e;
      }
    }
  }

  /** What follows a zlib stream would be left out. */
  private static final class OneStream extends InflaterInputStream {
    OneStream(InputStream in) {
      super(in);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int read = super.read(bytes, offset, length);
      if (read < 0 && (inf.getRemaining() > 0 || in.read() >= 0)) {
        throw new TrailingBytesException(ZLIB);
      }
      return read;
    }
  }

  private final String signature;

  /**
   * @param signature see {@link #begins}
   */
  Compression(String signature) {
    this.signature = signature;
  }

  /**
   * The decompressed bytes, up to the end of the file.
   *
   * @param in supports marks
   */
  abstract InputStream open(InputStream in) throws IOException;

  /** The decompressed bytes of one member; {@code in} is then at the first byte behind it. */
  InputStream member(InputStream in) throws IOException {
    throw new UnsupportedOperationException(name());
  }

  /** Whether a file that begins with these bytes is one. */
  boolean begins(byte[] head) {
    return begins(head, signature);
  }

  /** The compression of a file that begins with these bytes. */
  static Optional<Compression> of(byte[] head) {
    return Arrays.stream(values()).filter(one -> one.begins(head)).findFirst();
  }

  /**
   * Whether bytes begin with a signature.
   *
   * @param signature a regular expression of the hexadecimal digits
   */
  static boolean begins(byte[] head, String signature) {
    String digits = HexFormat.of().formatHex(head, 0, Math.min(head.length, LONGEST_SIGNATURE));
    return Pattern.compile(signature).matcher(digits).lookingAt();
  }
}
