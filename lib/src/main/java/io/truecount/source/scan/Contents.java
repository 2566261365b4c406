package io.truecount.source.scan;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;
import org.jspecify.annotations.Nullable;

/**
 * Finds out by a file's first bytes how it is read, as names lie: a {@code .gz} may be plain text,
 * and a {@code .json} compressed. The name decides where the bytes cannot: blocks of Hadoop's
 * codecs and Brotli have no signature. A codec that the cluster has besides Hadoop's own is used
 * for its files.
 */
final class Contents {
  private static final int BUFFER = 1 << 16;
  private static final int HEAD = 512;

  /** Bytes of a block of Hadoop's codecs, at most; they are kept in memory. */
  private static final int LARGEST_BLOCK = 1 << 28;

  private static final String REMEDY =
      ": store it as plain text or in gzip, zstd, LZ4 frames, framed Snappy, bzip2 or zlib";

  /** Signatures of what is not read. */
  private static final Map<String, String> FOREIGN =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("fd377a585a00", "an xz file"),
              Map.entry("504b0304", "a zip archive"),
              Map.entry("504b0506", "a zip archive"),
              Map.entry("377abcaf271c", "a 7z archive"),
              Map.entry("526172211a07", "a rar archive"),
              Map.entry("1f9d", "a file of compress (.Z)"),
              Map.entry("4c5a495001", "an lzip file"),
              Map.entry("894c5a4f000d0a1a0a", "an lzop file"),
              Map.entry("02214c18", "a file of LZ4's legacy format"),
              Map.entry("50415231", "a Parquet file"),
              Map.entry("4f5243", "an ORC file"),
              Map.entry("4f626a01", "an Avro file")));

  /** Endings of names that promise a compression. */
  private static final Map<String, String> PROMISES =
      Map.ofEntries(
          Map.entry("gz", "gzip"),
          Map.entry("gzip", "gzip"),
          Map.entry("zst", "zstd"),
          Map.entry("zstd", "zstd"),
          Map.entry("lz4", "LZ4"),
          Map.entry("snappy", "Snappy"),
          Map.entry("sz", "Snappy"),
          Map.entry("bz2", "bzip2"),
          Map.entry("deflate", "zlib"),
          Map.entry("zz", "zlib"),
          Map.entry("zlib", "zlib"),
          Map.entry("br", "Brotli"),
          Map.entry("xz", "xz"),
          Map.entry("lzma", "LZMA"),
          Map.entry("zip", "zip"),
          Map.entry("7z", "7z"),
          Map.entry("z", "compress"),
          Map.entry("lz", "lzip"),
          Map.entry("lzo", "lzop"));

  /** Default endings of Hadoop's own codecs. */
  private static final Set<String> HADOOPS =
      Set.of(".gz", ".zst", ".lz4", ".snappy", ".bz2", ".deflate", ".passthrough");

  private final Path path;
  private final byte[] head;
  private final InputStream bytes;
  private final Configuration hadoop;

  private Contents(Path path, byte[] head, InputStream bytes, Configuration hadoop) {
    this.path = path;
    this.head = head;
    this.bytes = bytes;
    this.hadoop = hadoop;
  }

  /**
   * The decompressed bytes of a file.
   *
   * @throws UnreadableException when it is of a kind that is not read
   * @throws EOFException when it is empty, and its name promises a compression
   */
  static InputStream decompressed(StoredBytes stored, Path path, Configuration hadoop)
      throws IOException {
    InputStream bytes = new BufferedInputStream(stored, BUFFER);
    bytes.mark(HEAD);
    byte[] head = bytes.readNBytes(HEAD);
    bytes.reset();
    return new Contents(path, head, bytes, hadoop).open();
  }

  private InputStream open() throws IOException {
    Optional<String> promise = promise();
    if (head.length == 0 && promise.isPresent()) {
      throw new EOFException("the file is empty");
    }
    Optional<Compression> known = Compression.of(head);
    if (known.isPresent()) {
      return known.get().open(bytes);
    }
    CompressionCodec codec = new CompressionCodecFactory(hadoop).getCodec(path);
    if (codec != null && !HADOOPS.contains(codec.getDefaultExtension())) {
      return byCodec(codec);
    }
    if (isText()) {
      return bytes;
    }
    refuseForeign();
    return promise.isEmpty() ? bytes : promised(promise.get(), codec);
  }

  /** What the name promises, as no signature says otherwise. */
  private InputStream promised(String compression, @Nullable CompressionCodec codec)
      throws IOException {
    if (compression.equals("zlib") && Compression.begins(head, "785e")) {
      return Compression.ZLIB.open(bytes);
    }
    if (codec != null && isBlocks(compression)) {
      return byCodec(codec);
    }
    throw new UnreadableException(
        "the file's name promises %s, which its content is not, or not in a form that is read%s"
            .formatted(compression, REMEDY));
  }

  private void refuseForeign() throws UnreadableException {
    for (Map.Entry<String, String> foreign : FOREIGN.entrySet()) {
      if (Compression.begins(head, foreign.getKey())) {
        throw new UnreadableException(
            "the file is %s, which this source does not read%s"
                .formatted(foreign.getValue(), REMEDY));
      }
    }
  }

  private InputStream byCodec(CompressionCodec its) throws IOException {
    try {
      return its.createInputStream(bytes);
    } catch (RuntimeException | LinkageError e) {
      throw new UnreadableException(
          "the codec %s does not work here (%s)%s"
              .formatted(its.getClass().getSimpleName(), e.getMessage(), REMEDY));
    }
  }

  private Optional<String> promise() {
    String name = path.getName().toLowerCase(Locale.ROOT);
    return Optional.ofNullable(PROMISES.get(name.substring(name.lastIndexOf('.') + 1)));
  }

  /** Blocks of Hadoop's LZ4 and Snappy: the size of the content, the size of its first part. */
  private boolean isBlocks(String compression) {
    if (head.length < 9 || !(compression.equals("LZ4") || compression.equals("Snappy"))) {
      return false;
    }
    ByteBuffer sizes = ByteBuffer.wrap(head);
    int content = sizes.getInt();
    int part = sizes.getInt();
    return content > 0 && content <= LARGEST_BLOCK && part > 0 && part <= LARGEST_BLOCK;
  }

  /** UTF-8 without control characters; a character may be cut at the end. */
  private boolean isText() {
    CharBuffer chars = CharBuffer.allocate(head.length);
    boolean malformed =
        StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(head), chars, false).isError();
    return !malformed && chars.flip().chars().noneMatch(Contents::isControl);
  }

  private static boolean isControl(int character) {
    return character < ' ' && character != '\n' && character != '\r' && character != '\t';
  }
}
