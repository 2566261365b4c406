package io.truecount.identity.components;

import java.util.Iterator;
import org.apache.spark.api.java.function.VoidFunction;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/** Adds the labels (high, label) of touched components to the forest. */
record LabelScan(LocalRef<Forest> forest, LocalRef<Touched> touched, KeyType type, long hashMask)
    implements VoidFunction<Iterator<ColumnarBatch>> {

  @Override
  public void call(Iterator<ColumnarBatch> batches) {
    Task task = new Task(forest.get(), touched.get(), type, new KeyBatch(hashMask));
    while (batches.hasNext()) {
      task.scan(batches.next());
    }
    task.finish();
  }

  /** One task's keys on their way into the forest. */
  private static final class Task {
    private final Forest forest;
    private final Touched touched;
    private final KeyType type;
    private final KeyBatch keys;
    private final int[] places = new int[KeyBatch.CAPACITY];
    private final int[] ends = new int[2 * KeyBatch.CAPACITY];
    private final Matches matches = new Matches();
    private Chunk chunk;

    Task(Forest forest, Touched touched, KeyType type, KeyBatch keys) {
      this.forest = forest;
      this.touched = touched;
      this.type = type;
      this.keys = keys;
      this.chunk = forest.acquire();
    }

    void scan(ColumnarBatch batch) {
      touched.match(batch, matches);
      for (int i = 0; i < matches.size; i++) {
        add(matches.places[i], batch, matches.rows[i]);
      }
    }

    private void add(int place, ColumnarBatch batch, int row) {
      if (keys.isFull()) {
        flush();
      }
      places[keys.size] = place;
      type.read(batch.getRow(row), 1, keys);
    }

    private void flush() {
      chunk = forest.resolve(keys, chunk);
      touched.label(places, keys, ends);
      keys.clear();
    }

    void finish() {
      flush();
      forest.release(chunk);
    }
  }
}
