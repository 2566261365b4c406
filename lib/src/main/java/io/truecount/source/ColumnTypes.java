package io.truecount.source;

import static java.util.Map.entry;

import io.truecount.config.yaml.YamlNode;
import io.truecount.error.Suggestion;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;

/**
 * The types of columns by SQL's usual names, in any case. Whole numbers of every size have 64 bits
 * and floating point numbers are doubles, so that no value of the named type is too large. A
 * length, as in VARCHAR(20), has no effect.
 */
final class ColumnTypes {
  private static final String DECIMAL = "DECIMAL";
  private static final String NUMERIC = "NUMERIC";

  private static final Map<String, DataType> TYPES =
      Map.ofEntries(
          entry("STRING", DataTypes.StringType),
          entry("TEXT", DataTypes.StringType),
          entry("VARCHAR", DataTypes.StringType),
          entry("CHAR", DataTypes.StringType),
          entry("CHARACTER", DataTypes.StringType),
          entry("CHARACTER VARYING", DataTypes.StringType),
          entry("TIME", DataTypes.TimestampType),
          entry("DATETIME", DataTypes.TimestampType),
          entry("TIMESTAMP", DataTypes.TimestampType),
          entry("TIMESTAMPTZ", DataTypes.TimestampType),
          entry("TIMESTAMP WITH TIME ZONE", DataTypes.TimestampType),
          entry("TIMESTAMP WITHOUT TIME ZONE", DataTypes.TimestampType),
          entry("DATE", DataTypes.DateType),
          entry("TINYINT", DataTypes.LongType),
          entry("SMALLINT", DataTypes.LongType),
          entry("INT", DataTypes.LongType),
          entry("INTEGER", DataTypes.LongType),
          entry("BIGINT", DataTypes.LongType),
          entry("LONG", DataTypes.LongType),
          entry("FLOAT", DataTypes.DoubleType),
          entry("REAL", DataTypes.DoubleType),
          entry("DOUBLE", DataTypes.DoubleType),
          entry("DOUBLE PRECISION", DataTypes.DoubleType),
          entry("BOOL", DataTypes.BooleanType),
          entry("BOOLEAN", DataTypes.BooleanType));

  private static final Pattern WITH_NUMBERS =
      Pattern.compile("([A-Z ]+?) ?\\( ?(\\d{1,9}) ?(?:, ?(\\d{1,9}) ?)?\\)([A-Z ]*)");

  private ColumnTypes() {}

  /** The named type; a problem of the node when there is none of this name. */
  static Optional<DataType> read(YamlNode node) {
    String written = node.text().strip().toUpperCase(Locale.ROOT).replaceAll("\\s+", " ");
    Matcher numbers = WITH_NUMBERS.matcher(written);
    boolean sized = numbers.matches();
    String name = sized ? numbers.group(1) + numbers.group(4) : written;
    if (name.equals(DECIMAL) || name.equals(NUMERIC)) {
      return sized ? decimal(node, numbers) : refused(node, "%s needs its digits".formatted(name));
    }
    DataType known = TYPES.get(name);
    if (known == null) {
      TreeSet<String> names = new TreeSet<>(TYPES.keySet());
      names.add(DECIMAL);
      node.problem("unknown type \"%s\"".formatted(node.text()), Suggestion.remedy(name, names));
    }
    return Optional.ofNullable(known);
  }

  private static Optional<DataType> decimal(YamlNode node, Matcher numbers) {
    int precision = Integer.parseInt(numbers.group(2));
    int scale = numbers.group(3) == null ? 0 : Integer.parseInt(numbers.group(3));
    return precision < 1 || precision > DecimalType.MAX_PRECISION() || scale > precision
        ? refused(
            node,
            "\"%s\" must have 1 to 38 digits, not fewer than after the point"
                .formatted(node.text()))
        : Optional.of(DataTypes.createDecimalType(precision, scale));
  }

  private static Optional<DataType> refused(YamlNode node, String what) {
    node.problem(what, "write DECIMAL(18, 2): digits in all, and those after the point");
    return Optional.empty();
  }
}
