package io.truecount.source.scan;

import java.io.IOException;

/** A file is of a kind that is not read. */
final class UnreadableException extends IOException {
  private static final long serialVersionUID = 1L;
  private final String why;

  /**
   * @param why what the file is, and what to do, for people
   */
  UnreadableException(String why) {
    super(why);
    this.why = why;
  }

  String why() {
    return why;
  }
}
