package io.truecount.table;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;

/**
 * Does small independent things at the same time: metadata of many tables costs waiting, not work.
 */
final class Concurrently {
  private static final int THREADS = 4;

  private Concurrently() {}

  /**
   * Calls {@code action} with each item and waits for all of them, also when some fail.
   *
   * @throws RuntimeException the first failure, in the order of the items
   */
  static <T> void forEach(SparkSession session, List<T> items, Consumer<T> action) {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (T item : items) {
        running.add(threads.submit(() -> accept(session, action, item)));
      }
      List<RuntimeException> failures = running.stream().flatMap(Concurrently::failure).toList();
      if (!failures.isEmpty()) {
        throw failures.get(0);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static Stream<RuntimeException> failure(Future<?> action) {
    try {
      action.get();
      return Stream.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (ExecutionException e) {
      return Stream.of(
          e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e));
    }
  }

  private static <T> void accept(SparkSession session, Consumer<T> action, T item) {
    SparkSession.setActiveSession(session);
    action.accept(item);
  }
}
