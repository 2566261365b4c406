package io.truecount.metric.exchange;

import io.truecount.metric.manifest.Metric;

/** The types of metrics; dbt's names are these in lower case. */
enum MetricKind {
  SIMPLE,
  RATIO,
  DERIVED,
  CUMULATIVE,
  CONVERSION;

  private static final Metric.Cases<MetricKind> OF =
      new Metric.Cases<>() {
        @Override
        public MetricKind simple(Metric.Simple metric) {
          return SIMPLE;
        }

        @Override
        public MetricKind ratio(Metric.Ratio metric) {
          return RATIO;
        }

        @Override
        public MetricKind derived(Metric.Derived metric) {
          return DERIVED;
        }

        @Override
        public MetricKind cumulative(Metric.Cumulative metric) {
          return CUMULATIVE;
        }

        @Override
        public MetricKind conversion(Metric.Conversion metric) {
          return CONVERSION;
        }
      };

  static MetricKind of(Metric metric) {
    return metric.match(OF);
  }
}
