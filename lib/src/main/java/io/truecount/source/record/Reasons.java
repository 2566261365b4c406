package io.truecount.source.record;

/** Reason codes of refused records. */
public final class Reasons {
  /** Not a record of the source's format. */
  public static final String UNPARSABLE = "unparsable";

  /** The file ends in the middle, or its rest cannot be read. */
  public static final String TRUNCATED = "truncated";

  /** A file of a compression or kind that is not read; one record represents all of it. */
  public static final String UNREADABLE = "unreadable";

  /** A record of the format that breaks what the source promised. */
  public static final String CONTRACT = "contract";

  private Reasons() {}
}
