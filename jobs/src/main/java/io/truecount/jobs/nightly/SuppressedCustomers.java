package io.truecount.jobs.nightly;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.createArrayType;

import io.truecount.audience.AudienceTables;
import io.truecount.audience.Exclusions;
import io.truecount.config.SuppressionConfig;
import io.truecount.config.SuppressionConfig.IdentifierColumn;
import io.truecount.identity.IdentifierLookup;
import io.truecount.identity.IdentityTables;
import io.truecount.table.Quoting;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;

/** The customers on the project's suppression lists. */
final class SuppressedCustomers {
  private static final StructType SCHEMA =
      new StructType()
          .add(Exclusions.LIST, StringType)
          .add(Exclusions.RANK, IntegerType)
          .add(Exclusions.DETAIL, StringType)
          .add(AudienceTables.AUDIENCE, StringType)
          .add(AudienceTables.CUSTOMER_ID, StringType);

  private SuppressedCustomers() {}

  /** Columns list, rank, detail, customer_id, and audience, which is NULL for all. */
  static Dataset<Row> of(RunContext context) {
    List<SuppressionConfig> lists = context.config().suppressions();
    Dataset<Row> all = context.spark().createDataFrame(List.of(), SCHEMA);
    for (int i = 0; i < lists.size(); i++) {
      all = all.unionByName(list(context, lists.get(i), i));
    }
    return all;
  }

  private static Dataset<Row> list(RunContext context, SuppressionConfig list, int rank) {
    Column detail = lit(list.reason().text());
    if (list.reason().column().isPresent()) {
      Column given = column(list.reason().column().get()).cast(StringType);
      detail = coalesce(given, detail);
    }
    Column audiences =
        list.audiences().isEmpty()
            ? functions.array(lit(null).cast(StringType)).cast(createArrayType(StringType))
            : functions.array(
                list.audiences().stream().map(name -> lit(name)).toArray(Column[]::new));
    return customers(
            context,
            list,
            Views.table(context, list.table())
                .select(column(list.person().column()).as("person"), detail.as(Exclusions.DETAIL)))
        .select(
            lit(list.name()).as(Exclusions.LIST),
            lit(rank).as(Exclusions.RANK),
            col(Exclusions.DETAIL),
            explode(audiences).as(AudienceTables.AUDIENCE),
            col(AudienceTables.CUSTOMER_ID));
  }

  private static Dataset<Row> customers(
      RunContext context, SuppressionConfig list, Dataset<Row> people) {
    if (list.person() instanceof IdentifierColumn identifier) {
      return IdentifierLookup.byIdentifier(
          people,
          col("person"),
          identifier.type(),
          context.config().identity(),
          context.read(IdentityTables.map()));
    }
    return IdentifierLookup.byId(people, col("person"), context.read(IdentityTables.redirects()));
  }

  private static Column column(String name) {
    return Quoting.column(name);
  }
}
