package io.truecount.metric.ids;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.Externalizable;
import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectOutput;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;
import org.roaringbitmap.buffer.ImmutableRoaringBitmap;

/**
 * An exact set of whole numbers: a Roaring bitmap for each value of the upper 32 bits. Equal sets
 * have equal bytes, however they came about.
 */
public final class IdSet implements Externalizable {
  private static final long serialVersionUID = 1L;

  private final transient TreeMap<Integer, RoaringBitmap> bitmaps = new TreeMap<>();
  private transient int lastHigh;
  private transient @Nullable RoaringBitmap last;

  /** The whole set as bytes, while it is nothing but that: most sets are read once and counted. */
  private transient byte @Nullable [] unread;

  public void add(long id) {
    read();
    int high = (int) (id >>> 32);
    RoaringBitmap target = last;
    if (target == null || high != lastHigh) {
      target = bitmaps.computeIfAbsent(high, h -> new RoaringBitmap());
      last = target;
      lastHigh = high;
    }
    target.add((int) id);
  }

  public void addAll(IdSet other) {
    if (other.unread != null) {
      addAll(other.unread);
      return;
    }
    read();
    last = null;
    other.bitmaps.forEach(
        (high, bitmap) -> bitmaps.computeIfAbsent(high, h -> new RoaringBitmap()).or(bitmap));
  }

  public void addAll(byte[] bytes) {
    if (unread == null && bitmaps.isEmpty()) {
      unread = bytes;
      return;
    }
    read();
    union(bytes);
  }

  private void read() {
    byte[] bytes = unread;
    if (bytes != null) {
      unread = null;
      union(bytes);
    }
  }

  private void union(byte[] bytes) {
    last = null;
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      int count = in.readInt();
      for (int i = 0; i < count; i++) {
        int high = in.readInt();
        RoaringBitmap bitmap = new RoaringBitmap();
        bitmap.deserialize(in);
        bitmaps.merge(high, bitmap, IdSet::or);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static RoaringBitmap or(RoaringBitmap target, RoaringBitmap other) {
    target.or(other);
    return target;
  }

  public long size() {
    byte[] bytes = unread;
    return bytes == null ? sizeOfBitmaps() : size(bytes);
  }

  /** From the heads of the bitmaps, without reading them. */
  private static long size(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    long size = 0;
    for (int left = buffer.getInt(); left > 0; left--) {
      buffer.getInt();
      ImmutableRoaringBitmap bitmap = new ImmutableRoaringBitmap(buffer.slice());
      size += bitmap.getLongCardinality();
      buffer.position(buffer.position() + bitmap.serializedSizeInBytes());
    }
    return size;
  }

  private long sizeOfBitmaps() {
    return bitmaps.values().stream().mapToLong(RoaringBitmap::getLongCardinality).sum();
  }

  /** The number of bitmaps, then the upper bits and Roaring's portable form of each. */
  public byte[] toBytes() {
    byte[] same = unread;
    if (same != null) {
      return same;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(bitmaps.size());
      for (Map.Entry<Integer, RoaringBitmap> one : bitmaps.entrySet()) {
        out.writeInt(one.getKey());
        one.getValue().runOptimize();
        one.getValue().serialize(out);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  @Override
  public void writeExternal(ObjectOutput out) throws IOException {
    byte[] bytes = toBytes();
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  @Override
  public void readExternal(ObjectInput in) throws IOException {
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    addAll(bytes);
  }
}
