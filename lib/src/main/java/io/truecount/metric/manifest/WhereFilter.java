package io.truecount.metric.manifest;

/** A filter as written, with the place it was written at. */
public record WhereFilter(String text, String where) {}
