package io.truecount.identity.components;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.codegen.UnsafeRowWriter;

/** The rows (identifier, component) of some blocks of a forest that is complete. One row object. */
final class LabelRows implements Iterator<InternalRow> {
  private final Forest forest;
  private final KeyType type;
  private final int lastBlock;
  private final UnsafeRowWriter row = new UnsafeRowWriter(2, 128);
  private int index;
  private int position;

  LabelRows(Forest forest, KeyType type, int firstBlock, int lastBlock) {
    this.forest = forest;
    this.type = type;
    this.index = firstBlock;
    this.lastBlock = lastBlock;
    skipFinished();
  }

  @Override
  public boolean hasNext() {
    return index < lastBlock;
  }

  @Override
  public InternalRow next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    row.reset();
    Block block = forest.block(index);
    write(0, block, position);
    int root = forest.find(block.first + position);
    write(1, forest.blockOf(root), root & Block.MASK);
    position++;
    skipFinished();
    return row.getRow();
  }

  private void write(int column, Block block, int at) {
    type.write(row, column, block.bytes, block.ends[at], block.ends[at + 1]);
  }

  private void skipFinished() {
    while (index < lastBlock && position == forest.block(index).size) {
      index++;
      position = 0;
    }
  }
}
