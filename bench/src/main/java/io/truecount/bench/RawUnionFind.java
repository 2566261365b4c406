package io.truecount.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * What the hardware can do at best: one thread, no identifiers, no Parquet, no Spark. {@code RAW
 * OUT}: reads pairs of ints, writes a label for each vertex number.
 */
public final class RawUnionFind {
  private RawUnionFind() {}

  public static void main(String[] args) throws IOException {
    IntBuffer edges = read(Path.of(args[0]));
    int[] parents = new int[most(edges) + 1];
    Arrays.setAll(parents, i -> i);
    for (int i = 0; i < edges.limit(); i += 2) {
      int a = find(parents, edges.get(i));
      int b = find(parents, edges.get(i + 1));
      parents[Math.max(a, b)] = Math.min(a, b);
    }
    write(parents, Path.of(args[1]));
  }

  private static IntBuffer read(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()).asIntBuffer();
    }
  }

  private static int most(IntBuffer edges) {
    int most = -1;
    for (int i = 0; i < edges.limit(); i++) {
      most = Math.max(most, edges.get(i));
    }
    return most;
  }

  private static int find(int[] parents, int vertex) {
    int at = vertex;
    while (parents[at] != at) {
      parents[at] = parents[parents[at]];
      at = parents[at];
    }
    return at;
  }

  private static void write(int[] parents, Path file) throws IOException {
    ByteBuffer labels = ByteBuffer.allocate(1 << 22);
    try (FileChannel out =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      for (int vertex = 0; vertex < parents.length; vertex++) {
        labels.putInt(find(parents, vertex));
        if (!labels.hasRemaining() || vertex == parents.length - 1) {
          out.write(labels.flip());
          labels.clear();
        }
      }
    }
  }
}
