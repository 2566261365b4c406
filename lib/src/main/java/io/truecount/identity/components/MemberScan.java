package io.truecount.identity.components;

import java.util.Iterator;
import org.apache.spark.api.java.function.VoidFunction;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/** Looks the members of an index (high, low, component_high) up in a table of new vertices. */
record MemberScan(LocalRef<DigestTable> table, LocalRef<Touched> touched)
    implements VoidFunction<Iterator<ColumnarBatch>> {

  @Override
  public void call(Iterator<ColumnarBatch> batches) {
    DigestTable wanted = table.get();
    Touched found = touched.get();
    Matches matches = new Matches();
    while (batches.hasNext()) {
      ColumnarBatch batch = batches.next();
      wanted.match(batch, matches);
      if (matches.size > 0) {
        wanted.know(matches);
        found.join(matches, batch.column(2));
      }
    }
  }
}
