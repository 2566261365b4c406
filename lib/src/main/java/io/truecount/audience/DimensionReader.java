package io.truecount.audience;

import io.truecount.audience.Condition.Dimension;
import io.truecount.config.yaml.YamlNode;
import io.truecount.customer.CustomerTables;
import io.truecount.error.TruecountException;
import io.truecount.metric.manifest.DatePart;
import io.truecount.metric.plan.EntityRows;
import io.truecount.metric.plan.GroupByItem;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Reads conditions on dimensions of a customer. */
final class DimensionReader {
  private final Vocabulary vocabulary;
  private final ZoneId zone;

  DimensionReader(Vocabulary vocabulary, ZoneId zone) {
    this.vocabulary = vocabulary;
    this.zone = zone;
  }

  Dimension read(YamlNode node) {
    String name = node.text("dimension");
    Optional<GroupByItem> item = item(node, name);
    return new Dimension(
        item.map(found -> found.name().toString()).orElse(name),
        ValueTestReader.ofTrait(node, item.flatMap(this::type), zone));
  }

  private Optional<GroupByItem> item(YamlNode node, String name) {
    try {
      return Optional.of(
          Customers.rows(vocabulary.planner()).resolve(name, node.where("dimension")));
    } catch (TruecountException e) {
      if (vocabulary.traits().extent() == KnownTraits.Extent.ALL) {
        e.problems().forEach(p -> node.child("dimension").problem(p.what(), p.remedy()));
      }
      return Optional.empty();
    }
  }

  /** The type of its values; empty when only the data says. */
  private Optional<DataType> type(GroupByItem item) {
    return item.match(
        new GroupByItem.Cases<>() {
          @Override
          public Optional<DataType> key(GroupByItem.Key key) {
            return column(item, key.entity().sql());
          }

          @Override
          public Optional<DataType> category(GroupByItem.Category category) {
            return column(item, category.dimension().sql());
          }

          @Override
          public Optional<DataType> time(GroupByItem.Time time) {
            return time.unit().match(UNIT_TYPES);
          }
        });
  }

  private static final GroupByItem.UnitCases<Optional<DataType>> UNIT_TYPES =
      new GroupByItem.UnitCases<>() {
        @Override
        public Optional<DataType> grain(io.truecount.metric.manifest.Grain grain) {
          return Optional.of(DataTypes.TimestampType);
        }

        @Override
        public Optional<DataType> part(DatePart part) {
          return Optional.of(DataTypes.LongType);
        }

        @Override
        public Optional<DataType> custom(String grain) {
          return Optional.empty();
        }
      };

  /** The type of a column of customers; other tables are known only to the data. */
  private Optional<DataType> column(GroupByItem item, String sql) {
    StructType customers = vocabulary.traits().columns();
    List<String> known = Arrays.asList(customers.fieldNames());
    boolean ofCustomers =
        EntityRows.table(item)
            .filter(table -> table.name().equals(CustomerTables.CUSTOMERS))
            .isPresent();
    return ofCustomers && known.contains(sql)
        ? Optional.of(customers.apply(sql).dataType())
        : Optional.empty();
  }
}
