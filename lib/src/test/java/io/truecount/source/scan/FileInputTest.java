package io.truecount.source.scan;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdOutputStream;
import io.truecount.source.record.InputFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import net.jpountz.lz4.LZ4FrameOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSInputStream;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.Lz4Codec;
import org.apache.hadoop.io.compress.SnappyCodec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.xerial.snappy.SnappyFramedOutputStream;

@Tag("slow")
final class FileInputTest {
  /** Those who write files: where there is one, another library than the one that reads them. */
  enum Writer {
    GZIP("gz"),
    ZSTD("zst"),
    LZ4("lz4"),
    LZ4_LINKED("lz4"),
    SNAPPY("sz"),
    BZIP2("bz2"),
    ZLIB("deflate");

    private final String ending;

    Writer(String ending) {
      this.ending = ending;
    }

    byte[] written(byte[] content) throws IOException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (OutputStream out = to(bytes)) {
        out.write(content);
      }
      return bytes.toByteArray();
    }

    private OutputStream to(OutputStream out) throws IOException {
      return switch (this) {
        case GZIP -> new GZIPOutputStream(out);
        case ZSTD -> new ZstdOutputStream(out).setChecksum(true);
        case LZ4 -> new LZ4FrameOutputStream(out);
        case LZ4_LINKED ->
            new FramedLZ4CompressorOutputStream(
                out,
                new FramedLZ4CompressorOutputStream.Parameters(
                    FramedLZ4CompressorOutputStream.BlockSize.K64, true, false, true));
        case SNAPPY -> new SnappyFramedOutputStream(out);
        case BZIP2 -> new BZip2CompressorOutputStream(out);
        case ZLIB -> new DeflaterOutputStream(out);
      };
    }
  }

  /** What came of a file: its text, and why it is not all of it. */
  private record Read(ByteBuffer content, String unreadable, String damage, boolean whole) {
    String text() {
      return UTF_8.decode(content.duplicate()).toString();
    }

    int size() {
      return content.remaining();
    }

    boolean begins(byte[] whole) {
      return size() <= whole.length && content.equals(ByteBuffer.wrap(whole, 0, size()));
    }
  }

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void content_decides_how_a_file_is_read_and_names_may_lie(Writer writer) throws IOException {
    String text = lines(4_500);
    for (String name : List.of("a.json." + writer.ending, "a.json", "a.gz", "a.br", "a.zst")) {
      assertThat(read(name, writer.written(text.getBytes(UTF_8))).text()).isEqualTo(text);
    }
    assertThat(read("empty", writer.written(new byte[0]))).extracting(Read::text).isEqualTo("");
    assertThat(read("a.json." + writer.ending, text.getBytes(UTF_8)).text()).isEqualTo(text);
  }

  @ParameterizedTest
  @EnumSource
  void parts_one_after_the_other_are_read_to_the_end(Writer writer) throws IOException {
    byte[] one = writer.written(lines(3).getBytes(UTF_8));
    Read read = read("a", both(one, one));

    if (writer == Writer.ZLIB) {
      assertThat(read.damage).isEqualTo("bytes follow the end of the zlib data");
    } else {
      assertThat(read.text()).isEqualTo(lines(3).repeat(2));
      assertThat(read.damage + read.unreadable).isEmpty();
    }
  }

  /** Snappy's frames have no end: there, what follows is a damaged frame. */
  @ParameterizedTest
  @EnumSource
  void bytes_that_follow_the_content_take_none_of_it_with_them(Writer writer) throws IOException {
    String text = lines(60).stripTrailing();
    byte[] whole = writer.written(text.getBytes(UTF_8));
    for (String rest :
        List.of("\n", "\0", "1234", "\0\0\0\0", "not compressed", "x".repeat(9_000))) {
      Read read = read("a", both(whole, rest.getBytes(UTF_8)));

      assertThat(read.text()).isEqualTo(text);
      assertThat(read.damage).isNotEmpty();
      assertThat(read.whole).isEqualTo(writer != Writer.SNAPPY);
    }
  }

  @Test
  void frames_that_readers_of_lz4_are_to_skip_are_passed_over() throws IOException {
    byte[] one = Writer.LZ4.written(lines(3).getBytes(UTF_8));
    byte[] skipped = HexFormat.of().parseHex("5f2a4d1803000000aabbcc");

    Read read = read("a", both(both(one, skipped), both(one, skipped)));
    assertThat(read.text()).isEqualTo(lines(3).repeat(2));
    assertThat(read.damage).isEmpty();
    assertThat(read("a", both(one, Arrays.copyOf(skipped, 9))).damage).isNotEmpty();
  }

  /** Frames of Snappy end nowhere: a file that ends between two of them is whole. */
  @ParameterizedTest
  @EnumSource
  void a_file_that_is_cut_says_so_wherever_it_is_cut(Writer writer) throws IOException {
    byte[] text = lines(60).getBytes(UTF_8);
    byte[] whole = writer.written(text);
    for (int length = 1; length < whole.length; length += length < 30 ? 1 : 17) {
      byte[] cut = Arrays.copyOf(whole, length);
      Read read = read("a." + writer.ending, cut);
      boolean reported = !(read.unreadable + read.damage).isEmpty();
      boolean raw = read.size() == length && read.begins(cut);
      boolean none = writer == Writer.SNAPPY && length == 10 && read.size() == 0;
      assertThat(reported || raw || none).as("%s cut to %d bytes", writer, length).isTrue();
      assertThat(raw || read.begins(text)).isTrue();
    }
  }

  /** Deflate has no blocks to wait for: what comes before the cut is there. */
  @ParameterizedTest
  @EnumSource(names = {"GZIP", "ZLIB"})
  void what_comes_before_a_cut_is_read(Writer writer) throws IOException {
    byte[] text = lines(4_500).getBytes(UTF_8);
    byte[] whole = writer.written(text);
    for (int part = 1; part < 10; part++) {
      Read read = read("a", Arrays.copyOf(whole, whole.length * part / 10));
      assertThat(read.size()).isGreaterThan(text.length * part / 10 - 2_000);
      assertThat(read.begins(text)).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void corrupt_bytes_end_the_file_and_never_the_run(Writer writer) throws IOException {
    byte[] whole = writer.written(lines(500).getBytes(UTF_8));
    Random random = new Random(7);
    for (int i = 0; i < 30; i++) {
      byte[] corrupt = whole.clone();
      corrupt[random.nextInt(whole.length)] ^= (byte) (1 + random.nextInt(255));
      assertThat(read("a." + writer.ending, corrupt)).isNotNull();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "a.json.xz, fd377a585a000004, an xz file",
    "a.json, fd377a585a000004, an xz file",
    "a.zip, 504b0304140000000800, a zip archive",
    "a.json, 504152311504150015, a Parquet file",
    "a.json.gz, 4f626a01041461, an Avro file",
    "a.lz4, 02214c1800000000, LZ4's legacy format",
    "a.br, 8b0280aabbcc, promises Brotli",
    "a.snappy, e80700f0ff, promises Snappy",
    "a.gz, 0000000000, promises gzip",
  })
  void what_is_not_read_is_named_with_the_remedy(String name, String bytes, String named)
      throws IOException {
    Read read = read(name, HexFormat.of().parseHex(bytes));

    assertThat(read.size()).isZero();
    assertThat(read.unreadable).contains(named, "store it as plain text or in gzip, zstd");
  }

  @Test
  void blocks_of_hadoops_codecs_are_read_by_their_names() throws IOException {
    SnappyCodec snappy = new SnappyCodec();
    snappy.setConf(new Configuration());
    Lz4Codec lz4 = new Lz4Codec();
    lz4.setConf(new Configuration());

    assertThat(read("a.snappy", blocks(snappy)).text()).isEqualTo(lines(9_000));
    assertThat(read("a.lz4", blocks(lz4)).text()).isEqualTo(lines(9_000));
  }

  @Test
  void a_compressed_file_without_bytes_is_damaged_and_a_plain_one_is_empty() throws IOException {
    assertThat(read("a.json.zst", new byte[0]).damage).isEqualTo("the file is empty");
    assertThat(read("a.json", new byte[0]).damage).isEmpty();
  }

  /** The task is tried again then; a corrupt file would be corrupt again. */
  @ParameterizedTest
  @EnumSource
  void what_the_storage_throws_is_thrown(Writer writer) throws IOException {
    byte[] whole = writer.written(lines(4_500).getBytes(UTF_8));
    Path file = Files.write(folder.resolve("a"), whole);
    Configuration hadoop = new Configuration();
    hadoop.set("fs.flaky.impl", Flaky.class.getName());
    InputFile input = new InputFile("flaky:" + file, "a", whole.length, 0);

    assertThatThrownBy(
            () -> {
              try (FileInput in = FileInput.open(input, hadoop)) {
                in.readAllBytes();
              }
            })
        .isInstanceOf(IOException.class)
        .hasMessage("connection reset");
  }

  /** A file system that loses its connection after some bytes. */
  public static final class Flaky extends RawLocalFileSystem {
    @Override
    public URI getUri() {
      return URI.create("flaky:///");
    }

    @Override
    public FSDataInputStream open(org.apache.hadoop.fs.Path path, int buffer) throws IOException {
      InputStream bytes = Files.newInputStream(Path.of(path.toUri().getPath()));
      return new FSDataInputStream(new Lossy(bytes));
    }
  }

  private static final class Lossy extends FSInputStream {
    private final InputStream in;
    private long position;

    Lossy(InputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      if (position++ > 500) {
        throw new IOException("connection reset");
      }
      return in.read();
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int next = read();
      bytes[offset] = (byte) next;
      return next < 0 ? -1 : 1;
    }

    @Override
    public void seek(long to) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long getPos() {
      return position;
    }

    @Override
    public boolean seekToNewSource(long target) {
      return false;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }

  private Read read(String name, byte[] bytes) throws IOException {
    Path file = Files.write(folder.resolve(name), bytes);
    InputFile input = new InputFile(file.toUri().toString(), name, bytes.length, 0);
    try (FileInput in = FileInput.open(input, new Configuration(false))) {
      ByteBuffer content = ByteBuffer.wrap(in.readAllBytes());
      return new Read(content, in.unreadable().orElse(""), in.damage().orElse(""), in.isWhole());
    }
  }

  private static byte[] blocks(CompressionCodec codec) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = codec.createOutputStream(bytes)) {
      out.write(lines(9_000).getBytes(UTF_8));
    }
    return bytes.toByteArray();
  }

  private static byte[] both(byte[] one, byte[] other) {
    byte[] both = Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, both, one.length, other.length);
    return both;
  }

  private static String lines(int count) {
    Random random = new Random(count);
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < count; i++) {
      lines.append("{\"n\":").append(random.nextInt()).append("}\n");
    }
    return lines.toString();
  }
}
