package io.truecount.bench;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The edges of a shape as pairs of big-endian ints, in the order in which Parquet has them. */
final class RawEdges {
  private RawEdges() {}

  static void write(Shape shape, Path file) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    try (var out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), 1 << 20))) {
      for (long i = 0; i < shape.slots(); i++) {
        Shape.Edge edge = shape.edge(GraphGenerator.scatter(i, shape.slots()));
        if (edge != null) {
          out.writeInt((int) edge.a());
          out.writeInt((int) edge.b());
        }
      }
    }
  }
}
