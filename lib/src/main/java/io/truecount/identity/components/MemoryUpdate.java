package io.truecount.identity.components;

import static io.truecount.identity.components.ComponentFinder.COMPONENT;
import static io.truecount.identity.components.ComponentFinder.ID;
import static io.truecount.identity.components.ComponentUpdate.INTO;
import static io.truecount.identity.components.LabelIndex.COMPONENT_HIGH;
import static io.truecount.identity.components.LabelIndex.HIGH;
import static io.truecount.identity.components.LabelIndex.LABEL;
import static io.truecount.identity.components.LabelIndex.LOW;

import java.util.Iterator;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/**
 * An update on a local master: the new edges fill a {@link Forest}; one scan of the index's numbers
 * joins its vertices to the components they are in, one of the components adds their labels. The
 * roots are the new labels then, and nothing was shuffled.
 */
final class MemoryUpdate {
  /** Vertices by digest take no more than the forest, and touched components neither. */
  private static final int SHARE = 3;

  private final LabelIndex index;
  private final Inputs inputs;
  private final NativeOptions options;
  private final Digests digests;
  private final SharedMemory memory;

  MemoryUpdate(
      LabelIndex index,
      Inputs inputs,
      SparkSession session,
      NativeOptions options,
      Digests digests) {
    this.index = index;
    this.inputs = inputs;
    this.options = options;
    this.digests = digests;
    NativeOptions third = new NativeOptions(options.memoryBytes() / SHARE, options.hashMask());
    this.memory = new SharedMemory(inputs, session, third);
  }

  /** The changes, or nothing when they outgrow the budget or digests cannot be told apart. */
  Optional<ComponentUpdate> update() {
    memory.load();
    if (memory.forest().isOver()) {
      return Optional.empty();
    }
    DigestTable table = memory.digests(digests);
    if (table.isAmbiguous()) {
      return Optional.empty();
    }
    Touched touched = new Touched(memory.forest());
    findMembers(LocalRef.to(table), LocalRef.to(touched));
    findRedirects(LocalRef.to(touched));
    memory.inTask(touched::unite);
    findLabels(LocalRef.to(touched));
    return touched.isAmbiguous()
        ? Optional.empty()
        : Optional.of(new ComponentUpdate(added(table), merged(touched)));
  }

  private Dataset<Row> added(DigestTable table) {
    LocalRef<DigestTable> digested = LocalRef.to(table);
    return memory.digested(
        table.unknown(), ID, COMPONENT, digests, rows -> digested.get().rows(rows));
  }

  private Dataset<Row> merged(Touched touched) {
    return memory.digested(touched.merged(), COMPONENT, INTO, digests, rows -> rows);
  }

  private void findMembers(LocalRef<DigestTable> table, LocalRef<Touched> touched) {
    Scans.batches(index.members().select(HIGH, LOW, COMPONENT_HIGH))
        .foreachPartition(new MemberScan(table, touched));
  }

  private void findRedirects(LocalRef<Touched> touched) {
    Scans.batches(index.redirects().select(HIGH, COMPONENT_HIGH))
        .foreachPartition(
            (Iterator<ColumnarBatch> batches) ->
                batches.forEachRemaining(
                    batch ->
                        batch
                            .rowIterator()
                            .forEachRemaining(
                                row -> touched.get().redirect(row.getLong(0), row.getLong(1)))));
  }

  private void findLabels(LocalRef<Touched> touched) {
    Scans.batches(index.components().select(HIGH, LABEL))
        .foreachPartition(
            new LabelScan(
                LocalRef.to(memory.forest()), touched, inputs.type(), options.hashMask()));
  }
}
