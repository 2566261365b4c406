package io.truecount.metric.exchange;

/** The two forms in which dbt writes the same definitions. */
enum Form {
  YAML,
  JSON
}
