package io.truecount.identity.components;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.util.Iterator;
import org.apache.spark.api.java.function.VoidFunction;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/** Looks the members of an index (high, low, component_high) up in a table of new vertices. */
record MemberScan(LocalRef<DigestTable> table, LocalRef<Touched> touched)
    implements VoidFunction<Iterator<ColumnarBatch>> {

  @Override
  public void call(Iterator<ColumnarBatch> batches) {
    DigestTable wanted = table.get();
    IntArrayList vertices = new IntArrayList();
    LongArrayList components = new LongArrayList();
    Matches matches = new Matches();
    while (batches.hasNext()) {
      ColumnarBatch batch = batches.next();
      wanted.match(batch, matches);
      ColumnVector component = batch.column(2);
      for (int i = 0; i < matches.size; i++) {
        vertices.add(wanted.vertex(matches.places[i]));
        components.add(component.getLong(matches.rows[i]));
      }
    }
    wanted.know(vertices);
    touched.get().add(vertices, components);
  }
}
