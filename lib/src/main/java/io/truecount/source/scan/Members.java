package io.truecount.source.scan;

import java.io.IOException;
import java.io.InputStream;

/**
 * The members, streams or frames of a compressed file, one after the other. Each is read to its end
 * before the bytes that follow are looked at, so that these take nothing of it with them. Frames
 * that LZ4's readers are to skip are passed over.
 */
final class Members extends InputStream {
  private static final int MAGIC = 4;
  private static final String TO_SKIP = "5.2a4d18";
  private static final int LONGEST_SIGNATURE = 16;

  private final Compression compression;
  private final InputStream in;
  private InputStream member;

  /**
   * The first member is opened at once.
   *
   * @param in supports marks; its bytes begin with the compression's signature
   */
  Members(Compression compression, InputStream in) throws IOException {
    this.compression = compression;
    this.in = in;
    this.member = compression.member(in);
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int read = member.read(bytes, offset, length);
    while (read < 0 && hasNext()) {
      member = compression.member(in);
      read = member.read(bytes, offset, length);
    }
    return read;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public void close() throws IOException {
    member.close();
    in.close();
  }

  private boolean hasNext() throws IOException {
    byte[] head = head();
    while (compression == Compression.LZ4 && Compression.begins(head, TO_SKIP)) {
      skipFrame();
      head = head();
    }
    if (head.length > 0 && !compression.begins(head)) {
      throw new TrailingBytesException(compression);
    }
    return head.length > 0;
  }

  private byte[] head() throws IOException {
    in.mark(LONGEST_SIGNATURE);
    byte[] head = in.readNBytes(LONGEST_SIGNATURE);
    in.reset();
    return head;
  }

  private void skipFrame() throws IOException {
    in.skipNBytes(MAGIC);
    long length = 0;
    for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
      length |= (in.read() & 0xFFL) << shift;
    }
    in.skipNBytes(length);
  }
}
