package io.truecount.metric.sql;

import io.truecount.metric.manifest.DatePart;
import io.truecount.metric.manifest.Measure.Percentile;
import io.truecount.table.Quoting;
import java.util.Locale;

/** The engines that run the SQL, and how their SQL differs. */
public enum Dialect {
  SPARK {
    @Override
    String quoted(String identifier) {
      return Quoting.sparkName(identifier);
    }

    @Override
    String text(String value) {
      return Quoting.sparkText(value);
    }

    @Override
    String part(DatePart part) {
      return part == DatePart.DOW ? "DAYOFWEEK_ISO" : part.name();
    }

    @Override
    String percentile(Percentile percentile, String value) {
      if (percentile.approximate()) {
        return "approx_percentile(%s, %s)".formatted(value, percentile.fraction());
      }
      return exact(percentile, value);
    }

    @Override
    String approximateDistinct(String value) {
      return "approx_count_distinct(%s)".formatted(value);
    }

    /** array_distinct holds what is no number for one value, as a distinct count does. */
    @Override
    String sizeOfSet(String value) {
      return "size(array_distinct(collect_set(%s)))".formatted(value);
    }

    @Override
    String series(String first, String last, String step) {
      return "explode(sequence(%s, %s, %s))".formatted(first, last, step);
    }

    @Override
    String next(String value) {
      return "lead(%s) IGNORE NULLS".formatted(value);
    }

    @Override
    String type(String standard) {
      return standard.equals("TEXT") ? "STRING" : standard;
    }

    @Override
    String function(String name) {
      return name.equals("starts_with") ? "startswith" : name;
    }
  },
  DUCKDB {
    @Override
    String quoted(String identifier) {
      return Quoting.standardName(identifier);
    }

    @Override
    String text(String value) {
      return Quoting.standardText(value);
    }

    @Override
    String part(DatePart part) {
      return part == DatePart.DOW ? "ISODOW" : part.name();
    }

    @Override
    String percentile(Percentile percentile, String value) {
      if (percentile.approximate()) {
        return "approx_quantile(%s, %s)".formatted(value, percentile.fraction());
      }
      return exact(percentile, value);
    }

    @Override
    String approximateDistinct(String value) {
      return "approx_count_distinct(%s)".formatted(value);
    }

    @Override
    String sizeOfSet(String value) {
      return "COUNT(DISTINCT %s)".formatted(value);
    }

    @Override
    String series(String first, String last, String step) {
      return "unnest(generate_series(%s, %s, %s))".formatted(first, last, step);
    }

    @Override
    String next(String value) {
      return "lead(%s IGNORE NULLS)".formatted(value);
    }

    @Override
    String type(String standard) {
      return standard.equals("STRING") ? "TEXT" : standard;
    }

    @Override
    String function(String name) {
      return switch (name) {
        case "max_by" -> "arg_max_null";
        case "min_by" -> "arg_min_null";
        case "struct" -> "row";
        default -> name;
      };
    }
  };

  abstract String quoted(String identifier);

  abstract String text(String value);

  abstract String part(DatePart part);

  abstract String percentile(Percentile percentile, String value);

  abstract String approximateDistinct(String value);

  /** The number of distinct values of a group, without copies of its rows. */
  abstract String sizeOfSet(String value);

  /** One row for each timestamp from the first to the last. */
  abstract String series(String first, String last, String step);

  /** The value of the nearest later row that has one; what it is over follows. */
  abstract String next(String value);

  abstract String type(String standard);

  abstract String function(String name);

  private static String exact(Percentile percentile, String value) {
    return "percentile_%s(%s) WITHIN GROUP (ORDER BY %s)"
        .formatted(percentile.discrete() ? "disc" : "cont", percentile.fraction(), value);
  }

  /** Quoted only where it must be: plain lower-case names that are no keyword read better bare. */
  public String identifier(String name) {
    return name.matches("[a-z_][a-z0-9_]*") && !Keywords.RESERVED.contains(name)
        ? name
        : quoted(name);
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
