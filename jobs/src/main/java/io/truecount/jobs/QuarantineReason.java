package io.truecount.jobs;

import io.truecount.jobs.cli.Numbers;
import org.jspecify.annotations.Nullable;

/**
 * Records of a source that were refused for one reason.
 *
 * @param detail without values
 * @param file the first of their places
 * @param position line or row, from 1
 */
record QuarantineReason(
    String source,
    String reason,
    @Nullable String detail,
    long records,
    @Nullable String file,
    @Nullable Long position) {
  String place() {
    return position == null ? String.valueOf(file) : file + ":" + position;
  }

  @Override
  public String toString() {
    return "%s %s (%s), first at %s".formatted(Numbers.whole(records), reason, detail, place());
  }
}
