package io.truecount.identity.components;

import io.truecount.error.Problem;
import io.truecount.error.TruecountException;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.classic.SparkSession;

/**
 * What the native engine may use.
 *
 * @param memoryBytes bytes that identifiers and forest may hold in one JVM; a graph that needs more
 *     is solved in distributed rounds
 * @param hashMask bits of the 64-bit hashes that count; fewer than all in tests only
 */
public record NativeOptions(long memoryBytes, long hashMask) {
  private static final double SHARE_OF_HEAP = 0.7;

  public NativeOptions {
    if (memoryBytes < 0) {
      throw TruecountException.invalid(
          Problem.of(
              "invalid memory budget: %d bytes (must be >= 0)".formatted(memoryBytes),
              "components",
              "give a positive number, or leave it out for a share of the heap"));
    }
  }

  /** Seven tenths of the heap of the JVM whose tasks find the components. */
  public static NativeOptions standard(SparkSession session) {
    SparkContext context = session.sparkContext();
    long heap =
        context.isLocal()
            ? Runtime.getRuntime().maxMemory()
            : context.getConf().getSizeAsBytes("spark.executor.memory", "1g");
    return ofHeap(heap);
  }

  /** Seven tenths of a heap of this many bytes. */
  public static NativeOptions ofHeap(long bytes) {
    return ofMemory((long) (bytes * SHARE_OF_HEAP));
  }

  public static NativeOptions ofMemory(long memoryBytes) {
    return new NativeOptions(memoryBytes, -1L);
  }
}
