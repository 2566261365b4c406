package io.truecount.metric.exchange;

/** dbt's two ways to write the same. */
enum Form {
  YAML,
  JSON
}
