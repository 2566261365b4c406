package io.truecount.jobs.nightly;

import io.truecount.jobs.cli.Numbers;
import io.truecount.source.record.Positions;
import org.jspecify.annotations.Nullable;

/**
 * Records of a source that were refused for one reason.
 *
 * @param detail without values
 * @param file the first of their places
 * @param position see {@link Positions}
 */
record QuarantineReason(
    String source,
    String reason,
    @Nullable String detail,
    long records,
    @Nullable String file,
    @Nullable Long position) {
  String place() {
    return file == null || position == null
        ? String.valueOf(file)
        : Positions.place(file, position);
  }

  @Override
  public String toString() {
    return "%s %s (%s), first at %s".formatted(Numbers.whole(records), reason, detail, place());
  }
}
