package io.truecount.config;

/** How often a source must give records. */
public enum Expected {
  /** As often as it has: what a run reads is compared with what earlier ones read. */
  USUAL,
  /** On every load date; a snapshot in every run. */
  DAILY,
  /** At least once in any seven days. */
  WEEKLY,
  /** It may give nothing, or any number of records. */
  NONE
}
