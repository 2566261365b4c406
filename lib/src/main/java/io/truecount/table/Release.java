package io.truecount.table;

import java.time.Instant;
import java.util.SortedMap;

/**
 * All tables of one run, published together.
 *
 * @param number 1, 2, 3, …
 * @param tables version of every table that runs publish, as {@link TableStore#read(String,
 *     String)} takes it
 * @param publishedAt wall-clock time, for people only
 */
public record Release(
    long number,
    String runId,
    Instant asOf,
    Instant publishedAt,
    String configHash,
    String codeVersion,
    SortedMap<String, String> tables) {}
