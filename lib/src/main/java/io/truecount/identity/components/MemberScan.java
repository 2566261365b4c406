package io.truecount.identity.components;

import java.util.Iterator;
import org.apache.spark.api.java.function.VoidFunction;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/** Looks the members of an index (high, low, component_high) up in a table of new vertices. */
record MemberScan(LocalRef<DigestTable> table, LocalRef<Sieve> sieve, LocalRef<Touched> touched)
    implements VoidFunction<Iterator<ColumnarBatch>> {

  @Override
  public void call(Iterator<ColumnarBatch> batches) {
    DigestTable wanted = table.get();
    Sieve coarse = sieve.get();
    Touched found = touched.get();
    while (batches.hasNext()) {
      scan(batches.next(), coarse, wanted, found);
    }
  }

  private static void scan(ColumnarBatch batch, Sieve coarse, DigestTable wanted, Touched found) {
    ColumnVector high = batch.column(0);
    int rows = batch.numRows();
    for (int row = 0; row < rows; row++) {
      long first = high.getLong(row);
      if (coarse.mayHold(first)) {
        int entry = wanted.find(first, batch.column(1).getLong(row));
        if (entry >= 0) {
          found.join(wanted.know(entry), batch.column(2).getLong(row));
        }
      }
    }
  }
}
